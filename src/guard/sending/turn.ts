import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../log.js';
import type { Leases, LeaseWish, Store } from '../../store/index.js';
import type { StopSignal } from '../../whmcs/index.js';

export interface TurnPorts {
  store(): Promise<Store>;
  log: Log;
  newId(): string;
}

/** The lease of one call on all that it must be alone with, among all processes that share the state. */
export interface Turn {
  /** What is still to be taken, with the intent; undefined once the lease is held. */
  readonly wish: LeaseWish | undefined;
  /** The lease was taken by whoever was asked for it then, on a clock that never goes back. */
  begin(asked: number): void;
  /** Looks whether it is still held, and extends it. Rejects with a StoreFault where nobody can tell. */
  ensure(): Promise<void>;
  /** Whether it is certainly held at this moment, by what `ensure` saw. */
  isSure(): boolean;
  /** Who holds the lease, for whoever releases it with something else; undefined while nobody does. */
  readonly holder: string | undefined;
  /** The lease was released elsewhere. */
  end(): void;
  /** Never rejects: a lease that can't be released lapses. */
  release(): Promise<void>;
}

/** Longer than a renewal is late; short enough that what a dead process held is soon free. */
const HELD_MS = 15_000;
const RENEW_MS = 4_000;
/** Whoever lives has renewed a lease that is about to lapse. */
const SILENT_MS = HELD_MS - 2 * RENEW_MS - 1_000;
const FIRST_POLL_MS = 20;
const LONGEST_POLL_MS = 500;
/** Clients give up after 60 s, and the rest of the call takes its time, too. */
const PATIENCE_MS = 30_000;

/** Another call is at work on the same thing, for longer than a caller can wait. */
export class TooBusy extends Error {
  /** When the lease lapses that was waited for, if whoever holds it has not been heard of for a while. In milliseconds. */
  readonly lapsesInMs: number | undefined;

  constructor(lapsesInMs: number) {
    super();
    this.lapsesInMs = lapsesInMs < SILENT_MS ? lapsesInMs : undefined;
  }
}

/** A lease that the caller waited for. */
export interface Granted {
  readonly turn: Turn;
  /** For how long nobody had held one of the keys before; undefined where nobody is remembered. In milliseconds. */
  readonly freeForMs: number | undefined;
}

/**
 * Waits for a lease on all of the keys. Rejects with TooBusy where it does not come in time or the caller gives up, with
 * a StoreFault where nobody can tell.
 */
export async function waitForTurn(
  ports: TurnPorts,
  keys: readonly string[],
  signal?: StopSignal,
): Promise<Granted> {
  const { leases } = await ports.store();
  const holder = ports.newId();
  const since = performance.now();
  // Keys are taken all or none, so two waiters can't deadlock.
  let asked = since;
  let answer = await leases.take(keys, holder, HELD_MS);
  for (let pause = FIRST_POLL_MS; !answer.granted; pause *= 1.5) {
    if (signal?.aborted || performance.now() - since > PATIENCE_MS) throw new TooBusy(answer.lapsesInMs);
    await sleep(Math.min(pause, LONGEST_POLL_MS));
    asked = performance.now();
    answer = await leases.take(keys, holder, HELD_MS);
  }
  const turn = turnOf(ports, leases, { keys, holder });
  turn.begin(asked);
  return { turn, freeForMs: answer.freeForMs };
}

/**
 * A turn whose lease is taken with the intent, where nobody has held it for long; undefined where somebody has now.
 * `freeForMs`: for how long nobody may have held one of the keys, whenever that is asked, in milliseconds.
 */
export async function turnWithIntent(
  ports: TurnPorts,
  keys: readonly string[],
  freeForMs: () => number,
): Promise<Turn | undefined> {
  const { leases } = await ports.store();
  const answer = await leases.look(keys);
  const isFree = answer.granted && (answer.freeForMs ?? Number.POSITIVE_INFINITY) > freeForMs();
  if (!isFree) return undefined;
  const holder = ports.newId();
  return turnOf(ports, leases, { keys, holder, wish: { keys, holder, forMs: HELD_MS, freeForMs } });
}

function turnOf(
  { log }: TurnPorts,
  leases: Leases,
  { keys, holder, wish }: { keys: readonly string[]; holder: string; wish?: LeaseWish },
): Turn {
  let renewal: NodeJS.Timeout | undefined;
  let isHeld = false;
  let sureUntil = 0;
  const failed = (error: unknown) => log('warn', 'state.failed', { error });
  const end = () => {
    isHeld = false;
    clearInterval(renewal);
  };
  return {
    get wish() {
      return isHeld ? undefined : wish;
    },
    get holder() {
      return isHeld ? holder : undefined;
    },
    begin(asked) {
      isHeld = true;
      sureUntil = asked + HELD_MS;
      renewal = setInterval(() => void leases.renew(holder, HELD_MS).catch(failed), RENEW_MS);
    },
    async ensure() {
      // Counted from before the question: the answer may have been on its way for long.
      const asked = performance.now();
      sureUntil = asked + (await leases.ensure(holder, keys, HELD_MS));
    },
    isSure: () => performance.now() < sureUntil,
    end,
    async release() {
      if (!isHeld) return;
      end();
      await leases.release(holder).catch(failed);
    },
  };
}
