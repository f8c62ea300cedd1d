import { randomBytes } from 'node:crypto';
import { CONSOLE_NOTICE, packageVersion } from '../app.js';
import { createConsole, serveConsole } from '../console/index.js';
import { LOCAL_CALLER } from '../guard/index.js';
import { createApprovers } from '../identities/index.js';
import { CommandError, type Host } from './host.js';
import { type Flags, numberOf } from './table/flags.js';
import { type Running, withApp } from './with-app.js';

const DEFAULT_PORT = 8788;
/** Other processes take the address for stale after three times this. */
const HEARTBEAT_MS = 20_000;

async function serve(host: Host, port: number, { app, log }: Running): Promise<number> {
  const store = await app.store();
  let base = '';
  const page = createConsole({
    approvals: app.approvals,
    approvers: createApprovers(store.approvers),
    journal: app.journal,
    tools: () => app.guard.states({ caller: LOCAL_CALLER }),
    policy: app.policy,
    switchTool: app.switchTool,
    limits: app.guard.limits,
    tainted: app.guard.taint.list,
    endTaint: app.endTaint,
    undo: app.undo,
    halted: () => store.killSwitch.halted(),
    halt: app.halt,
    resume: app.resume,
    ...(app.consoleUrl === undefined ? {} : { publicUrl: app.consoleUrl }),
    offerLink: (path) => host.stdout.write(`Sign in once with ${base}${path}\n`),
    version: packageVersion(),
    now: () => new Date(),
    random: (bytes) => randomBytes(bytes),
    log,
  });
  const server = await serveConsole(page, { port });
  base = server.url;
  const tell = () => store.sharedValues.put(CONSOLE_NOTICE, server.url, new Date()).catch(() => undefined);
  await tell();
  const heartbeat = setInterval(tell, HEARTBEAT_MS);
  const stopped = new Promise<void>((stop) => host.onSignal(stop));

  host.stdout.write(`The console is at ${server.url}\n`);
  const path = await page.signInPath();
  host.stdout.write(
    path === undefined
      ? 'Approvers sign in with their name and password.\n'
      : `Sign in once with ${server.url}${path}\nFor named approvers with passwords: whmcs-mcp approvals add-approver NAME\n`,
  );
  await stopped;
  clearInterval(heartbeat);
  await server.close();
  return 0;
}

/** Serves the console on loopback until a signal comes. */
export async function runConsole(host: Host, flags: Flags<'port' | 'sandbox' | 'env-file'>): Promise<number> {
  const port = numberOf(flags, 'port', { least: 0, most: 65_535 }) ?? DEFAULT_PORT;
  return withApp(host, flags, async (running) => {
    if (!running.app.isShared && flags.sandbox) {
      throw new CommandError('no server works on the sandbox. Start one first: whmcs-mcp --sandbox.');
    }
    if (!running.app.isShared) {
      throw new CommandError('GUARD_STATE is memory, which no other process shares; name a file.');
    }
    return serve(host, port, running);
  });
}
