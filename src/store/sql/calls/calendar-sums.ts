import { KEPT_PAST_WINDOW_MS, type Taking } from '../../rules/claims.js';
import type { Shared, Tx } from '../database.js';
import type { Pruning } from '../pruning.js';

const USED = 'SELECT used FROM counter WHERE bucket = ? AND starts = ?';
const BEGIN = 'INSERT INTO counter (bucket, starts, ends, used) VALUES (?, ?, ?, ?)';
const ADD = 'UPDATE counter SET used = used + ? WHERE bucket = ? AND starts = ?';

/** Rows that one reservation clears away at most: more than it adds, so that they never pile up. */
const CLEARED = 8;

/** What one calendar window has counted, in millionths. */
interface Sum {
  readonly bucket: string;
  readonly starts: number;
  ends: number;
  /** Undefined where there is no row of it. */
  readonly stored: bigint | undefined;
  added: bigint;
}

/** The calendar windows that one transaction counts in: each is read once and written once, however many calls it counts. */
export class CalendarSums implements Shared {
  readonly #sums = new Map<string, Sum>();
  readonly #prunings: readonly Pruning[];
  #prunedAt = 0;
  #cleared = 0;

  constructor(prunings: readonly Pruning[]) {
    this.#prunings = prunings;
  }

  /** Reads what a window has counted, once. Only then can it be asked for or added to. */
  async load(tx: Tx, { bucket, span }: Pick<Taking, 'bucket' | 'span'>): Promise<void> {
    const key = keyOf(bucket, span.starts);
    if (this.#sums.has(key)) return;
    const row = await tx.first<{ used: bigint }>(USED, bucket, span.starts);
    this.#sums.set(key, { bucket, starts: span.starts, ends: span.ends, stored: row?.used, added: 0n });
  }

  used({ bucket, span }: Pick<Taking, 'bucket' | 'span'>): bigint {
    const { stored = 0n, added } = this.#loaded(bucket, span.starts);
    return stored + added;
  }

  add({ bucket, span, amount }: Pick<Taking, 'bucket' | 'span' | 'amount'>): void {
    const sum = this.#loaded(bucket, span.starts);
    sum.added += amount;
    sum.ends = span.ends;
  }

  /** A window that is long past and cleared away has nothing to give back to. */
  async giveBack(tx: Tx, bucket: string, starts: number, amount: bigint): Promise<void> {
    await this.load(tx, { bucket, span: { starts, ends: starts } });
    const sum = this.#loaded(bucket, starts);
    if (sum.stored !== undefined || sum.added >= amount) sum.added -= amount;
  }

  /** Rows of windows that ended before may go: `rows` were added at this time. */
  clears(now: number, rows: number): void {
    this.#prunedAt = now;
    this.#cleared += 2 * rows + CLEARED;
  }

  async flush(tx: Tx): Promise<void> {
    for (const { bucket, starts, ends, stored, added } of this.#sums.values()) {
      if (stored === undefined && added !== 0n) await tx.run(BEGIN, bucket, starts, ends, added);
      else if (added !== 0n) await tx.run(ADD, added, bucket, starts);
    }
    if (this.#cleared === 0) return;
    for (const pruning of this.#prunings)
      await pruning.prune(tx, this.#prunedAt, this.#prunedAt - KEPT_PAST_WINDOW_MS, this.#cleared);
  }

  #loaded(bucket: string, starts: number): Sum {
    const sum = this.#sums.get(keyOf(bucket, starts));
    if (sum === undefined) throw new Error('A window was not read before it was counted in.');
    return sum;
  }
}

const keyOf = (bucket: string, starts: number) => `${starts} ${bucket}`;
