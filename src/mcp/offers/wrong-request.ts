import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';

/** An error of JSON-RPC in words of ours. Those of the SDK put the code before the message, and clients do that once more. */
export class WrongRequest extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(message: string, code: number = ErrorCode.InvalidParams, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
