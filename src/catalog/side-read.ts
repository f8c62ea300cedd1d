import type { Params } from '../whmcs/index.js';
import type { ReadAction } from './risk.js';

export type Values = Readonly<Record<string, unknown>>;
export type Body = Record<string, unknown>;

/** A read made on the way to a call: `when` it applies, what it asks, and what its answer means. */
export interface SideRead {
  action: ReadAction;
  when?(args: Values): boolean;
  params(args: Values): Params;
}

/** A read that must speak well before the call leaves; `refuse` returns the sentence that stops it. */
export interface Precheck extends SideRead {
  /** What is said instead to a caller who is granted single clients, where the sentence may tell of others. */
  discreetly?: string;
  refuse(
    reply: Body,
    args: Values,
  ): { code: 'invalid_arguments' | 'duplicate_call'; message: string } | undefined;
}

/** A read made afterwards, whose answer is added to the result under `as`. */
export interface Addition extends SideRead {
  as: string;
  pick(reply: Body): unknown;
}

/** What a read tells of a write whose answer was lost. */
export interface Finding {
  /** Undefined where it can't be told. */
  done: boolean | undefined;
  /** A sentence of ours with ids, dates and statuses: "order 7 is Pending". Says nothing that an outsider wrote. */
  says: string;
}

/** When a call left, as read-backs need it, and what was there before. */
export interface Moment {
  /** By WHMCS's own clock, whose times it is compared with; by ours where `unsure`. */
  left: Date;
  now: Date;
  /** WHMCS does not say what time it has: then a time that does not fit proves nothing. */
  unsure?: boolean;
  /** IANA name of the installation's time zone: its dates are wall-clock times there. */
  timezone: string | undefined;
  /** The call was answered with an error: what WHMCS stores before it calls a server proves nothing then. */
  toldError?: boolean;
  /** What `keep` kept before the call left; undefined where that could not be read. */
  prior?: Readonly<Record<string, unknown>> | undefined;
}

/** A second read of a look-up, which may be denied: what it adds is said, and decides nothing. */
export interface SecondRead {
  action: ReadAction;
  /** `shown` is what the look-up itself has read. Undefined where there is nothing to ask for. */
  params(args: Values, shown: Body): Params | undefined;
  /** A sentence as those of a finding. */
  says(reply: Body, args: Values, shown: Body): string | undefined;
}

/**
 * Where to look after a write whose answer was lost, and what tells whether it was carried out. Where `when` does not
 * apply, nothing can be told. A state that is looked for may have held before the call; that reads as done all the same.
 */
export interface ReadBack extends SideRead {
  /** What of the record, as it is before the call leaves, tells what came of it. Plain JSON without a credential. */
  keep?(reply: Body, args: Values): Record<string, unknown> | undefined;
  also?: SecondRead;
  tells(reply: Body, args: Values, at: Moment): Finding;
  /** What it means that WHMCS has no such record (a fault of kind `not_found`); nothing where left out. */
  missing?(args: Values): Finding;
}

/** Whether a value holds text that was damaged on its way to here or to WHMCS: it stands for what nobody knows any more. */
export function isDamaged(value: unknown): boolean {
  if (typeof value === 'string') return /[\uFFFD\p{Cs}]/u.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(isDamaged);
}

/** A call of a tool of ours. */
export interface CallOf {
  tool: string;
  args: Record<string, unknown>;
  /** What this very call does not bring back, as a sentence. */
  leaves?: string;
}

/** How a call is undone. */
export interface Undo {
  /**
   * Reads what the call will replace, before it leaves; undefined where that can't be kept. What is kept is plain JSON
   * in the words of the tool's arguments, and holds no credential.
   */
  before?: SideRead & { keep(reply: Body, args: Values): Record<string, unknown> | undefined };
  /**
   * The compensating call; or, as a sentence, why there is none and what a person can do. `kept` is empty where nothing
   * was kept; `result` is what the call answered.
   */
  call(args: Values, kept: Readonly<Record<string, unknown>>, result: Body): CallOf | string;
  /** What no call of its kind brings back, as a sentence. */
  leaves?: string;
}
