import {
  ABSENT,
  type Ask,
  type Body,
  idOf,
  listAt,
  type Params,
  type ReadAction,
  type Reads,
  type RecordKind,
  type Values,
} from '../catalog/index.js';
import { DAY_MS } from '../terms.js';

/** What finds one record: its id, or another name of it. */
export interface Key {
  /** The parameter of the read that takes it. */
  readonly param: string;
  /** The column that must hold it: a filter that WHMCS does not know is ignored there, and other records come back. */
  readonly column: string;
  /** Names the record to people; by default `order 1042`. */
  named?(value: unknown): string;
}

/** One field that a policy can ask about, out of the row; `ask` reads what the row does not hold. */
export type PolicyField = (row: Body, at: { now: Date; ask: Ask }) => unknown;

/** A text that a call of this server put into a ticket; `ticketid` is left out of the one that opened it. */
export interface TicketText {
  readonly ticketid: number | undefined;
  readonly clientid: number | undefined;
  readonly message: string;
}

/** What callers of this server wrote, as its journal tells. */
export interface OwnWrites {
  /** What they put into tickets since then. Rejects where that can't be told. */
  ticketTexts(since: Date): Promise<readonly TicketText[]>;
}

/** One field that is read where a rule names it, out of those of the record that are read always. */
export type NamedField = (fields: Body, at: { now: Date; ask: Ask; own: OwnWrites }) => Promise<unknown>;

interface Definition<T> {
  readonly kind: RecordKind;
  /** The read that shows it. */
  readonly action: ReadAction;
  /** Parameters of that read beside the one that finds it: always the same, so that the question is one for all who ask. */
  readonly beside?: Params;
  /** Dotted path of the list it stands in; left out where the reply is the record itself. */
  readonly list?: string;
  /** The arguments by which calls that change such a record name it; the first where a call has none. */
  readonly namedBy: readonly [string, ...string[]];
  /** Its id, and other keys by the argument that holds them. */
  readonly keys: { readonly id: Key; readonly [argument: string]: Key };
  /** The record inside a reply that is one; by default the reply. */
  itself?(reply: Body): Body;
  /** The column that names the client whose it is. */
  readonly owner: string;
  /** The column of its status, and the statuses that WHMCS itself gives. Staff may add their own. */
  readonly status: string;
  readonly statuses: readonly string[];
  /** What the row means; the whole reply for what stands beside it. */
  parse(row: Body, reply: Body): T | undefined;
  /** `context.<kind>.<field>`, by field. */
  readonly policy: Readonly<Record<string, PolicyField>>;
  /** Fields of it that cost a read of their own, which is made where a rule names the field. They are told from those above. */
  readonly policyByName?: Readonly<Record<string, NamedField>>;
  /** The only words of a field, where it has no others: rules that ask for another are told so. */
  readonly words?: Readonly<Record<string, readonly string[]>>;
}

/** One kind of record of WHMCS's: how it is asked for and told from others, and what its row means. */
export interface RecordType<T = unknown> extends Omit<Definition<T>, 'itself' | 'beside'> {
  /** The parameters of the read that shows the one record. */
  params(argument: string, value: unknown): Params;
  /** Its row. ABSENT where WHMCS says that there is none; undefined where the reply does not show it, or shows another. */
  pick(reply: Body, argument: string, value: unknown): Body | typeof ABSENT | undefined;
  /** The argument by which a call names it. */
  argumentOf(args: Values): string;
  /** Reads the one that the arguments of a call name, for its preview. */
  lookNamed(reads: Reads, args: Values): Promise<T | undefined>;
  /** Reads it for a preview, which says where it is not there. */
  look(reads: Reads, value: unknown, argument?: string): Promise<T | undefined>;
}

const same = (one: unknown, other: unknown) => String(one).toLowerCase() === String(other).toLowerCase();

/** The rows of a list; undefined where the reply holds none and does not count none either: no answer is no empty list. */
export function rowsOf(reply: Body, list: string): Body[] | undefined {
  const rows = listAt(reply, list);
  return rows.length > 0 || idOf(reply.totalresults) === 0 ? rows : undefined;
}

export function recordType<T>(definition: Definition<T>): RecordType<T> {
  const { kind, action, beside, list, namedBy, keys, itself = (reply) => reply } = definition;
  const keyOf = (argument: string): Key =>
    (Object.hasOwn(keys, argument) ? keys[argument] : undefined) ?? keys.id;

  function pick(reply: Body, argument: string, value: unknown): Body | typeof ABSENT | undefined {
    const { column } = keyOf(argument);
    const rows = list === undefined ? [itself(reply)] : rowsOf(reply, list);
    const fits = rows?.filter((row) => same(row[column], value)) ?? [];
    if (fits.length === 1) return fits[0];
    return rows?.length === 0 ? ABSENT : undefined;
  }

  const params = (argument: string, value: unknown): Params => ({
    [keyOf(argument).param]: typeof value === 'number' ? value : String(value),
    ...beside,
  });

  const argumentOf = (args: Values) => namedBy.find((argument) => args[argument] !== undefined) ?? namedBy[0];

  const look: RecordType<T>['look'] = (reads, value, argument = 'id') =>
    reads.look({
      kind,
      name: keyOf(argument).named?.(value) ?? `${kind} ${value}`,
      action,
      params: params(argument, value),
      pick(reply) {
        const row = pick(reply, argument, value);
        return typeof row === 'object' ? definition.parse(row, reply) : row;
      },
    });

  return {
    ...definition,
    params,
    pick,
    argumentOf,
    look,
    lookNamed(reads, args) {
      const argument = argumentOf(args);
      return look(reads, args[argument], argument);
    },
  };
}

/** Whole days since a date of WHMCS's, or undefined where there is none. */
export function ageDays(date: unknown, now: Date): number | undefined {
  const [, day] = /^(\d{4}-\d{2}-\d{2})/.exec(String(date)) ?? [];
  const from = day === undefined || day.startsWith('0000') ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(from) ? undefined : Math.max(0, Math.floor((now.getTime() - from) / DAY_MS));
}
