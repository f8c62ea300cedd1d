import { tellConsoleAddress } from '../../app.js';
import { serveConsole } from '../../console/index.js';
import { plain } from '../../plain.js';
import { shownLocation } from '../../store/index.js';
import { cantListen } from '../cant-listen.js';
import { CommandError, type Host } from '../host.js';
import { serversOf } from '../servers.js';
import { sendHeldMail } from '../serving.js';
import { type Flags, numberOf } from '../table/flags.js';
import { type Running, withApp } from '../with-app.js';
import { consoleOf, waysIn } from './page.js';

const DEFAULT_PORT = 8788;
const LOOPBACK = '127.0.0.1';

async function serve(host: Host, port: number, running: Running): Promise<number> {
  let base = '';
  const page = await consoleOf(running, {
    offerLink: (path) => host.stdout.write(`Sign in once with ${base}${path}\n`),
  });
  const server = await serveConsole(page, { port }).catch((error) => {
    throw cantListen('the console', { host: LOOPBACK, port }, { error, change: `--port ${port + 1}` });
  });
  base = server.url;
  const endTelling = await tellConsoleAddress((await running.app.store()).sharedValues, server.url);
  const stopped = new Promise<void>((stop) => host.onSignal(stop));

  host.stdout.write(`The console is at ${server.url}\n`);
  const path = await page.signInPath();
  host.stdout.write(
    path === undefined
      ? waysIn(running.config)
      : `Sign in once with ${server.url}${path}\nFor named approvers with passwords: whmcs-mcp approvals add-approver NAME\n`,
  );
  tellOthers(host, running);
  const endSending = sendHeldMail(running);
  await stopped;
  endSending();
  await endTelling();
  await server.close();
  return 0;
}

/** Tells of servers whose requests this page does not show: they work on another state. */
function tellOthers(host: Host, { config, sandbox }: Running): void {
  const own = shownLocation(config.guard.state.reveal());
  const others = serversOf(host).filter(
    (server) => server.state !== own && (server.sandbox === undefined) === (sandbox === undefined),
  );
  for (const state of new Set(others.map((server) => server.state))) {
    const wanted =
      state === 'memory'
        ? 'give it a state that is a file'
        : `start one for it with GUARD_STATE=${plain(state)}`;
    host.stderr.write(
      `whmcs-mcp console: a server of yours works on another state (${plain(state)}), whose requests this page does not show. To see them, ${wanted}.\n`,
    );
  }
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
  return withApp(host, flags, work, { isListed: true, hasConsole: true });
}
