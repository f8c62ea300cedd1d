import type { IncomingMessage, ServerResponse } from 'node:http';

const READABLE = 'mcp-session-id, www-authenticate, retry-after';
const SENT =
  'accept, authorization, content-type, last-event-id, mcp-protocol-version, mcp-session-id, traceparent';
const ASKED_AGAIN_S = '600';

/** Lets pages of an origin that may call read the answers. Browsers ask for that; the door has looked at the origin before. */
export function letRead({ headers: { origin } }: IncomingMessage, response: ServerResponse): void {
  if (origin === undefined) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', READABLE);
  response.setHeader('vary', 'origin');
}

/** Whether a browser asks what a page may send. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;

/** Answers that. Cookies and the like are not let through: callers show a token. */
export function answerPreflight(response: ServerResponse, methods: readonly string[]): void {
  response.writeHead(204, {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': SENT,
    'access-control-max-age': ASKED_AGAIN_S,
  });
  response.end();
}
