import type { Finding } from '../finding.js';

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'] as const;
const UNREACHED: ReadonlySet<Finding['id']> = new Set(['host-name', 'port']);

/** The finding; where WHMCS was not reached and this machine is told of a proxy, also that the proxy is not used. */
export function withProxies(
  finding: Finding,
  env: Readonly<Partial<Record<(typeof PROXIES)[number], string | undefined>>>,
): Finding {
  const proxy = PROXIES.find((name) => env[name]);
  if (proxy === undefined || finding.status !== 'error' || !UNREACHED.has(finding.id)) return finding;
  const cure = `${finding.cure} ${proxy} is set, but whmcs-mcp uses no proxy: this machine itself must be let through to WHMCS.`;
  return { ...finding, cure };
}
