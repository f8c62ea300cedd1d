import { isLoopback } from './addresses.js';

/** Where a server would be reached, and by whom. */
export interface Reach {
  readonly host: string;
  readonly hosts: readonly string[];
  readonly hasProxies: boolean;
  readonly hasTls: boolean;
  /** Whether callers have to prove who they are. */
  readonly isGuarded: boolean;
}

const WILDCARDS = new Set(['0.0.0.0', '::']);
const SET_UP =
  'Make a token first (whmcs-mcp tokens create NAME), or name your identity provider (MCP_OAUTH_ISSUER and MCP_OAUTH_AUDIENCE).';

/** Everything that keeps a server from being started where it would be reached. Each says what to do. */
export function reachProblems({ host, hosts, hasProxies, hasTls, isGuarded }: Reach): string[] {
  const isLocal = isLoopback(host);
  const problems: string[] = [];
  if (!isGuarded && !isLocal) {
    problems.push(
      `MCP_HTTP_HOST: others reach ${host}, and nobody would have to prove who they are. ${SET_UP} Or leave it out: then only this machine reaches the server.`,
    );
  }
  if (!isGuarded && isLocal && (hasProxies || hosts.length > 0)) {
    const variable = hasProxies ? 'MCP_TRUST_PROXY' : 'MCP_HTTP_ALLOWED_HOSTS';
    problems.push(
      `${variable}: others reach this server by a proxy, and nobody would have to prove who they are. ${SET_UP}`,
    );
  }
  if (!isLocal && !hasTls && !hasProxies) {
    problems.push(
      `MCP_HTTP_HOST: tokens would travel to ${host} in clear. Set MCP_TLS_CERT and MCP_TLS_KEY, or put a proxy with TLS in front and name its address in MCP_TRUST_PROXY.`,
    );
  }
  if (WILDCARDS.has(host) && hosts.length === 0) {
    problems.push(
      'MCP_HTTP_ALLOWED_HOSTS: is missing: the names that clients reach this server by, such as mcp.example.com.',
    );
  }
  return problems;
}

/** Names that clients may use: those that are set, and the address itself where it is a single one. */
export const namesOf = ({ host, hosts }: Pick<Reach, 'host' | 'hosts'>): readonly string[] =>
  WILDCARDS.has(host) || isLoopback(host) ? hosts : [...hosts, host];
