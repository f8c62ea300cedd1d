import type { FailureCode } from '../../terms.js';
import type { Body, Values } from '../side-read.js';

/** Why a call that a composed tool made has no answer. */
export interface Refused {
  readonly ok: false;
  readonly code: FailureCode;
  /** A sentence for the agent, in which text of outsiders is marked. */
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * What a call of a tool answered, in the shape that the tool has for callers: lists as `{items, total, offset, next_offset}`.
 * Credentials and what the policy redacts are taken out; marks are set once, on what the composed tool answers.
 */
export interface Answered {
  readonly ok: true;
  readonly result: Body;
}

/** Rows of a list, as far as they were read. */
export interface Rows {
  readonly rows: readonly Body[];
  /** How many there are in all; null where WHMCS does not say, or where nothing was read. */
  readonly total: number | null;
  /** False where rows are missing: the answer then says so under `partial`. */
  readonly isWhole: boolean;
}

export interface ListOptions {
  /** Columns that are read of each row; all of them where left out. */
  readonly fields?: readonly string[];
  /** Reads no more rows than about so many; 1,000 where left out. */
  readonly most?: number;
  /** Asked of one row after the other: true for the last that is wanted. No further page is read then, and nothing counts as missing. */
  readonly until?: (row: Body) => boolean;
}

/** What any call of a tool meets for the caller, whatever its arguments. */
export interface Meets {
  /** `none` where there is no such tool; `open` where its arguments, records or limits decide. */
  readonly state: 'none' | 'refused' | 'approval' | 'allow' | 'open';
  /** The rule that decides; left out where there is no such tool. */
  readonly rule?: string;
}

/** A write that a caller made through this server. */
export interface Act {
  /** When, ISO 8601. */
  readonly at: string;
  readonly tool: string;
  /** What is known of it: `done`, `failed`, `unknown`, `under way`. */
  readonly state: string;
}

/**
 * What a composed tool works with. WHMCS is reached only by calls of other tools, each of which takes the one path of every call
 * in the session of the caller.
 */
export interface Calls {
  /** The arguments of the composed tool, as they were parsed. */
  readonly values: Values;
  /** The day where WHMCS is, YYYY-MM-DD: by its own clock once it has answered a call, by ours before. */
  today(): string;
  /** Calls a tool, and leaves it to the composed tool what a refusal means. */
  call(tool: string, args: Values): Promise<Answered | Refused>;
  /** What a tool answers; a refusal ends the composed call with the same refusal. */
  need(tool: string, args: Values): Promise<Body>;
  /** What a tool answers; after a refusal undefined, and `what` is named under `partial` with the reason. */
  part(what: string, tool: string, args: Values): Promise<Body | undefined>;
  /** The same for one record that there may be none of, which is undefined and no part that is missing. */
  find(what: string, tool: string, args: Values): Promise<Body | undefined>;
  /** The rows of a list, page by page. What is missing of them is named under `partial`. */
  list(what: string, tool: string, args: Values, options?: ListOptions): Promise<Rows>;
  /**
   * The last writes that callers made through this server with this argument, such as `serviceid`, the newest first. The caller
   * must have been answered about that record before: nothing else tells whether they may know of it.
   */
  acts(what: string, argument: string, id: number): Promise<readonly Act[]>;
  /** What any call of a tool would meet for the caller. Nothing is called. */
  meets(tool: string): Promise<Meets>;
  /** Says under `partial` that a part is missing. `why` is a few words of ours. */
  missing(what: string, why: string): void;
  /**
   * What would come of a call that the caller made by itself: nobody is asked, nothing is changed or counted. No more is told of a
   * refusal than the call itself would be, and of records what the caller's own reads would show.
   */
  foresee(tool: string, args: Values): Promise<Body>;
  /** Carries out the lines of the call, which a person has approved as one, and tells what came of each. */
  carryOut(): Promise<Body>;
  /** Tells the client how far the call is, in a few words of ours. */
  step(words: string): void;
}

/** Makes the answer: plain JSON, in which texts of WHMCS's stand under the names of WHMCS's fields. */
export type Compose = (calls: Calls) => Promise<Body>;

/** Which tool a call is handed over to, or a sentence why to none. */
export type Handed = { readonly tool: string; readonly args: Values } | { readonly problem: string };

/** Tells whose call it is in truth. That one is judged, counted and written down as a call of its own. */
export type HandOver = (values: Values) => Handed;
