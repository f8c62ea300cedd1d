import { StoreFault } from '../store/index.js';
import { CommandError, type Host } from './host.js';
import { serveAs, servingFlags } from './serve-as.js';
import { tellError } from './tell-error.js';

/**
 * Runs one command to its end; resolves to the exit code of the process. Whatever does not serve is loaded first: a server
 * needs neither the table of commands nor its texts.
 */
export async function runCommandLine(host: Host): Promise<number> {
  // A reader that is gone takes no line more, and to say so would be another line.
  host.stderr.on('error', () => undefined);
  host.stdout.on('error', () => undefined);
  const serving = servingFlags(host.argv);
  try {
    if (serving !== undefined) return await serveAs(host, serving);
    return await (await import('./table/run.js')).runTyped(host);
  } catch (error) {
    const isTold = error instanceof CommandError || error instanceof StoreFault;
    if (!isTold) throw error;
    return tellError(host, 'whmcs-mcp', error);
  }
}
export type { Host } from './host.js';
