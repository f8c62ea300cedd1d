import { isLoopback } from './addresses.js';

/** Where a console would be reached, and by whom. */
interface ConsoleReach {
  readonly host: string;
  /** Where people reach it, as the operator says. */
  readonly publicUrl: string | undefined;
  readonly hasTls: boolean;
  readonly hasProxies: boolean;
  /** Whether there is somebody who can prove who they are. */
  readonly hasPeople: boolean;
}

const isLocalUrl = (url: string) => isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, ''));

/** Whether people of this machine alone reach a console. */
export const isLocalConsole = (host: string, publicUrl: string | undefined): boolean =>
  isLoopback(host) && (publicUrl === undefined || isLocalUrl(publicUrl));

/** Everything that keeps a console from being served where it would be reached. Each says what to do. */
export function consoleReachProblems({
  host,
  publicUrl,
  hasTls,
  hasProxies,
  hasPeople,
}: ConsoleReach): string[] {
  if (isLocalConsole(host, publicUrl)) return [];
  const problems: string[] = [];
  if (!hasPeople) {
    problems.push(
      'Others reach it, and nobody could prove who they are. Name approvers first (whmcs-mcp approvals add-approver NAME), or your identity provider (MCP_CONSOLE_OIDC_CLIENT_ID).',
    );
  }
  if (publicUrl === undefined || isLocalUrl(publicUrl)) {
    problems.push(
      'GUARD_CONSOLE_URL: is missing: the address that people reach it at, such as https://console.example.com.',
    );
  } else if (new URL(publicUrl).protocol !== 'https:') {
    problems.push('GUARD_CONSOLE_URL: passwords and sessions would travel in clear. It has to be https://.');
  } else if (!hasTls && !hasProxies) {
    problems.push(
      'MCP_TRUST_PROXY: is missing: the address of the proxy that people reach it by. Or set MCP_TLS_CERT and MCP_TLS_KEY.',
    );
  }
  return problems;
}
