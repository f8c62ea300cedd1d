import { whyNoAnswer } from '../../system/network/index.js';
import type { HttpRequest, Outcome } from './channel.js';

/** What statuses mostly mean with channels like these. */
const MEANINGS: Readonly<Record<number, string>> = {
  400: 'it did not understand the message',
  401: 'the secret is wrong or was taken back',
  403: 'the secret is wrong or was taken back',
  404: 'there is nothing at that address (any more)',
  410: 'there is nothing at that address any more',
  413: 'the message is too long for it',
  429: 'it was told too much at once',
};

const isWorthARetry = (status: number) => status >= 500 || [408, 425, 429].includes(status);

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { ok: true, says: `answered ${status}`, retry: false };
  const isRedirect = status >= 300 && status < 400;
  const meaning = isRedirect
    ? 'it leads elsewhere, which is not followed: name that address'
    : (MEANINGS[status] ?? (status >= 500 ? 'it is broken or busy' : undefined));
  const says = meaning === undefined ? `answered ${status}` : `answered ${status}: ${meaning}`;
  return { ok: false, says, retry: isWorthARetry(status) };
}

/** What its code means alone: the message of an error may hold the address, which for many channels is a secret. */
export function faultOf(error: unknown, signal: AbortSignal): Outcome {
  if (signal.aborted) return { ok: false, says: 'no answer in time', retry: true };
  return { ok: false, says: `no answer (${whyNoAnswer(error)})`, retry: true };
}

interface Exchange {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** One request. Follows no redirect, reads no answer but its status. Rejects where none came. */
export async function request(
  { url, ...asked }: Exchange,
  signal: AbortSignal,
): Promise<Outcome & { readonly status: number }> {
  const { Agent, request: send } = await import('undici');
  // A connection for each: one kept open for the next message, hours later, would mostly be dead by then.
  const dispatcher = new Agent({ pipelining: 0 });
  try {
    const reply = await send(url, { ...asked, signal, dispatcher });
    // What it says is of no use; how long it goes on saying it must not matter.
    reply.body.on('error', () => undefined).destroy();
    return { ...outcomeOf(reply.statusCode), status: reply.statusCode };
  } finally {
    void dispatcher.destroy();
  }
}

/** Sends one POST of JSON. Never rejects. */
export async function post({ url, headers, body }: HttpRequest, signal: AbortSignal): Promise<Outcome> {
  const all = { 'content-type': 'application/json', ...headers };
  try {
    const { ok, says, retry } = await request({ method: 'POST', url, headers: all, body }, signal);
    return { ok, says, retry };
  } catch (error) {
    return faultOf(error, signal);
  }
}
