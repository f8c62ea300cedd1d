import type { ExtraSet, RiskClass, Switches } from '../../terms.js';
import type { Time } from './time.js';
import type { UNAVAILABLE, UNKNOWN } from './unknown.js';

/** A fact that may still be missing from the request. */
export type Open<T> = T | typeof UNKNOWN | typeof UNAVAILABLE;
export type FactFields = Readonly<Record<string, unknown>>;

/** Facts of a tool that hold for each of its calls. */
export interface ToolFacts {
  /** The WHMCS action that it calls; undefined for a tool that answers by others. */
  action?: string | undefined;
  class: RiskClass;
  level: string;
  toolset: string;
  /** The extra set that it is of; left out, the usual tools. */
  set?: ExtraSet | undefined;
  /** Names of its arguments. */
  args: readonly string[];
  /** The records that a call of it can name: `context.<record>.*`. */
  records: readonly string[];
  /** Names of those arguments that take fixed words only. */
  choices?: readonly string[];
  /** The words themselves, by argument, as every call holds them. */
  words?: Readonly<Record<string, readonly string[]>>;
  /** Whether money is at stake in its calls. */
  money: boolean;
  /** Whether its calls can send mail, or put text before a client. */
  mails?: boolean;
  /** What of it is left to a caller who is granted single clients; left out, nothing. */
  whose?: 'catalogue' | 'business' | 'rows' | 'record' | 'named' | 'parts';
  /** The arguments by which a call of it names what has to belong to those clients. */
  naming?: readonly string[];
  /** Arguments that such a caller can't give. */
  unproven?: readonly string[];
}

/** The names that a policy may use; a file is checked against them. */
export interface PolicyVocabulary {
  tools: ReadonlyMap<string, ToolFacts>;
  /** The records of `context` and their fields. */
  records: Readonly<Record<string, readonly string[]>>;
  /** The only words of a field, by its path; any is taken of those that are left out. */
  words?: Readonly<Record<string, readonly string[]>>;
  /** The fields of `caller`; left out, any name is taken. */
  caller?: readonly string[];
  /** The names of the WHMCS that there are; left out, any name is taken. */
  installs?: readonly string[];
}

/**
 * The facts of one call. Each is required, if only as UNKNOWN, so that code which forgets one does not compile. `null`
 * means there is none: no such record, no money at stake, no client concerned.
 */
export interface RequestFacts {
  readonly args: Open<FactFields>;
  /** Fields by record. A record that is left out is UNKNOWN. */
  readonly context: Open<Readonly<Record<string, Open<FactFields> | null | undefined>>>;
  /** `amount` in decimal text, in the installation's base currency, and `currency`. */
  readonly money: Open<FactFields> | null;
  /** `recipients` and `outsiders` in decimal text, `as_first_read` true or false; null where the call can reach nobody. */
  readonly mail: Open<FactFields> | null;
  /** UNKNOWN while only a record can tell them. */
  readonly effects: Open<readonly string[]>;
  /** The caller; `name` selects the grant. UNKNOWN where the question is about everybody. */
  readonly caller: FactFields | typeof UNKNOWN;
  readonly session: Open<FactFields>;
  /** Id of the WHMCS client concerned, for limits that count per client. */
  readonly client: Open<string | number> | null;
  /** UNKNOWN in a listing, which must not change with the clock. */
  readonly at: Open<Date>;
}
export type FactName = keyof RequestFacts;

/** One question: may this call be made? */
export interface PolicyRequest extends RequestFacts {
  readonly tool: string;
  readonly switches?: Switches | undefined;
  /** The name of the WHMCS that it is for, where a file names them. */
  readonly install?: string | undefined;
  /**
   * Whether all that the call names belongs to the clients that the caller is granted. Left out, or UNKNOWN, the client
   * concerned tells.
   */
  readonly granted?: Open<boolean>;
  /** Why facts are UNAVAILABLE, in words for the caller, by fact, `granted` or `context.<record>`. Decides nothing. */
  readonly reasons?: Readonly<Record<string, string>>;
}

export interface FactSource {
  /** True for a fact that is fetched once a rule asks; the others come with the call. */
  readonly lookedUp: boolean;
  /** True for a fact that the journal keeps with the call, for a replay. */
  readonly recorded: boolean;
}

/** Source of each fact. A new fact is added here and in RequestFacts; needs, journal and replay follow. */
export const FACTS = {
  args: { lookedUp: false, recorded: false },
  context: { lookedUp: true, recorded: true },
  money: { lookedUp: true, recorded: true },
  mail: { lookedUp: true, recorded: true },
  effects: { lookedUp: true, recorded: true },
  caller: { lookedUp: false, recorded: false },
  session: { lookedUp: false, recorded: true },
  client: { lookedUp: true, recorded: true },
  at: { lookedUp: false, recorded: false },
} as const satisfies Record<FactName, FactSource>;

/** Facts that are fetched once a rule asks. */
export type LookedUp = { [F in FactName]: (typeof FACTS)[F]['lookedUp'] extends true ? F : never }[FactName];

/** Input of a rule: the request, its tool, and the time as the policy's zone has it. */
export interface RuleInput {
  readonly request: PolicyRequest;
  readonly tool: ToolFacts;
  /** The time in the policy's zone. */
  time(): Open<Time>;
}
