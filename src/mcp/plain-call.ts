import type { JSONRPCRequest } from '@modelcontextprotocol/sdk/types.js';

/** What a tool is called with, as clients send it: its name, its arguments, and `_meta`. */
export type CallParams = NonNullable<JSONRPCRequest['params']>;

/** A request for a tool that asks for nothing beyond its answer, its progress and to be taken back. */
export type PlainCall = JSONRPCRequest & {
  readonly method: 'tools/call';
  readonly params: CallParams & { readonly name: string };
};

const MEMBERS = 4;
const RELATED_TASK = 'io.modelcontextprotocol/related-task';

/**
 * Whether the SDK would certainly pass a message on to the handler of tools/call, and as it is. False for all that the SDK
 * has a say in: what is malformed, tasks, and keys that a copy would turn into a prototype.
 */
export function isPlainCall(message: object): message is PlainCall {
  const { jsonrpc, id, method, params } = message as Partial<Record<keyof PlainCall, unknown>>;
  return (
    method === 'tools/call' &&
    jsonrpc === '2.0' &&
    isIdOrToken(id) &&
    isPlainObject(params) &&
    Object.keys(message).length === MEMBERS &&
    typeof params.name === 'string' &&
    !('task' in params) &&
    isPlainMeta(params._meta)
  );
}

const isIdOrToken = (value: unknown) => typeof value === 'string' || Number.isSafeInteger(value);

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, '__proto__')
  );
}

function isPlainMeta(meta: unknown): boolean {
  if (meta === undefined) return true;
  if (!isPlainObject(meta) || RELATED_TASK in meta) return false;
  return meta.progressToken === undefined || isIdOrToken(meta.progressToken);
}
