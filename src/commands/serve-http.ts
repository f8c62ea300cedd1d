import { setTimeout as sleep } from 'node:timers/promises';
import { packageVersion } from '../app.js';
import type { Config } from '../config/index.js';
import {
  addressSet,
  type Gate,
  guardedGate,
  listen,
  McpEndpoint,
  namesOf,
  openGate,
  protectedResourceRoutes,
  type Route,
  reachProblems,
} from '../http/index.js';
import type { Authenticator } from '../identities/index.js';
import type { Log } from '../log.js';
import { StoreFault } from '../store/index.js';
import { createHealth, metricsRoute } from '../telemetry/index.js';
import { cantListen } from './cant-listen.js';
import { CommandError, type Host } from './host.js';
import { beginWork, guardAgainstCrashes, keepInOrder } from './serving.js';
import type { Flags } from './table/flags.js';
import { type Running, withApp } from './with-app.js';

/** The answer of a call that has ended leaves within this; one that never ends is not waited for. */
const LEAVING_MS = 2_000;

/** Whether callers have to prove who they are; undefined where the database that says so is away. */
async function isSetUp(authenticator: Authenticator, log: Log): Promise<boolean | undefined> {
  try {
    return await authenticator.isSetUp();
  } catch (error) {
    if (!(error instanceof StoreFault && error.isOutage)) throw error;
    log('error', 'state.away', {
      note: 'it serves all the same: calls are let in once the state says who may call',
      error,
    });
    return undefined;
  }
}

/** Who is let in. Throws a CommandError where others would reach the server who need prove nothing. */
function gateFor({ http }: Config, authenticator: Authenticator, isGuarded: boolean | undefined): Gate {
  const { host, hosts, proxies, tls } = http;
  const reach = { host, hosts, hasProxies: proxies.length > 0, hasTls: tls !== undefined };
  const unguarded = reachProblems({ ...reach, isGuarded: false });
  // An open gate lets nobody in either while nobody can tell whether there is a token.
  if (isGuarded !== true && unguarded.length === 0) return openGate(http.caller, authenticator);
  const problems = isGuarded === false ? unguarded : reachProblems({ ...reach, isGuarded: true });
  if (problems.length > 0) throw new CommandError(`can't serve by HTTP:\n  ${problems.join('\n  ')}`);
  return guardedGate(authenticator);
}

/** A grant that is misspelt hides everything from all who come in by it. */
function tellMissingGrants({ app, config, log }: Running): void {
  const { grants } = app.policy();
  for (const { grant } of config.oauth?.admissions ?? []) {
    if (grant === undefined || grants.includes(grant)) continue;
    log('warn', 'oauth.grant', {
      grant,
      note: 'the policy has no such grant: who comes in by it sees no tool',
    });
  }
}

/** Serves until a signal comes. Resolves to what ends the rest, once no call is under way any more. */
async function untilStopped(
  host: Host,
  running: Running,
  { hasConsole }: { hasConsole: boolean },
): Promise<() => Promise<void>> {
  const { app, log, sandbox, config, metrics } = running;
  const { http } = config;
  const stopped = new Promise<void>((stop) => host.onSignal(stop));
  const endStart = guardAgainstCrashes(host, log);
  const authenticator = await app.authenticator();
  tellMissingGrants(running);
  const gate = gateFor(config, authenticator, await isSetUp(authenticator, log));
  const mcp = new McpEndpoint({
    guard: app.guard,
    version: packageVersion(),
    log,
    gate,
    sessions: http.sessions,
  });
  const health = createHealth(app);
  const routes: Route[] = [mcp, ...protectedResourceRoutes(authenticator, mcp.path), ...health.routes];
  if (metrics !== undefined) {
    metrics.watch({
      ...app,
      version: packageVersion(),
      sessions: () => mcp.sessions,
      now: () => new Date(),
    });
    routes.push(metricsRoute(metrics, config.telemetry.metricsToken?.reveal()));
  }
  const listener = await listen({
    host: http.host,
    port: http.port,
    hosts: namesOf(http),
    origins: http.origins,
    proxies: http.proxies.length === 0 ? undefined : addressSet(http.proxies),
    tls: http.tls,
    // A stream and a request of each session, and some for those who only ask.
    ...(http.sessions !== undefined && { connections: 1_024 + 2 * http.sessions.inAll }),
    routes,
    log,
  }).catch((error) => {
    throw cantListen('MCP', http, { error, change: 'MCP_HTTP_PORT' });
  });
  const endConsole = hasConsole
    ? await (await import('./console/beside-http.js')).serveConsoleOnceThere(host, running)
    : undefined;
  endStart();
  app.onPolicyChange(() => mcp.toolsChanged());
  host.stdout.write(`MCP is served at ${listener.url}${mcp.path}\n`);
  if (sandbox !== undefined)
    log('warn', 'sandbox', { note: 'working on the embedded WHMCS; nothing is real', url: sandbox.url });
  await beginWork(running);
  const endWork = keepInOrder(running);

  await stopped;
  endWork();
  log('info', 'stop', { why: 'signal' });
  health.stop();
  const drained = mcp.drain();
  // Pages read the state, which is closed next.
  await endConsole?.();
  return async () => {
    await Promise.race([drained, sleep(LEAVING_MS, undefined, { ref: false })]);
    await mcp.close();
    await listener.close();
  };
}

/**
 * Serves MCP by HTTP until a signal comes; then takes nothing new, and lets calls under way finish. Rejects with a
 * CommandError where the address is taken, or would be reached by others who need prove nothing.
 */
export async function serveHttp(
  host: Host,
  flags: Flags<'console' | 'sandbox' | 'env-file'>,
): Promise<number> {
  let end: (() => Promise<void>) | undefined;
  const code = await withApp(
    host,
    flags,
    async (running) => {
      end = await untilStopped(host, running, { hasConsole: flags.console === true });
      return 0;
    },
    { serves: true, hasMetrics: true, hasConsole: flags.console === true },
  );
  // After the last call: its answer still has to leave.
  await end?.();
  return code;
}
