import { setTimeout as sleep } from 'node:timers/promises';
import { packageVersion } from '../app.js';
import { LOCAL_CALLER, sessionFor } from '../guard/index.js';
import type { Log } from '../log.js';
import { serveMcp, stdioTransport } from '../mcp/index.js';
import type { Host } from './host.js';
import type { Flags } from './table/flags.js';
import { type Running, withApp } from './with-app.js';

/** A process that died is told from one at work once its turns have lapsed. */
const SWEEP_MS = 90_000;

/** For so long the state waits for the client to ask for the tools: most ask at once, and are shown them sooner. */
const LISTING_MS = 1_000;

type Server = Awaited<ReturnType<typeof serveMcp>>;

/** Faults that nobody caught, within a minute: with more of them than this a server does nothing else. */
const MOST_CRASHES = 20;

/**
 * One bad frame or reply must not end the service for everyone else. But a fault before it serves would leave half a
 * server, and one that comes back at once is no accident: either ends the process. Returns what ends the start.
 */
function guardAgainstCrashes(host: Host, log: Log): () => void {
  let starting = true;
  let crashes: number[] = [];
  host.onCrash((error) => {
    log('error', 'unexpected', { error: error instanceof Error ? error.message : String(error) });
    const now = performance.now();
    crashes = [...crashes.filter((at) => now - at < 60_000), now];
    if (!starting && crashes.length <= MOST_CRASHES) return;
    log('error', 'stop', { why: starting ? 'a fault at the start' : 'one fault after another' });
    host.abort(1);
  });
  return () => {
    starting = false;
  };
}

async function untilStopped(host: Host, { app, log, sandbox }: Running): Promise<Server> {
  const stopped = new Promise<string>((stop) => {
    host.onSignal(() => stop('signal'));
    host.stdin.once('end', () => stop('stdin closed'));
    host.stdin.once('close', () => stop('stdin closed'));
    host.stdout.on('error', () => stop('stdout closed'));
  });
  const endStart = guardAgainstCrashes(host, log);
  const server = await serveMcp(sessionFor(LOCAL_CALLER), stdioTransport(host.stdin, host.stdout), {
    guard: app.guard,
    version: packageVersion(),
    log,
  });
  endStart();
  app.onPolicyChange(() => server.toolsChanged());
  if (sandbox !== undefined)
    log('warn', 'sandbox', { note: 'working on the embedded WHMCS; nothing is real', url: sandbox.url });

  const sweep = async () => {
    try {
      await app.guard.sweep();
      await app.pruneJournal();
    } catch (error) {
      log('warn', 'journal.failed', { error });
    }
  };
  /** Opens the state once the tools are listed. One that stops before then has written nothing, and leaves it alone. */
  async function begin(): Promise<void> {
    const listed = Promise.race([server.listed, sleep(LISTING_MS, undefined, { ref: false })]);
    const serves = await Promise.race([listed.then(() => true), stopped.then(() => false)]);
    if (!serves) return;
    app.journal
      .note('start', { version: packageVersion() })
      .catch((error) => log('warn', 'journal.failed', { error }));
    await sweep();
  }
  void begin();
  const sweeping = setInterval(sweep, SWEEP_MS);

  const why = await stopped;
  clearInterval(sweeping);
  log('info', 'stop', { why });
  return server;
}

/**
 * Serves MCP on stdin and stdout until stdin closes or a signal comes; then lets calls under way finish, so that
 * no write is left without its answer.
 */
export async function serve(host: Host, flags: Flags<'sandbox' | 'env-file'>): Promise<number> {
  let server: Server | undefined;
  const code = await withApp(
    host,
    flags,
    async (running) => {
      server = await untilStopped(host, running);
      return 0;
    },
    { serves: true },
  );
  // After the last call: its answer still has to leave.
  await server?.close();
  return code;
}
