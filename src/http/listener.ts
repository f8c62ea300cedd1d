import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo, BlockList } from 'node:net';
import type { Log } from '../log.js';
import { shareConnections } from './connections.js';
import { answerPreflight, isPreflight, letRead } from './door/cors.js';
import { Door, pathOf } from './door/door.js';
import { refusal, refuse } from './refuse.js';
import { type Route, routeFinder } from './routes.js';
import { followTls, readTls, type TlsFiles } from './tls.js';

/** How long a client may take, in milliseconds. */
export interface HttpDeadlines {
  /** For the headers of a request, from its first byte or from when the connection was made. */
  readonly headersMs: number;
  /** For a whole request, with its body. */
  readonly requestMs: number;
  /** For taking anything of an answer that is waiting for it. */
  readonly stalledMs: number;
  /** Between two requests of one connection. */
  readonly keepAliveMs: number;
}

export interface ListenerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly hosts?: readonly string[];
  readonly origins?: readonly string[];
  readonly proxies?: BlockList | undefined;
  readonly tls?: TlsFiles | undefined;
  /** Connections at a time, of which one address has a fourth at most. */
  readonly connections?: number;
  readonly deadlines?: Partial<HttpDeadlines>;
  readonly log: Log;
}

export interface Listener {
  /** `http://127.0.0.1:8808`, without a slash at the end. */
  readonly url: string;
  /** Takes no more connections, and ends those that are open. */
  close(): Promise<void>;
}

const DEADLINES: HttpDeadlines = {
  headersMs: 10_000,
  requestMs: 60_000,
  // Streams send something every fifteen seconds.
  stalledMs: 60_000,
  // Longer than proxies keep theirs: the one that ends a connection first must not be the one that is sent requests.
  keepAliveMs: 75_000,
};
const MOST_CONNECTIONS = 4_096;
const MOST_HEADER_BYTES = 16 * 1024;
const MOST_HEADERS = 100;
/** A client that has not ended its connection by then, once all is answered, is not waited for. */
const CLOSE_MS = 1_000;

const NOT_FOUND = refusal(404, 'There is nothing at this path.');
const FAILED = refusal(500, 'Something failed here; the log says what.', { code: -32603 });

function dispatcher({ routes, log, hosts = [], origins = [], proxies, tls }: ListenerOptions) {
  const find = routeFinder(routes);
  const door = new Door({ hosts, origins, proxies, isTls: tls !== undefined });
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // What a client breaks off is no fault of ours, and without a listener it would end the process.
    response.on('error', () => undefined);
    const path = pathOf(request);
    if (path === undefined) return refuse(response, refusal(400, 'Ask for a path, such as /mcp.'));
    const route = find(path);
    const asked = door.check(request, path, route ?? {});
    if ('status' in asked) {
      log('debug', 'http.refused', { status: asked.status, path: path.slice(0, 100) });
      return refuse(response, asked);
    }
    if (route === undefined) return refuse(response, NOT_FOUND);
    if (!route.isForProbes && !route.knowsItsNames) letRead(request, response);
    if (isPreflight(request) && !route.knowsItsNames) return answerPreflight(response, route.methods);
    if (!route.methods.includes(request.method ?? '')) {
      const allow = route.methods.join(', ');
      return refuse(response, refusal(405, `Here you can ${allow}.`, { headers: { allow } }));
    }
    try {
      await route.handle(request, response, asked);
    } catch (error) {
      log('error', 'http.failed', { path: route.path, error });
      refuse(response, FAILED);
    }
  };
}

function serverFor(options: ListenerOptions): Server {
  const deadlines = { ...DEADLINES, ...options.deadlines };
  const settings = {
    maxHeaderSize: MOST_HEADER_BYTES,
    headersTimeout: deadlines.headersMs,
    requestTimeout: deadlines.requestMs,
    keepAliveTimeout: deadlines.keepAliveMs,
    connectionsCheckingInterval: Math.min(1_000, deadlines.headersMs),
    insecureHTTPParser: false,
    requireHostHeader: true,
  };
  const handle = dispatcher(options);
  const tls = options.tls === undefined ? undefined : readTls(options.tls);
  const server =
    tls === undefined
      ? createServer(settings)
      : createTlsServer({
          ...settings,
          ...tls,
          minVersion: 'TLSv1.2',
          handshakeTimeout: deadlines.headersMs,
        });
  server.maxHeadersCount = MOST_HEADERS;
  const connections = options.connections ?? MOST_CONNECTIONS;
  server.maxConnections = connections;
  // Before Node.js reads anything of them.
  shareConnections(server, { ...options, connections });
  server.setTimeout(deadlines.stalledMs);
  server.on('request', handle);
  // Those who ask first whether they may send get their refusal before they have sent anything.
  server.on('checkContinue', handle);
  return server;
}

const named = (host: string) => (host.includes(':') ? `[${host}]` : host);

/** Serves routes by HTTP. Rejects if the address can't be listened on. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const server = serverFor(options);
  await new Promise<void>((ready, fail) => {
    server.once('error', fail);
    server.listen(options.port, options.host, () => {
      server.off('error', fail);
      ready();
    });
  });
  const { port } = server.address() as AddressInfo;
  const unfollow =
    options.tls !== undefined && server instanceof TlsServer
      ? followTls(server, options.tls, options.log)
      : undefined;
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${named(options.host)}:${port}`,
    close: () =>
      new Promise((closed) => {
        unfollow?.();
        server.close(() => closed());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), CLOSE_MS).unref();
      }),
  };
}
