import {
  type JSONRPCMessage,
  type JSONRPCRequest,
  SUPPORTED_PROTOCOL_VERSIONS,
} from '@modelcontextprotocol/sdk/types.js';

/** Whether a message wants an answer. */
export const isRequest = (message: JSONRPCMessage): message is JSONRPCRequest =>
  'method' in message && 'id' in message;

/** Whether a revision of the protocol is one that is spoken here. */
export const isRevision = (name: string): boolean => SUPPORTED_PROTOCOL_VERSIONS.includes(name);
