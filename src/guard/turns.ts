import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.js';
import type { Store } from '../store/index.js';

export interface TurnPorts {
  store(): Promise<Store>;
  log: Log;
  now(): Date;
  newId(): string;
}

/** Longer than any beat can be late; short enough that what a dead process held is soon free. */
const HELD_MS = 60_000;
const BEAT_MS = 15_000;
const FIRST_POLL_MS = 20;
const LONGEST_POLL_MS = 500;
/** A call to a server or a registrar takes two minutes at most; who waits longer waits for more than one. */
const PATIENCE_MS = 45_000;

/** Somebody else is at work on the same thing, for longer than a caller can wait. */
export class TooBusy extends Error {}

/**
 * Waits until the caller is alone with the keys, among all processes that share the state. Resolves to what lets go of
 * them. Rejects with TooBusy where the turn does not come, with a StoreFault where nobody can tell.
 */
export async function takeTurn(
  ports: TurnPorts,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<() => Promise<void>> {
  const { leases } = await ports.store();
  const holder = ports.newId();
  const since = ports.now().getTime();
  // Fewer than all keys are never held while waiting: so nobody waits in a circle.
  for (let pause = FIRST_POLL_MS; !(await leases.take(keys, holder, HELD_MS, ports.now())); pause *= 1.5) {
    if (signal?.aborted || ports.now().getTime() - since > PATIENCE_MS) throw new TooBusy();
    await sleep(Math.min(pause, LONGEST_POLL_MS));
  }
  const beat = setInterval(() => {
    leases.renew(holder, HELD_MS, ports.now()).catch((error) => ports.log('warn', 'state.failed', { error }));
  }, BEAT_MS);
  return async () => {
    clearInterval(beat);
    // What can't be let go lapses by itself.
    await leases.release(holder, ports.now()).catch((error) => ports.log('warn', 'state.failed', { error }));
  };
}
