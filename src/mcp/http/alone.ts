import type { Session } from '../../guard/index.js';
import { DirectCalls } from '../direct-calls.js';
import { type McpOptions, type McpServer, serveMcp } from '../server.js';
import { toolCalls } from '../tool-calls.js';
import { HttpTransport } from './transport.js';

/** What serves requests that stand alone. */
export interface Alone {
  readonly transport: HttpTransport;
  /** Breaks off what is under way. */
  close(): Promise<void>;
}

/**
 * Serves what a client has sent at once, and no more: its next request may come to another process. Calls of tools, nearly all
 * that comes, need no server of the SDK, and making one costs more than reading the call.
 */
export function serveAlone(session: Session, options: McpOptions): Alone {
  const transport = new HttpTransport(undefined);
  const callTool = toolCalls({
    guard: options.guard,
    sessionOf: () => session,
    tell: (params, relatedRequestId) =>
      void transport.send({ jsonrpc: '2.0', method: 'notifications/progress', params }, { relatedRequestId }),
  });
  const direct = new DirectCalls(transport, ({ params }, control) => callTool(params.name, params, control));
  let serving: Promise<McpServer> | undefined;
  direct.onmessage = (message, extra) => {
    serving ??= serveMcp(session, direct, { ...options, withoutIntroduction: true });
    // From then on it listens itself.
    void serving.then(() => direct.onmessage?.(message, extra));
  };
  void direct.start();
  return { transport, close: () => transport.close() };
}
