import { serveConsole } from '../../console/index.js';
import { CommandError, type Host } from '../host.js';
import { type Flags, numberOf } from '../table/flags.js';
import { type Running, withApp } from '../with-app.js';
import { consoleOf, tellAddress, waysIn } from './page.js';

const DEFAULT_PORT = 8788;

async function serve(host: Host, port: number, running: Running): Promise<number> {
  let base = '';
  const page = await consoleOf(running, {
    offerLink: (path) => host.stdout.write(`Sign in once with ${base}${path}\n`),
  });
  const server = await serveConsole(page, { port });
  base = server.url;
  const endTelling = await tellAddress(await running.app.store(), server.url);
  const stopped = new Promise<void>((stop) => host.onSignal(stop));

  host.stdout.write(`The console is at ${server.url}\n`);
  const path = await page.signInPath();
  host.stdout.write(
    path === undefined
      ? waysIn(running.config)
      : `Sign in once with ${server.url}${path}\nFor named approvers with passwords: whmcs-mcp approvals add-approver NAME\n`,
  );
  await stopped;
  endTelling();
  await server.close();
  return 0;
}

/** Serves the console on loopback until a signal comes. */
export async function runConsole(host: Host, flags: Flags<'port' | 'sandbox' | 'env-file'>): Promise<number> {
  const port = numberOf(flags, 'port', { least: 0, most: 65_535 }) ?? DEFAULT_PORT;
  const work = async (running: Running) => {
    if (!running.app.isShared) {
      throw new CommandError('GUARD_STATE is memory, which no other process shares; name a file.');
    }
    return serve(host, port, running);
  };
  return withApp(host, flags, work, { isListed: true });
}
