/**
 * `call`: a call that is over, where nothing was at risk before it (reads, refusals). `intent`: a write that is about
 * to leave; `outcome`: what came of it. `approval`, `operator`: what people did. `start`: a server began.
 */
export const ENTRY_KINDS = ['call', 'intent', 'outcome', 'approval', 'operator', 'start'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export interface NewEntry {
  readonly kind: EntryKind;
  /** Id of the call it belongs to; '' where it belongs to none. */
  readonly call: string;
  readonly at: Date;
  /** What happened, as JSON can hold it; credentials are not in it. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Entry extends NewEntry {
  /** 1, 2, 3 and so on, without a gap. */
  readonly seq: number;
  /** SHA-256, in hex, over the entry before and all of this one. */
  readonly hash: string;
}

export interface EntryFilter {
  readonly kinds?: readonly EntryKind[];
  readonly call?: string;
  /** Any of these calls. */
  readonly calls?: readonly string[];
  readonly tool?: string;
  /** Keyed digest of tool and exact arguments. */
  readonly digest?: string;
  readonly risk?: string;
  readonly caller?: string;
  /** Only of callers who were given one of these grants. */
  readonly grants?: readonly string[] | undefined;
  /** Only calls of this WHMCS, and those of which it is not written down which one they were made in. */
  readonly installation?: string;
  /** What came of it: of an intent what its newest outcome says, and `outcome_unknown` where it has none. */
  readonly outcome?: string;
  /** Stands anywhere in the entry, or in what came of an intent, whatever its case. */
  readonly text?: string;
  readonly since?: Date;
  /** Only entries before this one. */
  readonly before?: number;
  /** Only this entry and later ones. */
  readonly from?: number;
  readonly limit: number;
}

/** Where the chain begins after old entries were cut away. */
export interface Cut {
  /** The last entry that was cut, and its hash. */
  readonly seq: number;
  readonly hash: string;
  readonly at: Date;
  /** How many were cut this time. */
  readonly entries: number;
}

/** The event of the `operator` entry that each cut leaves in the chain; its body holds `cuts`, a hash of all cuts. */
export const CUT_EVENT = 'journal.cut';

export interface AppendOptions {
  /** Outlives a power cut: waits for the disk. */
  readonly durable?: boolean;
  /** Nobody waits for it: it is written with the next transaction of anybody, or by itself within 50 ms. */
  readonly soon?: boolean;
}

/** The journal's rows. Rejects with a StoreFault. Entries are only ever added at the end and cut at the beginning. */
export interface JournalRows {
  append(entry: NewEntry, options?: AppendOptions): Promise<Entry>;
  /** Newest first. What was tampered with and can't be read any more has the body `{unreadable: text}`. */
  find(filter: EntryFilter): Promise<readonly Entry[]>;
  /** Entries after a number, oldest first, exactly as they are stored, for checking and exporting. */
  after(seq: number, limit: number): Promise<readonly StoredEntry[]>;
  /** Oldest first. */
  cuts(): Promise<readonly Cut[]>;
  /** When the newest of the entries that are older was written; undefined where there is none. */
  newestBefore(before: Date): Promise<Date | undefined>;
  /**
   * Cuts away what is older, oldest first and without a gap, and keeps where the chain goes on. It stops before the
   * last entry of all, and before an intent of which nobody knows, or not from entries as old, what came of it.
   * Others write in between where it takes long. Resolves to how many.
   */
  cut(before: Date, at: Date): Promise<number>;
  /**
   * An entry that must be there, or have been cut away, by what is kept outside the state; undefined where nothing is. A
   * state that does not hold it is an older one, or lost its newest entries.
   */
  promised(): { readonly seq: number; readonly hash: string } | undefined;
}

/** An entry as the file holds it, unread: what was tampered with may not be readable. */
export interface StoredEntry {
  readonly seq: number;
  readonly at: number;
  readonly kind: string;
  readonly call: string;
  readonly body: string;
  readonly hash: string;
}
