import {
  ErrorCode,
  type JSONRPCMessage,
  JSONRPCMessageSchema,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';
import { isPlainCall } from '../plain-call.js';
import { holdsMore } from './json-values.js';
import type { LongLine } from './line-reader.js';

/** An answer to what is no message. The id is null where the sender's can't be known (JSON-RPC 2.0, section 5). */
export interface ErrorAnswer {
  readonly jsonrpc: '2.0';
  readonly id: RequestId | null;
  readonly error: { readonly code: number; readonly message: string };
}

/** What a line was: a message, or not, with the answer that it gets; notifications and answers get none. */
export type Frame = { readonly message: JSONRPCMessage } | Wrong;

export interface Wrong {
  readonly wrong: string;
  readonly answer?: ErrorAnswer;
}

/** Values of one message. Who attaches files sends few long ones. */
const MOST_VALUES = 50_000;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

export function errorAnswer(id: RequestId | null, code: number, message: string): ErrorAnswer {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

function wrong(code: ErrorCode, message: string, id: RequestId | null = null): Wrong {
  return { wrong: message, answer: errorAnswer(id, code, message) };
}

const REPLACED = '\ufffd';
const MARK = '\ufeff';

function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString();
  // The strict decoder costs several times as much, and differs only where one of these shows up.
  if (!text.includes(REPLACED) && !text.startsWith(MARK)) return text;
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

function idOf({ id }: { id?: unknown }): RequestId | null {
  return typeof id === 'string' || Number.isSafeInteger(id) ? (id as RequestId) : null;
}

/** Reads the JSON in some bytes, and makes of it what `of` says; undefined where they are blank. */
export function readJson<Read>(bytes: Buffer, of: (value: unknown) => Read): Read | Wrong | undefined {
  const text = textOf(bytes);
  // Bytes that were replaced would be written into WHMCS as something nobody sent.
  if (text === undefined) return wrong(ErrorCode.ParseError, 'The frame is not UTF-8.');
  if (text.trim() === '') return undefined;
  if (holdsMore(bytes, MOST_VALUES))
    return wrong(
      ErrorCode.InvalidRequest,
      `The frame holds more than ${MOST_VALUES} values.`,
      idAtEnds(bytes),
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return wrong(ErrorCode.ParseError, 'The frame is not JSON.');
  }
  return of(value);
}

/** Reads one line; undefined where it is blank. */
export const readFrame = (bytes: Buffer): Frame | undefined => readJson(bytes, frameOf);

/** What a line holds, by the JSON in it. */
export function frameOf(value: unknown): Frame {
  // The schema tries four shapes; what is called all the time is told by its own.
  if (typeof value === 'object' && value !== null && isPlainCall(value)) return { message: value };
  const parsed = JSONRPCMessageSchema.safeParse(value);
  if (parsed.success) return { message: parsed.data };
  if (Array.isArray(value))
    return wrong(ErrorCode.InvalidRequest, 'Batches are not taken: a frame is one message.');
  if (typeof value !== 'object' || value === null)
    return wrong(ErrorCode.InvalidRequest, 'The frame is no JSON-RPC message.');
  if ('result' in value || 'error' in value || ('method' in value && !('id' in value)))
    return { wrong: 'a malformed answer or notification was dropped' };
  return wrong(ErrorCode.InvalidRequest, 'The frame is no JSON-RPC 2.0 request.', idOf(value));
}

const ID = String.raw`"id"\s*:\s*(-?\d{1,15}|"[^"\\]*")`;
const VERSION = String.raw`"jsonrpc"\s*:\s*"2\.0"\s*,`;
const AT_START = new RegExp(String.raw`^\s*\{\s*(?:${VERSION}\s*)?${ID}\s*,`);
// Quotes within a string are escaped, so these belong to the outermost object of whatever is JSON.
const AT_END = new RegExp(String.raw`,\s*${ID}\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$`);

/** The id of a request by what stands at one of its ends; null where neither shows it. */
function idIn(start: Buffer, end: Buffer): RequestId | null {
  const [, id] = AT_START.exec(start.toString('latin1')) ?? AT_END.exec(end.toString('latin1')) ?? [];
  return id === undefined ? null : JSON.parse(id);
}

const END_BYTES = 1024;
const idAtEnds = (bytes: Buffer) => idIn(bytes.subarray(0, END_BYTES), bytes.subarray(-END_BYTES));

/** The answer to a line above the bound, with the id of its request where one of its ends shows it. */
export function answerTooLong({ start, end }: LongLine, most: number): ErrorAnswer {
  const message = `The frame is longer than ${most / 1024 / 1024} MiB and was dropped.`;
  return errorAnswer(idIn(start, end), ErrorCode.InvalidRequest, message);
}
