import { isObject } from '../../json/index.js';
import type { Promised } from '../clearance.js';
import type { TransportFaultKind, Trouble } from '../fault.js';
import type { Scrub } from '../scrub.js';
import type { Arrived } from '../transport/exchange.js';
import { foreignReply, headOf } from './foreign-reply.js';
import { advise, classify, isDeniedAccess } from './refusal.js';
import { hasRepeatedKey } from './repeated-keys.js';
import { retryAfter } from './retry-after.js';

export type Body = Record<string, unknown>;
export type ReplyVerdict = { good: true; body: Body; warnings?: string } | { good: false; trouble: Trouble };

/** What the reply to a call is held against. */
export interface Asked {
  action: string;
  write: boolean;
  /** As it was sent. */
  form: string;
  promise?: Promised | undefined;
}

const MAX_MESSAGE = 500;
/** Deeper than any documented reply by far; what recurses over a reply later must not run out of stack. */
const MAX_DEPTH = 64;

/** `status` is data in it: "available" (docs: domainwhois.md). */
const STATUS_IS_DATA = 'domainwhois';

/** Alone, these are what proxies and firewalls answer in JSON too; they prove nothing about WHMCS. */
const SAYS_NOTHING = new Set([
  'result',
  'status',
  'message',
  'error',
  'errors',
  'code',
  'detail',
  'title',
  'success',
]);

/**
 * Judges a reply by who gave it and what it says. WHMCS's own answers come with 200 and have a `result`; its refusals of
 * access also with 401 and 403. Whatever else says success or error was said by somebody in between, or contradicts
 * itself, and leaves open what became of a write.
 */
