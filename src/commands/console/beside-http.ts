import { setTimeout as sleep } from 'node:timers/promises';
import { tellConsoleAddress } from '../../app.js';
import type { Config } from '../../config/index.js';
import { requestHandler } from '../../console/index.js';
import { addressSet, consoleReachProblems, isLocalConsole, listen, type Route } from '../../http/index.js';
import { StoreFault } from '../../store/index.js';
import { cantListen } from '../cant-listen.js';
import { CommandError, type Host } from '../host.js';
import type { Running } from '../with-app.js';
import { consoleOf, waysIn } from './page.js';
import { localApprovers } from './people.js';

function checkReach({ console, http, approval }: Config, hasPeople: boolean): void {
  const problems = consoleReachProblems({
    host: console.host,
    publicUrl: approval.consoleUrl,
    hasTls: http.tls !== undefined,
    hasProxies: http.proxies.length > 0,
    hasPeople,
  });
  if (problems.length > 0) throw new CommandError(`can't serve the console:\n  ${problems.join('\n  ')}`);
}

/**
 * Serves the console in the process that serves MCP, at an address of its own. Returns what ends it: open pages are told
 * nothing more, and requests under way are answered. Rejects with a CommandError where others would reach it who need prove
 * nothing, or where the address is taken.
 */
async function serveConsoleBeside(host: Host, running: Running): Promise<() => Promise<void>> {
  const { app, config, log } = running;
  const { http, console: place, approval } = config;
  const store = await app.store();
  const isNamed = (await localApprovers(store, config).list()).length > 0;
  checkReach(config, isNamed || place.signIn !== undefined);
  let base = '';
  const offerLink = (path: string) => host.stdout.write(`Sign in once with ${base}${path}\n`);
  // Links are for whoever sees the terminal: beyond this machine its output goes where others read it.
  const isLocal = isLocalConsole(place.host, approval.consoleUrl);
  const page = await consoleOf(running, isLocal ? { offerLink } : {});
  const handle = requestHandler(page);
  const route: Route = {
    path: '/*',
    methods: ['GET', 'HEAD', 'POST'],
    knowsItsNames: true,
    handle,
  };
  const listener = await listen({
    host: place.host,
    port: place.port,
    proxies: http.proxies.length === 0 ? undefined : addressSet(http.proxies),
    tls: http.tls,
    routes: [route],
    log,
  }).catch((error) => {
    throw cantListen('the console', place, { error, change: 'MCP_CONSOLE_PORT' });
  });
  base = approval.consoleUrl ?? listener.url;
  const endTelling = await tellConsoleAddress(store.sharedValues, base);
  host.stdout.write(`The console is at ${base}\n`);
  const path = await page.signInPath();
  if (path === undefined) host.stdout.write(waysIn(config));
  else if (isLocal) offerLink(path);
  return async () => {
    await endTelling();
    page.close();
    await listener.close();
  };
}

const RETRY_MS = 1_000;
const isAway = (error: unknown) => error instanceof StoreFault && error.isOutage;

/** Tries until the state is there. What else keeps the console from being served leaves MCP at work. */
async function keepTrying(
  host: Host,
  running: Running,
  signal: AbortSignal,
): Promise<(() => Promise<void>) | undefined> {
  for (;;) {
    await sleep(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return undefined;
    try {
      return await serveConsoleBeside(host, running);
    } catch (error) {
      if (isAway(error)) continue;
      running.log('error', 'console.unserved', { error });
      return undefined;
    }
  }
}

/** The same, and where a database is away that it needs, as soon as that is back. */
export async function serveConsoleOnceThere(host: Host, running: Running): Promise<() => Promise<void>> {
  try {
    return await serveConsoleBeside(host, running);
  } catch (error) {
    if (!isAway(error)) throw error;
  }
  running.log('error', 'console.waits', { note: 'the console is served once the state is back' });
  const stopping = new AbortController();
  const serving = keepTrying(host, running, stopping.signal);
  return async () => {
    stopping.abort();
    await (await serving)?.();
  };
}
