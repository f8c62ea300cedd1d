import { setTimeout as sleep } from 'node:timers/promises';
import { packageVersion } from '../app.js';
import { LOCAL_CALLER, sessionFor } from '../guard/index.js';
import { serveMcp, stdioTransport } from '../mcp/index.js';
import type { Host } from './host.js';
import { beginWork, guardAgainstCrashes, keepInOrder } from './serving.js';
import type { Flags } from './table/flags.js';
import { type Running, withApp } from './with-app.js';

/** For so long the state waits for the client to ask for the tools: most ask at once, and are shown them sooner. */
const LISTING_MS = 1_000;

type Server = Awaited<ReturnType<typeof serveMcp>>;

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
  /** Opens the state once the tools are listed. One that stops before then has written nothing, and leaves it alone. */
  async function begin(): Promise<void> {
    const listed = Promise.race([server.listed, sleep(LISTING_MS, undefined, { ref: false })]);
    const serves = await Promise.race([listed.then(() => true), stopped.then(() => false)]);
    if (serves) await beginWork({ app, log });
  }
  void begin();
  const endWork = keepInOrder({ app, log });

  const why = await stopped;
  endWork();
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
