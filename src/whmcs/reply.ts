import type { Arrived } from './exchange.js';
import type { Trouble } from './fault.js';
import { foreignReply } from './foreign-reply.js';
import { advise, classify } from './refusal.js';
import { retryAfter } from './retry-after.js';
import type { Scrub } from './scrub.js';

export type Body = Record<string, unknown>;
export type ReplyVerdict = { good: true; body: Body; warnings?: string } | { good: false; trouble: Trouble };

const MAX_MESSAGE = 500;
/** Deeper than any documented reply by far; what recurses over a reply later must not run out of stack. */
const MAX_DEPTH = 64;

/** `status` is data in these: "available", "Unpaid", "Pass" (docs: domainwhois.md, createinvoice.md, orderfraudcheck.md). */
const STATUS_IS_DATA = new Set(['domainwhois', 'createinvoice', 'orderfraudcheck']);

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
 * Judges a reply by its body first and its HTTP status second: WHMCS sends refusals as 200 and as 403 alike, and a
 * successful status proves nothing.
 */
export function classifyReply(
  call: { action: string; write: boolean },
  reply: Arrived,
  scrub: Scrub,
): ReplyVerdict {
  const body = parseBody(reply.text);
  if (body === undefined || !isRecord(body)) {
    return { good: false, trouble: foreignReply(reply, body, scrub) };
  }
  if (!dropPrototypeKeys(body)) {
    return lost('too_deep', `Its reply is nested deeper than ${MAX_DEPTH} levels.`);
  }
  if (saysError(call.action, body)) {
    return { good: false, trouble: refusal(call.action, reply, body, scrub) };
  }
  const result = typeof body.result === 'string' ? body.result.toLowerCase() : undefined;
  const confirmed =
    result === 'success' || (result === undefined && lower(body.status) === 'success' && isFine(reply));
  if (confirmed) return good(body, scrub);
  if (!isFine(reply)) return { good: false, trouble: foreignReply(reply, body, scrub) };
  if (call.write ? hasNewId(body) : Object.keys(body).some((key) => !SAYS_NOTHING.has(key.toLowerCase()))) {
    return good(body, scrub);
  }
  return lost(
    'no_result',
    'Its reply is JSON but says neither success nor error, and holds no data; something other than WHMCS may be answering at WHMCS_API_URL.',
  );
}

/**
 * One leading byte order mark is passed over: it is a mark of the encoding, which JSON readers may ignore (RFC 8259, 8.1),
 * and nothing can hide in it. Anything else before the JSON is not cut away: it shows that something broke on the way.
 */
function parseBody(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Drops `__proto__` keys, which a later copy key by key would turn into a prototype; false when nested too deep. */
function dropPrototypeKeys(body: Body): boolean {
  let level: object[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return false;
    const next: object[] = [];
    for (const node of level) {
      if (Object.hasOwn(node, '__proto__')) Reflect.deleteProperty(node, '__proto__');
      for (const value of Object.values(node)) {
        if (typeof value === 'object' && value !== null) next.push(value);
      }
    }
    level = next;
  }
  return true;
}

function saysError(action: string, body: Body): boolean {
  if (lower(body.result) === 'error') return true;
  return (
    body.result === undefined && lower(body.status) === 'error' && !STATUS_IS_DATA.has(action.toLowerCase())
  );
}

function lower(value: unknown): string | undefined {
  return typeof value === 'string' ? value.toLowerCase() : undefined;
}

function isFine(reply: Arrived): boolean {
  return reply.status >= 200 && reply.status < 300;
}

/** What the writes of WHMCS call the record they made; a gateway's `requestid` is not among them. */
const NEW_IDS = [
  'id',
  'clientid',
  'contactid',
  'owner_id',
  'invoiceid',
  'transactionid',
  'billableid',
  'paymethodid',
  'orderid',
  'serviceid',
  'domainid',
  'quoteid',
  'ticketid',
  'noteid',
  'affiliateid',
  'pid',
];

/** A write that does not say "success" must at least name what it made, as in `{"invoiceid": 7}`. */
function hasNewId(body: Body): boolean {
  return NEW_IDS.some((key) => Object.hasOwn(body, key) && /^[1-9]\d*$/.test(String(body[key])));
}

function good(body: Body, scrub: Scrub): ReplyVerdict {
  const raw = body.warnings ?? body.warning;
  const lines = (Array.isArray(raw) ? raw : [raw]).filter((line) => typeof line === 'string' && line !== '');
  return lines.length === 0
    ? { good: true, body }
    : { good: true, body, warnings: scrub(lines.join(' '), MAX_MESSAGE) };
}

function refusal(action: string, reply: Arrived, body: Body, scrub: Scrub): Trouble {
  const text = [body.message, body.error, body.errormessage].find((value) => typeof value === 'string');
  const message = scrub(typeof text === 'string' ? text : '', MAX_MESSAGE);
  const kind = classify(action, message);
  const overloaded = reply.status === 429 || [502, 503, 504].includes(reply.status);
  return {
    kind,
    refusal: true,
    answered: true,
    reached: true,
    message: message === '' ? 'It gave no reason.' : advise(kind, message),
    retry: overloaded ? 'yes' : 'no',
    ...(message === '' ? {} : { whmcsMessage: message }),
    ...retryAfter(reply),
  };
}

function lost(kind: 'too_deep' | 'no_result', message: string): ReplyVerdict {
  return {
    good: false,
    trouble: { kind, refusal: false, answered: true, reached: true, message, retry: 'no' },
  };
}
