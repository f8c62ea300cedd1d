import type { Host } from '../host.js';

/** How often what is followed is looked at: other processes write it. */
const LOOKS_MS = 1_000;

/**
 * Looks again and again until a signal comes, or nobody reads the output any more. A look that throws ends it.
 */
export async function untilStopped(host: Host, look: () => Promise<void>): Promise<void> {
  let isStopped = false;
  let wake = () => {};
  const stop = () => {
    isStopped = true;
    wake();
  };
  host.onSignal(stop);
  host.stdout.once('error', stop);
  while (!isStopped) {
    await look();
    if (isStopped) break;
    await new Promise<void>((next) => {
      const timer = setTimeout(next, LOOKS_MS);
      wake = () => {
        clearTimeout(timer);
        next();
      };
    });
  }
}
