import type { CallerAt } from './taint.js';

/** One thing that a caller is known to have met. */
export interface Remembered {
  readonly key: string;
  readonly value: string;
}

/** What a memory does where the key is there already. */
export type OnRepeat =
  /** The value that was there stays. */
  | 'first'
  /** The new one takes its place. */
  | 'last'
  /** A different value makes it `SEVERAL`, for good. */
  | 'several';

/** The value of a key under which different values were kept. */
export const SEVERAL = '*';

/** What callers have met, by caller and kind, for all processes and across connections. Rejects with a StoreFault. */
export interface CallerMemory {
  /** `most`: the newest that are kept of this kind for this caller; somewhat more may be there for a while. */
  keep(
    of: CallerAt,
    kind: string,
    entries: readonly Remembered[],
    rules: { readonly onRepeat: OnRepeat; readonly most: number },
    at: Date,
  ): Promise<void>;
  /** The values by key; a key that is not known, or was last kept before `since`, is left out. */
  find(
    of: CallerAt,
    kind: string,
    keys: readonly string[],
    since?: Date,
  ): Promise<ReadonlyMap<string, string>>;
}
