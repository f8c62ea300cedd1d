import type { Arrived } from '../transport/exchange.js';

/** Seconds or a date; a date is read against the server's own clock where it gave one. */
export function retryAfter(reply: Arrived): { retryAfterMs?: number } {
  const text = reply.headers['retry-after'];
  if (text === undefined) return {};
  if (/^\d{1,9}$/.test(text)) return { retryAfterMs: Number(text) * 1000 };
  const at = Date.parse(text);
  const from = Date.parse(reply.headers.date ?? '');
  const ms = at - (Number.isNaN(from) ? Date.now() : from);
  return Number.isNaN(ms) ? {} : { retryAfterMs: Math.max(0, ms) };
}
