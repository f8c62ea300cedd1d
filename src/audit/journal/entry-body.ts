import type { CallFacts, CallResult } from './journal.js';

export type Body = Record<string, unknown>;

/** Takes the credentials out of a value. */
export type Withhold = <T>(value: T) => T;

/** Longer texts are messages and notes: the beginning says what they were about. */
const MAX_TEXT = 2_000;
const SHORT_TEXT = 200;
const MAX_NAME = 200;
const MAX_DEPTH = 16;
const MAX_RULES = 100;
/** What one entry may take in the file. */
const MAX_ENTRY = 64 * 1024;
const MAX_RECORD = 24 * 1024;

function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most)}… [cut: ${text.length.toLocaleString('en-US')} characters in all]`;
}

/** A value as JSON can hold it, however deep, long or strange. */
function plainValue(value: unknown, most: number, depth = 0): unknown {
  if (typeof value === 'string') return cutText(value, most);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toJSON();
  if (depth === MAX_DEPTH) return '[nested too deep to keep]';
  if (Array.isArray(value)) return value.map((item) => plainValue(item, most, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [cutText(key, MAX_NAME), plainValue(inner, most, depth + 1)]),
  );
}

/** Characters of it in the file, where only ASCII is written. */
function sizeOf(value: unknown): number {
  const json = JSON.stringify(value) ?? '';
  return json.length + 5 * (json.match(/[\u007f-\uffff]/g)?.length ?? 0);
}

/**
 * Keeps a record whole or not at all: what a call replaced may be written back one day, and half a text must never be.
 */
function keepRecord(body: Body, name: string, record: CallFacts['before']): Body {
  if (record === undefined) return body;
  const plain = plainValue(record, MAX_RECORD);
  if (sizeOf(plain) <= MAX_RECORD && JSON.stringify(plain) === JSON.stringify(record)) {
    return { ...body, [name]: plain };
  }
  return leaveOut({ ...body, [name]: plain }, name);
}

function leaveOut(body: Body, name: string): Body {
  const { [name]: gone, omitted = [], ...rest } = body;
  if (gone === undefined) return body;
  return { ...rest, omitted: [...(omitted as string[]), name] };
}

/** What is left out of an entry that is too large, the least missed first. */
const REDUCTIONS: readonly ((body: Body) => Body)[] = [
  (body) => ({ ...body, args: plainValue(body.args, SHORT_TEXT), facts: plainValue(body.facts, SHORT_TEXT) }),
  (body) => leaveOut(body, 'facts'),
  (body) => leaveOut(body, 'before'),
  (body) => leaveOut(body, 'after'),
  (body) => leaveOut(body, 'args'),
];

function fitted(body: Body): Body {
  return REDUCTIONS.reduce((left, reduce) => (sizeOf(left) <= MAX_ENTRY ? left : reduce(left)), body);
}

const trimmed = (decision: CallFacts['decision']) =>
  decision && { ...decision, rules: decision.rules.slice(0, MAX_RULES) };

/** Who and what, in a few words. */
function briefOf({ session, caller, channel, tool, risk, digest, approval }: CallFacts, withhold: Withhold) {
  const said = withhold({ session, caller, channel, tool, risk, approval });
  return { ...(plainValue(said, SHORT_TEXT) as Body), digest };
}

function resultOf({ outcome, message, whmcs, readBack, ms }: CallResult, withhold: Withhold): Body {
  const said = plainValue(withhold({ message, whmcs, read_back: readBack }), MAX_TEXT) as Body;
  return { outcome, ...said, ms };
}

/** What an entry says of a call and, where it is over, of what came of it. */
export function callBody(facts: CallFacts, result: CallResult | undefined, withhold: Withhold): Body {
  const { args, facts: on } = plainValue(
    withhold({ args: facts.args, facts: facts.facts }),
    MAX_TEXT,
  ) as Body;
  const asked = { ...briefOf(facts, withhold), args, decision: trimmed(facts.decision), facts: on };
  const body = keepRecord(asked, 'before', withhold(facts.before));
  return fitted(result === undefined ? body : withResult(body, result, withhold));
}

/** The same for a call whose intent says the rest. */
export function outcomeBody(facts: CallFacts, result: CallResult, withhold: Withhold): Body {
  return fitted(withResult(briefOf(facts, withhold), result, withhold));
}

function withResult(body: Body, result: CallResult, withhold: Withhold): Body {
  return keepRecord({ ...body, result: resultOf(result, withhold) }, 'after', withhold(result.after));
}

/** What an entry says of anything else. */
export function noteBody(body: Readonly<Body>, withhold: Withhold): Body {
  const plain = plainValue(withhold(body), MAX_TEXT) as Body;
  if (sizeOf(plain) <= MAX_ENTRY) return plain;
  const short = plainValue(withhold(body), SHORT_TEXT) as Body;
  if (sizeOf(short) <= MAX_ENTRY) return short;
  return { event: plainValue(body.event, SHORT_TEXT), omitted: Object.keys(short).slice(0, 50) };
}
