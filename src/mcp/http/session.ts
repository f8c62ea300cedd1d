import type { Session } from '../../guard/index.js';
import { type McpOptions, type McpServer, serveMcp } from '../server.js';
import { HttpTransport } from './transport.js';

/** What a session is known by, and the revision of the protocol that it began with. */
export interface Opened {
  readonly id: string;
  readonly revision: string;
}

/** A session of a client that speaks MCP over HTTP. */
export interface HttpSession extends Opened {
  readonly transport: HttpTransport;
  readonly server: McpServer;
}

/** Opens a session. It serves all requests that name it, until it is closed. */
export async function openHttpSession(
  session: Session,
  options: McpOptions,
  { id, revision }: Opened,
): Promise<HttpSession> {
  const transport = new HttpTransport(id);
  return { id, revision, transport, server: await serveMcp(session, transport, options) };
}
