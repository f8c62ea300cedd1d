import type { Session } from '../../guard/index.js';
import { type McpOptions, type McpServer, serveMcp } from '../server.js';
import { HttpTransport } from './transport.js';

/** A session of a client that speaks MCP over HTTP. */
export interface HttpSession {
  readonly transport: HttpTransport;
  readonly server: McpServer;
}

/**
 * Opens a session for requests that come by HTTP. With an id it serves all requests that name it, until it is closed;
 * without one, a single request of a client that may ask another process next.
 */
export async function openHttpSession(
  session: Session,
  options: McpOptions,
  id?: string,
): Promise<HttpSession> {
  const transport = new HttpTransport(id);
  const server = await serveMcp(session, transport, { ...options, withoutIntroduction: id === undefined });
  return { transport, server };
}
