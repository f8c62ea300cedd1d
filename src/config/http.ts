import { isIP } from 'node:net';
import { oneOf, pathTo, Refused, setting, webAddress, wholeNumber, words } from './setting.js';

const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

function hosts(value: string): string[] {
  const names = words(value);
  if (!names.every((name) => HOST.test(name)))
    throw new Refused('must be names such as mcp.example.com or mcp.example.com:8443, without https://');
  return names;
}

const origins = (value: string) => words(value).map((one) => new URL(webAddress(one)).origin);

function isRange(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const most = isIP(address) === 6 ? 128 : 32;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= most);
  return isIP(address) !== 0 && isPrefix && rest.length === 0;
}

/** A range that is wider than any private network: those are 10.0.0.0/8 and fc00::/7 at most. */
function isWide(entry: string): boolean {
  const [address = '', prefix] = entry.split('/');
  return prefix !== undefined && Number(prefix) < (isIP(address) === 6 ? 7 : 8);
}

function proxies(value: string): string[] {
  const ranges = words(value);
  if (!ranges.every(isRange)) throw new Refused('must be addresses or ranges such as 10.0.0.5,10.1.0.0/16');
  if (ranges.some(isWide))
    throw new Refused('must be proxies of yours: anybody in so wide a range could say who sends a request');
  return ranges;
}

export function listenHost(value: string): string {
  const bare = value.replace(/^\[(.+)\]$/, '$1');
  if (bare !== 'localhost' && isIP(bare) === 0)
    throw new Refused('must be an address of this machine such as 127.0.0.1 or 0.0.0.0');
  return bare;
}

function callerName(value: string): string {
  if (!/^[\w.@-]{1,64}$/.test(value))
    throw new Refused('must be up to 64 letters, digits, dots, dashes, underlines and @');
  return value;
}

const ON_OFF = ['on', 'off'] as const;

/** Settings of `whmcs-mcp --http`. */
export const HTTP_SETTINGS = {
  httpHost: setting(
    'MCP_HTTP_HOST',
    'Address that --http listens on; 127.0.0.1 when unset',
    listenHost,
    '127.0.0.1',
  ),
  httpPort: setting(
    'MCP_HTTP_PORT',
    'Port that --http listens on; 8808 when unset',
    wholeNumber(0, 65_535),
    8808,
  ),
  httpHosts: setting<string[]>(
    'MCP_HTTP_ALLOWED_HOSTS',
    'Names, beside those of loopback, that clients reach --http by, such as mcp.example.com',
    hosts,
    [],
  ),
  httpOrigins: setting<string[]>(
    'MCP_HTTP_ALLOWED_ORIGINS',
    'Origins of web pages that may call --http, such as https://agent.example.com; none when unset',
    origins,
    [],
  ),
  httpSessions: setting<(typeof ON_OFF)[number]>(
    'MCP_HTTP_SESSIONS',
    'off: --http keeps no sessions, and any of several servers answers any request; on when unset',
    oneOf(ON_OFF, (value) => value.toLowerCase()),
    'on',
  ),
  httpIdle: setting(
    'MCP_HTTP_IDLE_S',
    'Seconds after which a session that nobody uses ends; 1800 when unset',
    wholeNumber(10, 86_400),
    1800,
  ),
  httpPerCaller: setting(
    'MCP_HTTP_SESSIONS_PER_CALLER',
    'Sessions that one caller may have at a time; 100 when unset',
    wholeNumber(1, 10_000),
    100,
  ),
  httpInAll: setting(
    'MCP_HTTP_SESSIONS_IN_ALL',
    'Sessions of all callers at a time; 2000 when unset',
    wholeNumber(1, 100_000),
    2000,
  ),
  httpCaller: setting(
    'MCP_HTTP_CALLER',
    'Name of whoever calls --http on loopback where no token was made; http when unset',
    callerName,
    'http',
  ),
  httpTokenMemory: setting(
    'MCP_HTTP_TOKEN_MEMORY_S',
    "Seconds for which --http still knows whose a token is that it can't look up, as the state is away; 60 when unset",
    wholeNumber(0, 900),
    60,
  ),
  trustProxy: setting<string[]>(
    'MCP_TRUST_PROXY',
    'Addresses or ranges of the reverse proxies in front of --http, such as 10.0.0.5,10.1.0.0/16',
    proxies,
    [],
  ),
  tlsCert: pathTo('MCP_TLS_CERT', 'Path of the certificate with its chain (PEM): --http then speaks TLS'),
  tlsKey: pathTo('MCP_TLS_KEY', 'Path of its key (PEM)'),
} as const;

export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  /** Names, beside those of loopback, that clients use. */
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  /** Undefined: each request stands alone. */
  readonly sessions:
    | { readonly idleMs: number; readonly perCaller: number; readonly inAll: number }
    | undefined;
  /** Name of callers that have proved nothing. */
  readonly caller: string;
  /** For how long whose a token is holds while the state can't be read. */
  readonly tokenMemoryMs: number;
  /** Addresses and ranges of trusted proxies. */
  readonly proxies: readonly string[];
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

type Read = { readonly [K in keyof typeof HTTP_SETTINGS]: (typeof HTTP_SETTINGS)[K]['fallback'] };

/** What is said of --http; a problem where half of a pair is missing. */
export function httpConfig(read: Read, problems: { variable: string; message: string }[]): HttpConfig {
  const { tlsCert: cert, tlsKey: key } = read;
  if ((cert === undefined) !== (key === undefined)) {
    const { name } = cert === undefined ? HTTP_SETTINGS.tlsCert : HTTP_SETTINGS.tlsKey;
    problems.push({ variable: name, message: 'is missing: a certificate and its key come together.' });
  }
  return {
    host: read.httpHost,
    port: read.httpPort,
    hosts: read.httpHosts,
    origins: read.httpOrigins,
    sessions:
      read.httpSessions === 'off'
        ? undefined
        : { idleMs: read.httpIdle * 1000, perCaller: read.httpPerCaller, inAll: read.httpInAll },
    caller: read.httpCaller,
    tokenMemoryMs: read.httpTokenMemory * 1000,
    proxies: read.trustProxy,
    tls: cert === undefined || key === undefined ? undefined : { cert, key },
  };
}
