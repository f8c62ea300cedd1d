import type { Session } from '../../guard/index.js';
import { type McpOptions, type McpServer, serveMcp } from '../server.js';
import { HttpTransport } from './transport.js';

/** A session of a client that speaks MCP over HTTP. */
export interface HttpSession {
  readonly transport: HttpTransport;
  readonly server: McpServer;
  /** The revision of the protocol that it began with; undefined where each request stands alone. */
  readonly revision: string | undefined;
}

/** What a session is known by, and how it began. */
export interface Opened {
  readonly id: string;
  readonly revision: string;
}

/**
 * Opens a session for requests that come by HTTP. With an id it serves all requests that name it, until it is closed;
 * without one, what a client that may ask another process next has sent at once.
 */
export async function openHttpSession(
  session: Session,
  options: McpOptions,
  opened?: Opened,
): Promise<HttpSession> {
  const transport = new HttpTransport(opened?.id);
  const server = await serveMcp(session, transport, {
    ...options,
    withoutIntroduction: opened === undefined,
  });
  return { transport, server, revision: opened?.revision };
}
