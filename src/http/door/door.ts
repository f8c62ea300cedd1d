import type { IncomingMessage } from 'node:http';
import type { BlockList } from 'node:net';
import { type Refusal, refusal } from '../refuse.js';
import type { Asked, Route } from '../routes.js';
import { clientAddress, isLoopback, isWithin, plainAddress } from './addresses.js';

export interface DoorOptions {
  /** Names, beside those of loopback, that clients reach this server by: `mcp.example.com` at any port, `mcp.example.com:8443` at that one. */
  readonly hosts: readonly string[];
  /** Origins of web pages that may call: `https://agent.example.com`. */
  readonly origins: readonly string[];
  /** Proxies that are believed what they say of their clients; undefined where there is none. */
  readonly proxies: BlockList | undefined;
  readonly isTls: boolean;
}

/** Headers that mean one thing, and could mean another to a proxy that reads the other of two. */
const ONCE = new Set([
  'authorization',
  'content-length',
  'content-type',
  'host',
  'last-event-id',
  'mcp-protocol-version',
  'mcp-session-id',
  'origin',
  'transfer-encoding',
]);

const FORWARDED = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'] as const;

function hasRepeated({ rawHeaders, headers }: IncomingMessage): boolean {
  // Each that came made a name of its own.
  if (2 * Object.keys(headers).length === rawHeaders.length) return false;
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!ONCE.has(name)) continue;
    if (seen.has(name)) return true;
    seen.add(name);
  }
  return false;
}

/** The path of a request; undefined where it names a whole address, or holds what no path may. */
export function pathOf({ url = '' }: IncomingMessage): string | undefined {
  const [path = ''] = url.split('?', 1);
  return path.startsWith('/') && !path.includes('#') ? path : undefined;
}

/** The name in a host and port: `[::1]:8808` is `::1`. */
const nameOf = (host: string) => host.replace(/:\d{1,5}$/, '').replace(/^\[(.+)\]$/, '$1');

/** Looks at each request before anybody else does. */
export class Door {
  readonly #options: DoorOptions;
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;

  constructor(options: DoorOptions) {
    this.#options = options;
    this.#hosts = new Set(options.hosts.map((host) => host.toLowerCase()));
    this.#origins = new Set(options.origins);
  }

  /** Why a request is not served, or what is known of it. */
  check(
    request: IncomingMessage,
    path: string,
    route: Pick<Route, 'isForProbes' | 'knowsItsNames'>,
  ): Asked | Refusal {
    if (hasRepeated(request)) return refusal(400, 'A header that may be there once was there twice.');
    if ((request.headers['transfer-encoding'] ?? 'chunked').toLowerCase() !== 'chunked') {
      return refusal(400, 'A body comes with its length, or chunked.');
    }
    const peer = plainAddress(request.socket.remoteAddress ?? '');
    const address = this.#addressOf(request, peer);
    const host = request.headers.host?.toLowerCase() ?? '';
    const asked = { address, origin: `${this.#schemeOf(request, peer)}://${host}`, path };
    if (route.isForProbes) return asked;
    if (route.knowsItsNames) return this.#comingFrom(request, peer) ?? asked;
    return this.#comingFrom(request, peer) ?? this.#named(request, host, asked.origin) ?? asked;
  }

  #addressOf({ headers }: IncomingMessage, peer: string): string {
    const { proxies } = this.#options;
    // Node joins repeated headers of this name by commas, in their order.
    const forwarded = headers['x-forwarded-for'] as string | undefined;
    return proxies === undefined ? peer : clientAddress(peer, forwarded, proxies);
  }

  #schemeOf({ headers }: IncomingMessage, peer: string): string {
    const { proxies, isTls } = this.#options;
    if (isTls) return 'https';
    const isProxied = proxies !== undefined && isWithin(proxies, peer);
    return isProxied && headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  }

  #comingFrom({ headers }: IncomingMessage, peer: string): Refusal | undefined {
    const { proxies, isTls } = this.#options;
    if (proxies !== undefined && (isWithin(proxies, peer) || isLoopback(peer))) return undefined;
    if (proxies !== undefined && !isTls) {
      return refusal(403, 'Come by the proxy: this server takes requests without TLS from nobody else.');
    }
    if (proxies === undefined && FORWARDED.some((name) => headers[name] !== undefined)) {
      return refusal(403, 'A proxy passed this on that MCP_TRUST_PROXY does not name.');
    }
    return undefined;
  }

  /** Refuses names that are not ours. A web page can have its own name point to this machine (DNS rebinding). */
  #named({ headers, httpVersionMinor }: IncomingMessage, host: string, own: string): Refusal | undefined {
    if (httpVersionMinor < 1) return refusal(505, 'HTTP/1.1 is spoken here.');
    const name = nameOf(host);
    const isKnown = this.#hosts.has(host) || this.#hosts.has(name) || isLoopback(name);
    if (!isKnown) {
      return refusal(421, 'This host is not served here. MCP_HTTP_ALLOWED_HOSTS names those that are.');
    }
    const { origin } = headers;
    if (origin !== undefined && origin !== own && !this.#origins.has(origin)) {
      return refusal(
        403,
        'Pages of this origin may not call. MCP_HTTP_ALLOWED_ORIGINS names those that may.',
      );
    }
    return undefined;
  }
}
