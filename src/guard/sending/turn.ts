import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../log.js';
import type { Store } from '../../store/index.js';

export interface TurnPorts {
  store(): Promise<Store>;
  log: Log;
  now(): Date;
  newId(): string;
}

/** The lease of one call on all that it must be alone with, among all processes that share the state. */
export interface Turn {
  /** When somebody else last held one of the keys; undefined where nobody is remembered. */
  readonly heldUntil: Date | undefined;
  /** Whether it is still held. Rejects with a StoreFault where nobody can tell. */
  holds(): Promise<boolean>;
  /** Never rejects: a lease that can't be released lapses. */
  release(): Promise<void>;
}

/** Longer than any renewal can be late; short enough that what a dead process held is soon free. */
const HELD_MS = 60_000;
const RENEW_MS = 15_000;
const FIRST_POLL_MS = 20;
const LONGEST_POLL_MS = 500;
/** A call to a server or a registrar takes two minutes at most; who waits longer waits for more than one. */
const PATIENCE_MS = 45_000;

/** Another call is at work on the same thing, for longer than a caller can wait. */
export class TooBusy extends Error {}

/**
 * Waits for a lease on all of the keys. Rejects with TooBusy where it does not come in time or the caller gives up, with
 * a StoreFault where nobody can tell.
 */
export async function waitForTurn(
  ports: TurnPorts,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<Turn> {
  const { leases } = await ports.store();
  const holder = ports.newId();
  const since = ports.now().getTime();
  // Keys are taken all or none, so two waiters can't deadlock.
  let lease = await leases.take(keys, holder, HELD_MS, ports.now());
  for (let pause = FIRST_POLL_MS; lease === undefined; pause *= 1.5) {
    if (signal?.aborted || ports.now().getTime() - since > PATIENCE_MS) throw new TooBusy();
    await sleep(Math.min(pause, LONGEST_POLL_MS));
    lease = await leases.take(keys, holder, HELD_MS, ports.now());
  }
  const renewal = setInterval(() => {
    leases.renew(holder, HELD_MS, ports.now()).catch((error) => ports.log('warn', 'state.failed', { error }));
  }, RENEW_MS);
  return {
    heldUntil: lease.heldUntil,
    holds: () => leases.holds(holder, keys, ports.now()),
    async release() {
      clearInterval(renewal);
      await leases
        .release(holder, ports.now())
        .catch((error) => ports.log('warn', 'state.failed', { error }));
    },
  };
}
