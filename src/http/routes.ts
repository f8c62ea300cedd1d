import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is known of a request when its route is asked. */
export interface Asked {
  /** IP address of the client: that which a trusted proxy names, or that of the connection. */
  readonly address: string;
  /** Scheme and host as the client knows them: `https://mcp.example.com`. */
  readonly origin: string;
  /** Path, without the query. */
  readonly path: string;
}

/**
 * A path that is served. Listed in a table that the listener is given.
 *
 * @example { path: '/healthz', methods: ['GET'], isForProbes: true, handle: (_request, response) => response.end('ok\n') }
 */
export interface Route {
  /** Compared letter by letter, `/mcp`; or all below a path, `/console/*`. */
  readonly path: string;
  readonly methods: readonly string[];
  /**
   * Asked by probes and scrapers, which name this machine by its address and speak HTTP/1.0 at times: host, origin and
   * where they come from are not checked.
   */
  readonly isForProbes?: true;
  /** Checks host and origin by itself; pages of no other origin may read its answers. */
  readonly knowsItsNames?: true;
  /** A rejection is answered by a 500. */
  handle(request: IncomingMessage, response: ServerResponse, asked: Asked): void | Promise<void>;
}

/** Finds the route of a path. A path that would have to be read in another way than letter by letter has none. */
export function routeFinder(routes: readonly Route[]): (path: string) => Route | undefined {
  const exact = new Map<string, Route>();
  const below: [string, Route][] = [];
  for (const route of routes) {
    if (route.path.endsWith('/*')) below.push([route.path.slice(0, -1), route]);
    else exact.set(route.path, route);
  }
  // The longest first: what is named more closely wins.
  below.sort(([one], [other]) => other.length - one.length);
  return (path) => {
    const route = exact.get(path);
    if (route !== undefined) return route;
    if (/\/\/|\/\.\.?(?:\/|$)|[\\%;]/.test(path)) return undefined;
    return below.find(([start]) => path.startsWith(start))?.[1];
  };
}
