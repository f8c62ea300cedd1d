import { parseArgs } from 'node:util';
import { EXIT } from './exit-codes.js';
import { CommandError, type Host } from './host.js';
import type { Flags } from './table/flags.js';

const SERVING = {
  http: { type: 'boolean' },
  console: { type: 'boolean' },
  sandbox: { type: 'boolean' },
  'env-file': { type: 'string' },
} as const;

export type ServingFlags = Flags<keyof typeof SERVING>;

/** The flags of a command line that can only mean to serve; undefined for any other, also for one that is wrong. */
export function servingFlags(argv: readonly string[]): ServingFlags | undefined {
  try {
    return parseArgs({ args: [...argv], options: SERVING, strict: true }).values as ServingFlags;
  } catch {
    return undefined;
  }
}

/**
 * Serves MCP: by HTTP, or on pipes. On a terminal nobody types frames, so whoever called it there is told what it is. Resolves
 * to an exit code.
 */
export async function serveAs(host: Host, flags: ServingFlags): Promise<number> {
  if (flags.console && !flags.http) {
    throw new CommandError('--console goes with --http. By itself it is whmcs-mcp console.', EXIT.usage);
  }
  if (flags.http) return (await import('./serve-http.js')).serveHttp(host, flags);
  if (host.stdin.isTTY && host.stdout.isTTY)
    return (await import('./terminal/welcome.js')).welcome(host, flags);
  return (await import('./serve.js')).serve(host, flags);
}
