import { mapMembers } from '../../json/index.js';
import type { CallFacts, CallResult } from './journal.js';
import { packed } from './sent-arguments.js';

export type EntryBody = Record<string, unknown>;

/** Takes the credentials out of a value. */
export type Withhold = <T>(value: T) => T;

/** Longer texts are messages and notes, whose beginning says what they are about. */
const MAX_TEXT = 2_000;
const SHORT_TEXT = 200;
const MAX_NAME = 200;
const MAX_DEPTH = 16;
const MAX_RULES = 100;
/** Bytes of one entry in the file. */
const MAX_ENTRY = 64 * 1024;
/** Bytes of a record that is kept whole. */
const MAX_RECORD = 24 * 1024;

function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max)}… [cut: ${text.length.toLocaleString('en-US')} characters in all]`;
}

/** Whether JSON says of an object what its members are, and nothing else. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !('toJSON' in value);
}

/** A value as JSON can hold it, however deep, long or strange; texts are cut at `maxText` characters. What is one already is returned as it is. */
function plainValue(value: unknown, maxText: number, depth = 0): unknown {
  if (typeof value === 'string') return cutText(value, maxText);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toJSON();
  if (depth === MAX_DEPTH) return '[nested too deep to keep]';
  if (Array.isArray(value)) {
    const items = value.map((item) => plainValue(item, maxText, depth + 1));
    return items.every((item, at) => item === value[at]) ? value : items;
  }
  const plainMember = (inner: unknown) => plainValue(inner, maxText, depth + 1);
  if (isPlainObject(value) && Object.keys(value).every((key) => key.length <= MAX_NAME)) {
    return mapMembers(value, plainMember);
  }
  const members = Object.entries(value).map(([key, inner]) => [cutText(key, MAX_NAME), plainMember(inner)]);
  return Object.fromEntries(members);
}

/** Bytes of a value in the file, which is ASCII only. */
function sizeOf(value: unknown): number {
  const json = JSON.stringify(value) ?? '';
  return json.length + 5 * (json.match(/[\u007f-\uffff]/g)?.length ?? 0);
}

/** No value has more bytes in the file: no character of JSON in ASCII takes more than six, and no number more than 25. */
function mostBytesOf(value: unknown): number {
  if (typeof value === 'string') return 6 * value.length + 3;
  if (typeof value !== 'object' || value === null) return 26;
  let bytes = 3;
  if (Array.isArray(value)) for (const item of value) bytes += mostBytesOf(item);
  else for (const key in value) bytes += 6 * key.length + 4 + mostBytesOf((value as EntryBody)[key]);
  return bytes;
}

/** Keeps a record whole or not at all: it may be written back one day, and a text that was cut must never be. */
function keepRecord(body: EntryBody, name: string, record: CallFacts['before']): EntryBody {
  if (record === undefined) return body;
  const plain = plainValue(record, MAX_RECORD);
  const isWhole = plain === record || JSON.stringify(plain) === JSON.stringify(record);
  if (isWhole && sizeOf(plain) <= MAX_RECORD) {
    return { ...body, [name]: plain };
  }
  return leaveOut({ ...body, [name]: plain }, name);
}

function leaveOut(body: EntryBody, name: string): EntryBody {
  const { [name]: removed, omitted = [], ...rest } = body;
  if (removed === undefined) return body;
  return { ...rest, omitted: [...(omitted as string[]), name] };
}

/** Steps that make an entry smaller, the least missed part first. */
const REDUCTIONS: readonly ((body: EntryBody) => EntryBody)[] = [
  (body) => ({ ...body, args: plainValue(body.args, SHORT_TEXT), facts: plainValue(body.facts, SHORT_TEXT) }),
  (body) => leaveOut(body, 'facts'),
  (body) => leaveOut(body, 'before'),
  (body) => leaveOut(body, 'after'),
  (body) => leaveOut(body, 'args'),
];

function fitted(body: EntryBody): EntryBody {
  // To write it all as JSON for that would cost as much as to write it down.
  if (mostBytesOf(body) <= MAX_ENTRY) return body;
  let rest = body;
  for (const reduce of REDUCTIONS) {
    if (sizeOf(rest) <= MAX_ENTRY) break;
    rest = reduce(rest);
  }
  return rest;
}

const trimmedDecision = (decision: CallFacts['decision']) =>
  decision && decision.rules.length > MAX_RULES
    ? { ...decision, rules: decision.rules.slice(0, MAX_RULES) }
    : decision;

/** How many are kept: far more than there are tools and callers in use at once. */
const MOST_BRIEFS = 500;
const briefs = new WeakMap<Withhold, Map<string, EntryBody>>();

/**
 * Who called which tool, with short texts. The same for all calls of a tool by a caller, so it is looked through once; the
 * session, which is drawn at random and new for each call where callers keep none, holds no text of anybody.
 */
function briefOf(facts: CallFacts, withhold: Withhold) {
  const { session, caller, channel, program, grant, via, within, installation, install, tool, risk } = facts;
  const { digest, approval } = facts;
  const known = briefs.get(withhold) ?? new Map<string, EntryBody>();
  briefs.set(withhold, known);
  const who = {
    caller,
    channel,
    claimed_program: program,
    grant,
    via,
    installation,
    install,
    tool,
    risk,
    approval,
  };
  const key = JSON.stringify(Object.values(who));
  let brief = known.get(key);
  if (brief === undefined) {
    brief = plainValue(withhold(who), SHORT_TEXT) as EntryBody;
    if (known.size >= MOST_BRIEFS) known.clear();
    known.set(key, brief);
  }
  return { session: cutText(session, SHORT_TEXT), ...brief, within, digest };
}

function resultOf({ outcome, message, whmcs, readBack, ms }: CallResult, withhold: Withhold): EntryBody {
  if (message === undefined && whmcs === undefined && readBack === undefined) return { outcome, ms };
  const texts = plainValue(withhold({ message, whmcs, read_back: readBack }), MAX_TEXT) as EntryBody;
  return { outcome, ...texts, ms };
}

/** What is taken out of an entry: credentials of all kinds, and our own ones alone where the agent itself wrote. */
export interface Withholding {
  readonly withhold: Withhold;
  readonly withholdOwn: Withhold;
}

/** Body of an entry about a call, with its result if it is over. What was sent is in it whole, compressed where long. */
export function callBody(
  facts: CallFacts,
  result: CallResult | undefined,
  { withhold, withholdOwn }: Withholding,
): EntryBody {
  const sent = plainValue(withholdOwn(facts.args), Number.POSITIVE_INFINITY);
  const call = {
    ...briefOf(facts, withhold),
    args: plainValue(sent, MAX_TEXT),
    claimed_reason: withhold(facts.reason),
    decision: trimmedDecision(facts.decision),
    facts: plainValue(withhold(facts.facts), MAX_TEXT),
    whmcs_time: facts.whmcsTime,
    served: facts.served,
  };
  const kept = keepRecord(call, 'before', withhold(facts.before));
  const body = keepRecord(kept, 'prior', withhold(facts.prior));
  const fits = fitted(result === undefined ? body : withResult(body, result, withhold));
  if (fits.args === sent || JSON.stringify(fits.args) === JSON.stringify(sent)) return fits;
  return { ...fits, sent: packed(sent as CallFacts['args']) };
}

/** Body of an outcome; the intent before it holds the rest of the call. */
export function outcomeBody(facts: CallFacts, result: CallResult, withhold: Withhold): EntryBody {
  return fitted(withResult(briefOf(facts, withhold), result, withhold));
}

function withResult(body: EntryBody, result: CallResult, withhold: Withhold): EntryBody {
  return keepRecord({ ...body, result: resultOf(result, withhold) }, 'after', withhold(result.after));
}

/** Body of an entry about anything but a call. */
export function noteBody(body: Readonly<EntryBody>, withhold: Withhold): EntryBody {
  const plain = plainValue(withhold(body), MAX_TEXT) as EntryBody;
  if (sizeOf(plain) <= MAX_ENTRY) return plain;
  const short = plainValue(withhold(body), SHORT_TEXT) as EntryBody;
  if (sizeOf(short) <= MAX_ENTRY) return short;
  return { event: plainValue(body.event, SHORT_TEXT), omitted: Object.keys(short).slice(0, 50) };
}
