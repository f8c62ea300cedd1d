import type { IncomingMessage } from 'node:http';
import { type Refusal, refusal } from '../refuse.js';

const EVENTS = 'text/event-stream';
const JSON_TYPE = 'application/json';

/** What clients built on the official SDKs send. */
const USUAL = `${JSON_TYPE}, ${EVENTS}`;

function accepts({ headers }: IncomingMessage, type: string): boolean {
  if (headers.accept === USUAL) return true;
  const offered = (headers.accept ?? '').toLowerCase().split(',');
  const names = offered.map((one) => one.split(';', 1)[0]?.trim());
  return names.includes(type) || names.includes('*/*');
}

/** What is wrong with the headers of a message that comes by POST; undefined where nothing is. */
export function wrongPost(request: IncomingMessage): Refusal | undefined {
  const { headers } = request;
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (type.trim() !== JSON_TYPE || !isUtf8) {
    return refusal(415, 'A message comes as application/json in UTF-8.');
  }
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity') {
    return refusal(415, 'A message comes uncompressed.', { headers: { 'accept-encoding': 'identity' } });
  }
  if (!accepts(request, JSON_TYPE) || !accepts(request, EVENTS)) {
    return refusal(406, `An answer is ${JSON_TYPE} or ${EVENTS}: accept both.`);
  }
  return undefined;
}

/** The same of a request for a stream. A browser that shows pages takes anything, and is not meant. */
export function wrongGet({ headers }: IncomingMessage): Refusal | undefined {
  const isAccepted = (headers.accept ?? '').toLowerCase().includes(EVENTS);
  return isAccepted ? undefined : refusal(406, `A stream is ${EVENTS}: accept it.`);
}

/** The value of a header that may be there once. */
export function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
