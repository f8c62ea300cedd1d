import type { Config } from '../../config/index.js';
import { requestHandler } from '../../console/index.js';
import { addressSet, consoleReachProblems, isLocalConsole, listen, type Route } from '../../http/index.js';
import { CommandError, type Host } from '../host.js';
import type { Running } from '../with-app.js';
import { consoleOf, localApprovers, tellAddress, waysIn } from './page.js';

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
export async function serveConsoleBeside(host: Host, running: Running): Promise<() => Promise<void>> {
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
    handle: (request, response) => handle(request, response),
  };
  const listener = await listen({
    host: place.host,
    port: place.port,
    proxies: http.proxies.length === 0 ? undefined : addressSet(http.proxies),
    tls: http.tls,
    routes: [route],
    log,
  }).catch((error) => {
    throw new CommandError(`can't serve the console on ${place.host}, port ${place.port}: ${error.message}.`);
  });
  base = approval.consoleUrl ?? listener.url;
  const endTelling = await tellAddress(store, base);
  host.stdout.write(`The console is at ${base}\n`);
  const path = await page.signInPath();
  if (path === undefined) host.stdout.write(waysIn(config));
  else if (isLocal) offerLink(path);
  return async () => {
    endTelling();
    page.close();
    await listener.close();
  };
}
