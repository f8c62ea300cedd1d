import type { ServerResponse } from 'node:http';

/** What is told to a request that is not served. */
export interface Refusal {
  readonly status: number;
  /** A sentence for whoever set the client up. */
  readonly message: string;
  /** Code of JSON-RPC. */
  readonly code?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Of the codes that JSON-RPC leaves to servers. */
const REFUSED = -32000;

/** How long a client may go on sending what nobody reads. */
const LINGER_MS = 2_000;

export function refusal(
  status: number,
  message: string,
  more: Pick<Refusal, 'code' | 'headers'> = {},
): Refusal {
  return { status, message, ...more };
}

/** Answers by an error of JSON-RPC without an id: clients of MCP show its message. */
export function refuse(
  response: ServerResponse,
  { status, message, code = REFUSED, headers }: Refusal,
): void {
  if (response.headersSent || response.destroyed) return;
  const body = JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
  leaveUnread(response);
}

/** Answers that something was taken, and no more. */
export function answerEmpty(response: ServerResponse, status: 202 | 204): void {
  response.writeHead(status, status === 202 ? { 'content-length': 0 } : {});
  response.end();
}

/** Ends the connection of a body that does not end. It is not ended at once: the client could then not read the answer. */
function leaveUnread({ req: request }: ServerResponse): void {
  if (request.complete) return;
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS);
  request.once('end', () => clearTimeout(timer));
  request.once('close', () => clearTimeout(timer));
  request.resume();
}
