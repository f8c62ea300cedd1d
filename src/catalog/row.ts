import type { Effect } from '../terms.js';
import type { Params } from '../whmcs/index.js';
import type { Arg, Installation } from './args.js';
import type { ReadAction } from './risk.js';
import type { Rule } from './rules.js';
import type { ResultShape } from './shape.js';

export const TOOLSETS = [
  'clients',
  'products',
  'billing',
  'tickets',
  'domains',
  'orders',
  'services',
  'system',
  'affiliates',
  'promotions',
  'quotes',
] as const;
export type Toolset = (typeof TOOLSETS)[number];

/** The records that a policy can ask about before a call. */
export const RECORD_KINDS = ['order', 'invoice', 'client', 'service', 'domain', 'ticket', 'quote'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** An effect: always, where an argument is set (`mail?sendinvoice`), or where it is not (`mail?!noemail`). */
export type EffectRule = Effect | `${Effect}?${string}`;

/**
 * Where the amount at stake stands: an argument, the sum of the amounts in a list of lines with the taxes the call sets, a field of the named
 * record, or the price of a TLD for the years asked.
 */
export type MoneyAt =
  | { arg: string }
  | { sumOf: string; taxes?: readonly string[] }
  | { field: `${RecordKind}.${string}` }
  | { price: 'register' | 'transfer' | 'renew'; years?: string };

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

/** When a call left, as read-backs need it. */
export interface Moment {
  left: Date;
  now: Date;
  /** IANA name of the installation's time zone: its dates are wall-clock times there. */
  timezone: string;
}

/**
 * Where to look after a write whose answer was lost, and what tells whether it was carried out. Where `when` does not
 * apply, nothing can be told. A state that is looked for may have held before the call; that reads as done all the same.
 */
export interface ReadBack extends SideRead {
  tells(reply: Body, args: Values, at: Moment): Finding;
  /** What it means that WHMCS has no such record (a fault of kind `not_found`); nothing where left out. */
  missing?(args: Values): Finding;
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

/** A call that this installation can't make until the operator sets something; the message says what. */
export class Unconfigured extends Error {}

/**
 * One tool. Data only: its risk comes from the action, its annotations from the risk, its published schema
 * from the arguments, its result from the shape. A row can't run code around the call.
 */
export interface Row {
  title: string;
  /** One to three sentences for the agent: what it does, what it sets off, whether and how it can be undone. */
  about: string;
  /** The WHMCS action, as the documentation spells it. */
  action: string;
  args: Readonly<Record<string, Arg>>;
  /** The records that the arguments name, and by which of them. */
  names?: Readonly<Partial<Record<RecordKind, readonly string[]>>>;
  money?: MoneyAt;
  effects?: readonly EffectRule[];
  /** Combinations of arguments that are refused before anything leaves. */
  rules?: readonly Rule[];
  result: ResultShape;
  /**
   * Parameters that the operator fixes and the caller neither sees nor sets. Throws Unconfigured where the call
   * needs one that the operator has not set.
   */
  pinned?(args: Values, at: Installation): Params;
  /** The action calls a server or a registrar while the caller waits. */
  slow?: true;
  before?: readonly Precheck[];
  /** Calls for which this is the same text go one after the other, checks included. */
  turn?(args: Values): string;
  after?: readonly Addition[];
  /** Every tool that is no read has both. */
  readBack?: ReadBack;
  /** A sentence where nothing undoes it: what a person can do. */
  undo?: Undo | string;
}

export interface Area {
  toolset: Toolset;
  rows: Readonly<Record<string, Row>>;
}

export function area(toolset: Toolset, rows: Readonly<Record<string, Row>>): Area {
  return { toolset, rows };
}
