import type { AreaName, ExtraSet } from '../terms.js';
import type { Params } from '../whmcs/index.js';
import type { Arg, Installation } from './args.js';
import type { Compose, HandOver } from './composed/calls.js';
import type { EffectRule, MoneyRule, ReadCall } from './effects.js';
import type { Errors } from './errors.js';
import type { Rule } from './rules.js';
import type { ResultShape } from './shape.js';
import type { Addition, Body, CallOf, Precheck, ReadBack, Undo, Values } from './side-read.js';
import type { Reach, ReachCall, View } from './view.js';

/**
 * Where a tool belongs: an area of WHMCS. Tools that make calls of other tools belong to none: they have the name of their
 * extra set, and areas narrow the calls they make.
 */
export type Toolset = AreaName | 'actions' | 'answers' | 'plans';

/** The records that a policy can ask about before a call. */
export const RECORD_KINDS = ['order', 'invoice', 'client', 'service', 'domain', 'ticket', 'quote'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** WHMCS said no to a call. */
export interface Refusal {
  readonly kind: string;
  readonly said: string;
}

/** Something that WHMCS holds and that speaks against a call, in a sentence that holds nothing an outsider wrote. */
export interface Conflict {
  readonly says: string;
  /** WHMCS would refuse the call, whoever wants it; otherwise a person can let it pass. */
  readonly certain?: true;
}

/**
 * Compares a call with the records that it is about. A rejection says that they can't be read, and then the call is not
 * sent; a record that WHMCS does not have is no conflict, since WHMCS says so itself.
 */
export type ConflictRule = (call: ReadCall) => Promise<readonly Conflict[]>;

/** Records by their kind, and the arguments that name them. */
export type Naming = Readonly<Partial<Record<RecordKind, readonly string[]>>>;

/** What a call is about that names no record by an argument of its own. */
export interface Subject {
  readonly kind: RecordKind;
  readonly value: unknown;
}

/** What a caller may have of a tool who is granted single clients of WHMCS's, and nothing of any other. */
export type Whose =
  /** What the shop shows to everybody. `without`: columns that count what clients have. */
  | { readonly shows: 'catalogue'; readonly without?: readonly string[] }
  /** The business as a whole, or somebody who is no client yet: such a caller does not have the tool. */
  | { readonly shows: 'business' }
  /** A list; `client` is the column that names the client of each of its rows. */
  | {
      readonly shows: 'rows';
      readonly client: string;
      /** Columns that are named otherwise where an order is asked for. */
      readonly orders?: Readonly<Record<string, string>>;
    }
  /** The one record that its arguments name. */
  | { readonly shows: 'record' }
  /** Whatever it tells or does is about the records that its arguments name. */
  | NamedWhose
  /** Answers of other tools, each of which is held to those clients by itself; clients that its arguments name have to be theirs. */
  | { readonly shows: 'parts' };

export interface NamedWhose {
  readonly shows: 'named';
  /** Arguments that name more than the call is about: whom it hands a record to. */
  readonly also?: Naming;
  /** Arguments that could reach others, and of which no read tells. */
  readonly unproven?: readonly string[];
  /** What the call is about, where only a read tells which record an argument names. */
  about?(call: ReachCall): Promise<Subject | undefined>;
  /** Whether all parts that the call names are those of its record. */
  within?(call: ReachCall): Promise<boolean>;
}

/** What the shop shows to everybody. */
export const CATALOGUE: Whose = { shows: 'catalogue' };

/** The same, but for columns that count what clients have. */
export const catalogueWithout = (...without: string[]): Whose => ({ shows: 'catalogue', without });

/** The business as a whole, or somebody who is no client yet. */
export const BUSINESS: Whose = { shows: 'business' };

/** A list whose rows name their client in that column. */
export const rowsNaming = (client: string, orders: Readonly<Record<string, string>> = {}): Whose => ({
  shows: 'rows',
  client,
  orders,
});

/** Answers of other tools, each held to the granted clients by itself. */
export const PARTS: Whose = { shows: 'parts' };

/** The one record that the arguments name. */
export const THE_RECORD: Whose = { shows: 'record' };

/** About the records that the arguments name, and nothing else. */
export const named = (more: Omit<NamedWhose, 'shows'>): Whose => ({ ...more, shows: 'named' });

export const NAMED: Whose = { shows: 'named' };

/** A call that this installation can't make until the operator sets something; the message says what. */
export class Unconfigured extends Error {}

/** A list that people change now and then, and that is the same for whoever asks. */
export interface RarelyChanges {
  /** The areas whose writes can't change it. A write of any other ends what is known of it. */
  readonly unchangedBy: readonly Toolset[];
  /** Calls to which this does not apply. */
  unless?(args: Values): boolean;
}

/**
 * One tool. Data only: its risk comes from the action, its annotations from the risk, its published schema
 * from the arguments, its result from the shape. A row can't run code around the call.
 */
export interface Row {
  title: string;
  /** One to three sentences for the agent: what it does, what it sets off, whether and how it can be undone. */
  about: string;
  /** The WHMCS action, as the documentation spells it; of a composed tool, its own name. */
  action: string;
  args: Readonly<Record<string, Arg>>;
  /** What of it is left to a caller who is granted single clients. */
  whose: Whose;
  /** The records that the arguments name, and by which of them. */
  names?: Naming;
  /** How the amount at stake is told; every tool that can have the effect `money` says it. */
  money?: MoneyRule;
  /** What a call does beyond the record it changes. */
  effects?: readonly EffectRule[];
  /** Whom text or a mail reaches; left out, the client concerned. */
  reaches?: Reach;
  /** The arguments whose text they can read. */
  says?: readonly string[];
  /** Those of them that the client reads from then on in mails, on invoices and in the client area, as names do: prose there is a message. */
  printed?: readonly string[];
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
  /** Of a read: its answer may be given again for a while, to any caller. */
  rarelyChanges?: RarelyChanges;
  /** What WHMCS holds that makes the call a mistake. */
  conflicts?: ConflictRule;
  /**
   * What WHMCS would refuse by what the record shows: looked at before a person is asked, since they would decide for nothing.
   * What does not tell for certain is no conflict.
   */
  hopeless?: ConflictRule;
  before?: readonly Precheck[];
  /** Calls for which this is the same text go one after the other, checks included. */
  turn?(args: Values): string;
  after?: readonly Addition[];
  /**
   * The state of its record that a call sets and does not add to, by a name that all tools share which set it; undefined
   * where it adds something. Made again after another one has set that state, it is no repetition.
   */
  sets?(args: Values): string | undefined;
  /** What else comes to the same in calls of this tool, on arguments that are compared by their kinds already. */
  same?(args: Values): Values;
  /**
   * What to do about a refusal of WHMCS's, in place of what is said of its kind in general; undefined where that holds.
   * `said` is text of others: it may be matched, and never repeated.
   */
  advice?(refusal: Refusal, args: Values): string | undefined;
  /** Every tool that is no read has this and all that follows. */
  errors?: Errors;
  /**
   * What is so once WHMCS has confirmed it, in one short sentence for the agent: record, status, amount. Holds nothing that an
   * outsider may have written: ids, amounts, days, statuses and names of arguments.
   */
  done?(args: Values, result: Body): string;
  readBack?: ReadBack;
  /** A sentence where nothing undoes it: what a person can do. */
  undo?: Undo | string;
  /** What a call would do, as the person reads it who approves it. It can ask reads only. */
  preview?: View;
  /** Of a composed tool, which has no action: makes its answer. */
  compose?: Compose;
  /** Of a tool that hands its calls over, in the place of that. */
  handOver?: HandOver;
  /**
   * Of a composed tool, paths of its answer under which this program alone writes; neither positions nor the `items` of a list
   * are part of one. What stands elsewhere is an outsider's.
   */
  ours?: readonly string[];
  /** Of a composed tool, the calls of writing tools that it carries out once a person has approved them as one. */
  lines?(args: Values): readonly CallOf[];
  /** Of a composed tool, the most calls that one answer makes; 20 where left out. */
  mostCalls?: number;
  sample: Sample;
}

/** Calls of a tool that its row accepts, for tests and documentation. Ids are those of the sandbox's company. */
export interface Sample {
  /** Only what a call must have. */
  readonly least: Readonly<Record<string, unknown>>;
  /** All that it can take at once. */
  readonly most?: Readonly<Record<string, unknown>>;
  /** What does not go together with that. */
  readonly more?: readonly Readonly<Record<string, unknown>>[];
}

/** A row under the name of its tool. */
export interface NamedRow {
  readonly name: string;
  readonly row: Row;
}

/** A tool that reads. */
export const read = (name: string, row: Row & { [column in WritesOnly]?: never }): NamedRow => ({
  name,
  row,
});

/** A tool that changes something, complete: how it is looked up, undone and shown to whoever approves it. */
export const write = (name: string, row: Row & Required<Pick<Row, WritesOnly>>): NamedRow => ({
  name,
  row,
});

type WritesOnly = 'errors' | 'done' | 'readBack' | 'undo' | 'preview';

export interface Area {
  toolset: Toolset;
  /** The extra set that its tools are of; left out, the usual tools, which are always there. */
  set?: ExtraSet;
  rows: readonly NamedRow[];
}

/** The tools of one area, in the order in which tools/list shows them; of an extra set where one is named. */
export const area = (toolset: Toolset, rows: readonly NamedRow[], set?: ExtraSet): Area =>
  set === undefined ? { toolset, rows } : { toolset, set, rows };
