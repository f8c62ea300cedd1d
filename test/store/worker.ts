import { type BucketUsage, openStore, type Store, StoreFault } from '../../src/store/index.js';
import type { Claim } from '../../src/terms.js';

/** A busy machine must not end the wait for the lock: what is tested is who gets what, not how fast. */
const PORTS = { patienceMs: 120_000 };

/** What the tests can have a process of its own do to a state. */
export type Order =
  | { order: 'open'; path: string }
  /** All at once; each is then settled as it says. */
  | { order: 'reserve'; calls: readonly Call[]; at: string }
  | { order: 'standing'; at: string }
  | { order: 'halt'; reason: string }
  | { order: 'resume' }
  | { order: 'halted' }
  | { order: 'close' };

export interface Call {
  claims: readonly Claim[];
  settle: 'commit' | 'release' | 'leave';
}

export interface Answer {
  /** Call by call. */
  granted?: boolean[];
  standing?: readonly BucketUsage[];
  halted?: string | undefined;
  fault?: { code: string; message: string };
}

let opened: Store | undefined;

async function reserve(store: Store, { claims, settle }: Call, at: Date): Promise<boolean> {
  const answer = await store.counters.reserve(claims, at);
  if (!answer.granted) return false;
  if (settle !== 'leave') await store.counters[settle](answer);
  return true;
}

async function obey(order: Order): Promise<Answer> {
  if (order.order === 'open') {
    await opened?.close();
    opened = await openStore(order.path, PORTS);
    return {};
  }
  const store = opened;
  if (store === undefined) throw new Error('nothing is open');
  switch (order.order) {
    case 'reserve': {
      const at = new Date(order.at);
      return { granted: await Promise.all(order.calls.map((call) => reserve(store, call, at))) };
    }
    case 'standing':
      return { standing: await store.counters.usage(new Date(order.at)) };
    case 'halt':
      await store.killSwitch.halt('operator', order.reason, new Date());
      return {};
    case 'resume':
      await store.killSwitch.resume('operator', new Date());
      return {};
    case 'halted':
      return { halted: (await store.killSwitch.halted())?.reason };
    case 'close':
      await store.close();
      return {};
  }
}

process.on('message', async (order: Order) => {
  try {
    process.send?.(await obey(order));
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
    process.send?.({ fault: { code: error.code, message: error.message } } satisfies Answer);
  }
});
