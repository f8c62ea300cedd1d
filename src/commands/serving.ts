import { packageVersion } from '../app.js';
import type { Log } from '../log.js';
import type { Host } from './host.js';
import type { Running } from './with-app.js';

/** A process that died is told from one at work once its turns have lapsed. */
const SWEEP_MS = 90_000;

/** Held mail leaves so long after its time at most, and after people released it. */
const HELD_LOOK_MS = 5_000;

/** Faults that nobody caught, within a minute: with more of them than this a server does nothing else. */
const MOST_CRASHES = 20;

/**
 * One bad frame or reply must not end the service for everyone else. But a fault before it serves would leave half a
 * server, and one that comes back at once is no accident: either ends the process. Returns what ends the start.
 */
export function guardAgainstCrashes(host: Host, log: Log): () => void {
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

type Work = Pick<Running, 'app' | 'log'>;

async function sweep({ app, log }: Work): Promise<void> {
  try {
    await app.guard.sweep();
    await app.pruneJournal();
  } catch (error) {
    log('warn', 'journal.failed', { error });
  }
}

/** Opens the state: notes the start there, and settles what servers that died left behind. */
export async function beginWork(work: Work): Promise<void> {
  work.app.journal
    .note('start', { version: packageVersion() })
    .catch((error) => work.log('warn', 'journal.failed', { error }));
  await sweep(work);
}

/** Sends held mail whose time has come, in whichever process of the state looks first. Returns what ends it. */
export function sendHeldMail({ app }: Pick<Work, 'app'>): () => void {
  const sending = setInterval(() => void app.guard.held.sendDue(), HELD_LOOK_MS);
  return () => clearInterval(sending);
}

/** Settles what dies meanwhile, sends what was held, and keeps the journal to its length. Returns what ends it. */
export function keepInOrder(work: Work): () => void {
  const sweeping = setInterval(() => sweep(work), SWEEP_MS);
  const endSending = sendHeldMail(work);
  return () => {
    clearInterval(sweeping);
    endSending();
  };
}
