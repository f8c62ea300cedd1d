import type { JSONRPCMessage, JSONRPCRequest } from '@modelcontextprotocol/sdk/types.js';
import { frameOf, readJson, type Wrong } from '../stdio/frames.js';
import { isRequest } from './messages.js';

/** What came by one POST. */
export interface Posted {
  readonly messages: readonly JSONRPCMessage[];
  /** Those of the messages that want an answer. No two have the same id. */
  readonly requests: readonly JSONRPCRequest[];
  /** Whether they came as an array. */
  readonly isBatch: boolean;
}

/** Messages of the longest batch, as many as the SDK takes. */
const MOST_IN_BATCH = 100;

/** Reads a body: a message, or a batch of them. A batch that holds anything else is refused whole. */
export function readPosted(bytes: Buffer): Posted | Wrong {
  const read = readJson(bytes, (value) => (Array.isArray(value) ? batchOf(value) : messageOf(value)));
  return read ?? { wrong: 'The body is empty.' };
}

function messageOf(value: unknown): Posted | Wrong {
  const frame = frameOf(value);
  if (!('message' in frame)) return frame;
  const { message } = frame;
  return { messages: [message], requests: isRequest(message) ? [message] : [], isBatch: false };
}

function batchOf(values: readonly unknown[]): Posted | Wrong {
  if (values.length === 0) return { wrong: 'The batch is empty.' };
  if (values.length > MOST_IN_BATCH)
    return { wrong: `A batch holds ${MOST_IN_BATCH} messages at most, and this one holds ${values.length}.` };
  const messages: JSONRPCMessage[] = [];
  for (const [at, value] of values.entries()) {
    const frame = frameOf(value);
    if (!('message' in frame)) return { wrong: `Message ${at + 1} of the batch: ${frame.wrong}` };
    messages.push(frame.message);
  }
  const requests = messages.filter(isRequest);
  const ids = new Set(requests.map(({ id }) => id));
  if (ids.size < requests.length) return { wrong: 'Two requests of the batch have the same id.' };
  return { messages, requests, isBatch: true };
}
