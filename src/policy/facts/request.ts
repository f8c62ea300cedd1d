import type { RiskClass, Switches } from '../../terms.js';
import type { Time } from './time.js';

/** Not looked at yet: a listing has no arguments, and a record is fetched only when a rule asks. */
export const UNKNOWN: unique symbol = Symbol('unknown');
/** Looked for and not to be had. What rests on it fails. */
export const UNAVAILABLE: unique symbol = Symbol('unavailable');

/** A fact that may still be missing from the request. */
export type Open<T> = T | typeof UNKNOWN | typeof UNAVAILABLE;
export type Fields = Readonly<Record<string, unknown>>;

export interface ToolFacts {
  class: RiskClass;
  level: string;
  toolset: string;
  /** Names of its arguments. */
  args: readonly string[];
  /** The records that a call of it can name: `context.<record>.*`. */
  records: readonly string[];
  /** Whether money is at stake in its calls. */
  money: boolean;
}

/** What the engine must know of the tools to check a file against them. */
export interface Surroundings {
  tools: ReadonlyMap<string, ToolFacts>;
  /** The records of `context` and their fields. */
  records: Readonly<Record<string, readonly string[]>>;
  /** The fields of `caller`; left out, any name is taken. */
  caller?: readonly string[];
}

/**
 * One question: may this call be made? A fact that is left out is UNKNOWN; `null` for a record or for money says
 * that this call names no such record, or that no money is at stake in it.
 */
export interface Request {
  tool: string;
  switches?: Switches | undefined;
  args: Open<Fields>;
  context?: Open<Readonly<Record<string, Open<Fields> | null | undefined>>> | undefined;
  /** `amount` in decimal text, in the installation's base currency, and `currency`. */
  money?: Open<Fields> | null | undefined;
  effects?: Open<readonly string[]> | undefined;
  /** Who asks; `name` chooses the grant. Known from the start, and UNKNOWN where the question is about everybody. */
  caller?: Fields | typeof UNKNOWN | undefined;
  session?: Open<Fields> | undefined;
  /** Id of the WHMCS client concerned, for limits that count per client. */
  client?: Open<string | number> | null | undefined;
  /** UNKNOWN in a listing, which must not change with the clock. */
  at: Open<Date>;
}

/** A request with what the policy itself adds. */
export interface Facts {
  request: Request;
  tool: ToolFacts;
  /** The time in the policy's zone. */
  time(): Open<Time>;
}
