import type { App } from '../../app.js';
import type { Log } from '../../log.js';
import type { Host } from '../host.js';
import type { Flags } from '../table/flags.js';

/** By then the client has its tools, and most have begun to work. */
const DELAY_MS = 20_000;

/** Has a server look some time after its start at what it needs, and tell consoles. Returns what ends that. */
export function checkLater(
  host: Host,
  flags: Flags<'sandbox' | 'env-file'>,
  { app, log }: { readonly app: App; readonly log: Log },
): () => void {
  const stopping = new AbortController();
  async function check(): Promise<void> {
    try {
      const { tellHealth } = await import('./health.js');
      await tellHealth(host, flags, { app, log }, stopping.signal);
    } catch (error) {
      log('warn', 'doctor.failed', { error });
    }
  }
  const timer = setTimeout(check, DELAY_MS).unref();
  return () => {
    clearTimeout(timer);
    stopping.abort();
  };
}
