import type { Guard, LimitStatus } from '../guard/index.js';
import type { Store } from '../store/index.js';

/** The program, as far as it is watched. */
export interface Watched {
  readonly guard: Pick<Guard, 'limits' | 'taint' | 'unwritten'>;
  store(): Promise<Store>;
  policy(install?: string): { readonly revision: string; readonly mode: string };
  whmcsRestsFor(install?: string): string | undefined;
}

/** A request that waits for people. */
export interface Waiting {
  /** The name of the WHMCS that it is about, where a file named it. */
  readonly install: string | undefined;
  readonly ms: number;
}

/** What the shared state says at one moment. */
export interface Standing {
  readonly isHalted: boolean;
  /** Requests that people have not decided on. */
  readonly waiting: readonly Waiting[];
  readonly taintedCallers: number;
  readonly limits: readonly LimitStatus[];
}

/** A state that takes longer is none that calls could be made with. */
const STATE_MS = 2_000;
/** Requests that are counted at most; each caller may have but a few waiting. */
const MOST_APPROVALS = 1_000;

/** Rejects where the work takes longer. It goes on, and what becomes of it is of no interest. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer within ${STATE_MS} ms`)), STATE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the state can be read at this moment. Never rejects. */
export async function isStateReachable({ store }: Pick<Watched, 'store'>): Promise<boolean> {
  try {
    await inTime(store().then(({ killSwitch }) => killSwitch.halted()));
    return true;
  } catch {
    return false;
  }
}

async function read({ store, guard }: Watched, now: Date): Promise<Standing> {
  const { approvals, killSwitch } = await store();
  const [halt, waiting, tainted, limits] = await Promise.all([
    killSwitch.halted(),
    approvals.list({ states: ['pending'], limit: MOST_APPROVALS }, now),
    guard.taint.list(),
    guard.limits(),
  ]);
  return {
    isHalted: halt !== undefined,
    waiting: waiting.map(({ shown: { install }, askedAt }) => ({
      install: typeof install === 'string' ? install : undefined,
      ms: Math.max(0, now.getTime() - askedAt.getTime()),
    })),
    // What has reached a caller in several WHMCS has reached one caller.
    taintedCallers: new Set(tainted.map(({ caller }) => caller)).size,
    limits,
  };
}

/** Undefined where the state can't be read in time. Never rejects. */
export async function standingOf(watched: Watched, now: Date): Promise<Standing | undefined> {
  try {
    return await inTime(read(watched, now));
  } catch {
    return undefined;
  }
}
