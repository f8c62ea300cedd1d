import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, getRequestListener } from '@hono/node-server';
import { isLoopback } from './door/origin.js';
import type { Console } from './options.js';

/** IP address of whoever sends a request. */
type From = { readonly address: string };

export interface ServeOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Loopback, by name or address; 127.0.0.1 if left out. */
  readonly host?: string;
}

export interface Served {
  /** `http://127.0.0.1:8788`, without a slash at the end. */
  readonly url: string;
  /** Also ends the streams of open pages. */
  close(): Promise<void>;
}

/** Answers requests that another listener takes. */
export function requestHandler(
  page: Pick<Console, 'fetch'>,
): (request: IncomingMessage, response: ServerResponse, from: From) => Promise<void> {
  const senders = new WeakMap<object, From>();
  // Whatever else this process asks for and answers goes on with the classes that Node.js has.
  const listener = getRequestListener((request, { incoming }) => page.fetch(request, senders.get(incoming)), {
    overrideGlobalObjects: false,
  });
  return (request, response, from) => {
    senders.set(request, from);
    return listener(request, response);
  };
}

/**
 * Serves the console on loopback. Rejects if the host is another one or the port is taken: access from elsewhere takes a
 * reverse proxy with TLS, or a tunnel.
 */
export async function serveConsole(
  page: Pick<Console, 'fetch'>,
  { port, host = '127.0.0.1' }: ServeOptions,
): Promise<Served> {
  const named = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  if (!isLoopback(named)) {
    throw new Error(
      `The console listens on loopback only, not on ${host}. Use 127.0.0.1, and a reverse proxy with TLS or an SSH tunnel to reach it from elsewhere.`,
    );
  }
  const server = createAdaptorServer({ fetch: (request) => page.fetch(request) });
  await new Promise<void>((ready, fail) => {
    server.once('error', fail);
    server.listen(port, named.replace(/^\[|\]$/g, ''), () => {
      server.off('error', fail);
      ready();
    });
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${named}:${taken}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