export function classifyReply(asked: Asked, reply: Arrived, scrub: Scrub): ReplyVerdict {
  if (reply.damage !== undefined && /^\s*[[{]/.test(reply.text)) return lost('charset', reply.damage);
  const body = reply.damage === undefined ? parseBody(reply.text) : undefined;
  if (body === undefined || !isObject(body)) return foreign(foreignReply(reply, body, scrub));
  const members = countMembers(body);
  if (members === undefined) {
    return lost('too_deep', `Its reply is nested deeper than ${MAX_DEPTH} levels.`);
  }
  if (hasRepeatedKey(reply.text, members)) {
    return lost(
      'contradictory',
      'Its reply has the same key twice, and which of both holds can not be told.',
    );
  }
  const result = lower(body.result);
  if (result === 'error') return refused(asked, reply, body, scrub);
  if (reply.status !== 200) {
    return result === 'success' ? contradicted(reply, scrub) : foreign(foreignReply(reply, body, scrub));
  }
  if (result === 'success') return succeeded(asked, body, scrub);
  return body.result === undefined
    ? unstated(asked, body, scrub)
    : lost('no_result', NO_RESULT, { said: messageIn(body, scrub) });
}

const NO_RESULT =
  'Its reply is JSON but says neither success nor error as WHMCS does; something other than WHMCS may be answering at WHMCS_API_URL.';

function succeeded(asked: Asked, body: Body, scrub: Scrub): ReplyVerdict {
  const warnings = warningsIn(body, scrub);
  if (speaksAgainst(asked, body)) {
    const says = 'It says success and an error at once, which contradicts itself.';
    return lost('contradictory', says, { said: messageIn(body, scrub) });
  }
  const { promise } = asked;
  // Without the record that it changed a success will do, but not with a warning beside it.
  if (promise !== undefined && (promise.made || warnings !== '') && !namesRecord(body, promise.id)) {
    const record = promise.made ? 'the record that the call makes' : 'the record that it changed';
    return lost('no_record', `It says success and does not name ${record} (${promise.id}).`, {
      said: warnings,
    });
  }
  if (!asked.write && sendsNoneOfMany(asked.form, body)) {
    return lost(
      'contradictory',
      `It counts ${body.totalresults ?? body.numreturned ?? body.count} of what was asked for and sends none of them. A broken record or a collation of the database may be the cause: a person has to look in WHMCS.`,
      { retry: 'once' },
    );
  }
  return warnings === '' ? { good: true, body } : { good: true, body, warnings };
}

/** A reply without `result`: data of a read, or the record that a write made (docs: getadminusers.md and others). */
function unstated(asked: Asked, body: Body, scrub: Scrub): ReplyVerdict {
  const isAnswer = asked.write
    ? asked.promise?.made === true && namesRecord(body, asked.promise.id)
    : Object.keys(body).some((key) => !SAYS_NOTHING.has(key.toLowerCase()));
  return isAnswer && !speaksAgainst(asked, body)
    ? succeeded(asked, body, scrub)
    : lost('no_result', NO_RESULT, { said: messageIn(body, scrub) });
}

function refused(asked: Asked, reply: Arrived, body: Body, scrub: Scrub): ReplyVerdict {
  const message = messageIn(body, scrub);
  const kind = classify(asked.action, message, reply.status);
  if (typeof body.message !== 'string' || message === '')
    return lost('no_result', 'It says error and gives no reason, which WHMCS always does.', {
      said: message,
    });
  if (reply.status !== 200 && !isDeniedAccess(reply.status, kind))
    return foreign({ ...foreignReply(reply, body, scrub), whmcsMessage: message });
  if (asked.write && tellsOfSuccess(asked, body)) {
    const says = 'It says an error and a success at once, which contradicts itself.';
    return lost('contradictory', says, { said: message });
  }
  const trouble = {
    kind,
    refusal: true,
    answered: true,
    reached: true,
    message: advise(kind, message),
    retry: 'no',
    whmcsMessage: message,
    ...retryAfter(reply),
  } as const;
  return { good: false, trouble };
}

function contradicted(reply: Arrived, scrub: Scrub): ReplyVerdict {
  const says = `${headOf(reply, scrub)} It says success all the same, which contradicts itself: something failed after it was written, or before the work was done.`;
  return lost('contradictory', says, { retry: reply.status >= 500 ? 'once' : 'no' });
}

/** Keys that say in other words than `result` how it went, in any letter case. */
const ERROR_KEYS = new Set(['error', 'errors', 'errormessage', 'error_message', 'errormsg', 'error_msg']);
const NO = new Set(['', '0', 'false', 'no', 'none', 'null', 'off']);

/** What WHMCS's own successes never have at their top; of a read, what stands there may be data. */
function speaksAgainst({ action, write }: Asked, body: Body): boolean {
  const statusIsData = action.toLowerCase() === STATUS_IS_DATA;
  return Object.keys(body).some((name) => {
    const [key, value] = [name.toLowerCase(), body[name]];
    if (key === 'status') return lower(value) === 'error' && !statusIsData;
    if (value === false && key === 'success') return true;
    if (!write) return false;
    if (key === 'success') return isNo(value);
    if (key === 'result') return lower(value) !== lower(body.result);
    return ERROR_KEYS.has(key) && holdsValue(value) && !isNo(value);
  });
}

/** What an error of WHMCS's own never has: the record that the call makes, or a success in other words. */
function tellsOfSuccess({ promise }: Asked, body: Body): boolean {
  if (promise?.made === true && namesRecord(body, promise.id)) return true;
  return Object.entries(body).some(([name, value]) => {
    const key = name.toLowerCase();
    if (key === 'result') return lower(value) !== lower(body.result);
    if (key === 'status') return lower(value) === 'success';
    return key === 'success' && typeof value !== 'object' && !isNo(value);
  });
}

const isNo = (value: unknown) => typeof value !== 'object' && NO.has(String(value).trim().toLowerCase());

const withoutMark = (text: string) => (text.startsWith('\uFEFF') ? text.slice(1) : text);

/**
 * One leading byte order mark is passed over: it is a mark of the encoding, which JSON readers may ignore (RFC 8259, 8.1),
 * and nothing can hide in it. Anything else before the JSON is not cut away: it shows that something broke on the way.
 */
function parseBody(text: string): unknown {
  try {
    return JSON.parse(withoutMark(text));
  } catch {
    return undefined;
  }
}

/**
 * The number of members in all objects of a reply; undefined when it is nested too deep. Drops `__proto__` keys, which a
 * later copy key by key would turn into a prototype.
 */
function countMembers(node: object, depth = 0): number | undefined {
  if (depth > MAX_DEPTH) return undefined;
  let members = 0;
  if (Array.isArray(node)) {
    for (const item of node) {
      const inside = membersIn(item, depth);
      if (inside === undefined) return undefined;
      members += inside;
    }
    return members;
  }
  for (const key in node) {
    members += 1;
    if (key === '__proto__') Reflect.deleteProperty(node, key);
    else {
      const inside = membersIn((node as Body)[key], depth);
      if (inside === undefined) return undefined;
      members += inside;
    }
  }
  return members;
}

const membersIn = (value: unknown, depth: number): number | undefined =>
  typeof value === 'object' && value !== null ? countMembers(value, depth + 1) : 0;

function lower(value: unknown): string | undefined {
  return typeof value === 'string' ? value.toLowerCase() : undefined;
}

const namesRecord = (body: Body, key: string) =>
  Object.hasOwn(body, key) && /^[1-9]\d*$/.test(String(body[key]));

/** Counts records from where it was asked to begin, and holds not one value of any. */
function sendsNoneOfMany(form: string, body: Body): boolean {
  for (const key in body) {
    const value = body[key];
    if ((key.includes('[') || typeof value === 'object') && holdsValue(value)) return false;
  }
  const from = Number(new URLSearchParams(form).get('limitstart') ?? 0);
  return Math.max(countIn(body.totalresults) - from, countIn(body.numreturned), countIn(body.count)) > 0;
}

const countIn = (value: unknown) => (/^\d{1,15}$/.test(String(value)) ? Number(value) : 0);

function holdsValue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return (value ?? '') !== '';
  return Object.values(value).some(holdsValue);
}

function messageIn(body: Body, scrub: Scrub): string {
  const texts = [body.message, body.error, body.errormessage].flat();
  const text = texts.find((value) => typeof value === 'string');
  return typeof text === 'string' ? scrub(text, MAX_MESSAGE) : '';
}

function warningsIn(body: Body, scrub: Scrub): string {
  const lines = [body.warnings ?? body.warning].flat().filter((line) => typeof line === 'string');
  // Most replies warn of nothing, and what scrubs is made anew each time.
  return lines.length === 0 ? '' : scrub(lines.join(' '), MAX_MESSAGE);
}

const foreign = (trouble: Trouble): ReplyVerdict => ({ good: false, trouble });

/** A reply that leaves open what became of the call. */
function lost(
  kind: TransportFaultKind,
  message: string,
  more: { retry?: Trouble['retry']; said?: string } = {},
): ReplyVerdict {
  const said = more.said === undefined || more.said === '' ? {} : { whmcsMessage: more.said };
  const trouble = { kind, refusal: false, answered: true, reached: true, message, ...said } as const;
  return { good: false, trouble: { ...trouble, retry: more.retry ?? 'no' } };
}
