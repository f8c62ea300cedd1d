import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { onTestFinished } from 'vitest';
import type { App } from '../../src/app.js';
import {
  type Gate,
  guardedGate,
  type ListenerOptions,
  listen,
  McpEndpoint,
  openGate,
  type SessionBounds,
} from '../../src/http/index.js';
import type { Deadlines } from '../../src/whmcs/index.js';
import { type Agent, connect, openProgram } from '../harness.js';
import { testTokens } from './tokens.js';

/** A server over HTTP in this process. */
export interface HttpStage {
  readonly app: App;
  readonly endpoint: McpEndpoint;
  /** Of the server: `http://127.0.0.1:4711`. */
  readonly url: string;
  readonly port: number;
  /** An agent with a session of its own, which shows this token. */
  agent(token?: string, client?: Client): Promise<HttpAgent>;
}

export interface HttpAgent extends Agent {
  readonly transport: StreamableHTTPClientTransport;
}

export interface HttpStageOptions extends Partial<Omit<ListenerOptions, 'log'>> {
  readonly gate?: Gate;
  /** Lets in whom the program itself knows, by its own tokens. */
  readonly isGuarded?: true;
  readonly now?: () => Date;
  readonly sessions?: Partial<SessionBounds> | 'off';
  /** Deadlines of calls to WHMCS. */
  readonly whmcs?: Deadlines;
}

export const BOUNDS: SessionBounds = { perCaller: 20, inAll: 100, idleMs: 60_000 };

/** What a client sends with a token. */
export const bearing = (token?: string): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

export async function httpStage(
  env: Record<string, string>,
  { gate, isGuarded, now, sessions = {}, whmcs, ...options }: HttpStageOptions = {},
): Promise<HttpStage> {
  const { app } = openProgram(env, whmcs, onTestFinished, now);
  const own = isGuarded && guardedGate(await app.authenticator());
  const endpoint = new McpEndpoint({
    guard: app.guard,
    version: '0.0.0',
    log: () => {},
    gate: gate ?? own ?? openGate('http', testTokens({}).authenticator),
    sessions: sessions === 'off' ? undefined : { ...BOUNDS, ...sessions },
  });
  const { routes = [], ...rest } = options;
  const listener = await listen({
    host: '127.0.0.1',
    port: 0,
    routes: [endpoint, ...routes],
    log: () => {},
    ...rest,
  });
  app.onPolicyChange(() => endpoint.toolsChanged());
  onTestFinished(async () => {
    await endpoint.close();
    await listener.close();
  });
  return {
    app,
    endpoint,
    url: listener.url,
    port: Number(new URL(listener.url).port),
    async agent(token, client = new Client({ name: 'test', version: '1.0.0' })) {
      const transport = new StreamableHTTPClientTransport(new URL(`${listener.url}/mcp`), {
        requestInit: { headers: bearing(token) },
      });
      const agent = await connect(transport, () => '', client);
      onTestFinished(() => agent.client.close());
      return { ...agent, transport };
    },
  };
}
