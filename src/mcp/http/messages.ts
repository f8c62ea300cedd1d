import {
  DEFAULT_NEGOTIATED_PROTOCOL_VERSION,
  type JSONRPCMessage,
  type JSONRPCRequest,
  LATEST_PROTOCOL_VERSION,
  SUPPORTED_PROTOCOL_VERSIONS,
} from '@modelcontextprotocol/sdk/types.js';

/** Whether a message wants an answer. */
export const isRequest = (message: JSONRPCMessage): message is JSONRPCRequest =>
  'method' in message && 'id' in message;

/** Whether a revision of the protocol is one that is spoken here. */
export const isRevision = (name: string): boolean => SUPPORTED_PROTOCOL_VERSIONS.includes(name);

/** The revision that is spoken from an `initialize` on. */
export function revisionFrom({ params }: JSONRPCRequest): string {
  const asked = params?.protocolVersion;
  return typeof asked === 'string' && isRevision(asked) ? asked : LATEST_PROTOCOL_VERSION;
}

/** The last revision with batches. */
const LAST_WITH_BATCHES = '2025-03-26';

/** Whether a revision takes batches. One that nobody named is what the specification takes it for. */
export const takesBatches = (revision = DEFAULT_NEGOTIATED_PROTOCOL_VERSION): boolean =>
  revision <= LAST_WITH_BATCHES;
