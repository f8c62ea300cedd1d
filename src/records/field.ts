import { type Body, idOf, type Moment } from '../catalog/index.js';
import { amountOf } from '../decimal.js';
import { decoded } from '../entities.js';

/** An argument that changes a record, and how it shows in that record. All that is said of it anywhere comes from here. */
export interface Field {
  /** What people call it; by default the argument, its underscores as blanks. */
  readonly label?: string;
  /** What people call one part of it, where it holds several by key; by default the label and the key. */
  partLabel?(key: string): string;
  /** Others hang on it: shown first, in the order of the table, so that an agent can't hide it behind many that don't matter. */
  readonly weighty?: true;
  /** Where the record holds it; by default under the name of the argument. */
  readonly column?: string;
  /** Its value in the words of the argument; undefined where the record does not show it. */
  shown(record: Body, wanted: unknown, args: Readonly<Record<string, unknown>>): unknown;
  /** Whether WHMCS holds what was asked for, in whatever spelling; by default as texts are compared. */
  same?(wanted: unknown, shown: unknown, at: Moment): boolean;
  /** Some of its parts are as wanted and others not. */
  partly?(wanted: unknown, shown: unknown): boolean;
  /** A number: other digits of the same value are no change. Texts such as a postcode keep their zeros. */
  readonly numeric?: true;
  /** WHMCS may store it in a spelling of its own: then a difference proves nothing. */
  readonly mayBeNormalized?: true;
  /** Asks for something when it is true, and for nothing when it is false. */
  readonly onlyWhenTrue?: true;
  /** The arguments that set it back, where that is not the argument itself. */
  toArgs?(shown: unknown): Readonly<Record<string, unknown>>;
  /** The names of those arguments; none where no call sets it back. */
  readonly settableBy?: readonly string[];
}

/** What a kind of field leaves open. */
type Rest = Partial<Omit<Field, 'shown' | 'column'>>;

const identical = (wanted: unknown, shown: unknown) => wanted === shown;

export const sameInAnyCase = (wanted: unknown, shown: unknown): boolean =>
  String(wanted).toLowerCase() === String(shown).toLowerCase();

/** Texts, as people typed them. */
export const text = (column: string, rest: Rest = {}): Field => ({
  column,
  shown: ({ [column]: value }) => (value === undefined ? undefined : decoded(value)),
  ...rest,
});

/** Whole numbers, such as ids. */
export const number = (column: string, rest: Rest = {}): Field => ({
  column,
  shown: (record) => idOf(record[column]),
  same: identical,
  ...rest,
});

/** Amounts and rates, exactly and at any number of places. */
export const decimal = (column: string, rest: Rest = {}): Field => ({
  column,
  shown: ({ [column]: value }) => (amountOf(value) === undefined ? undefined : value),
  same: sameAmount,
  numeric: true,
  ...rest,
});

/** True where both are amounts, and of the same value: "5" is "5.00". */
export function sameAmount(one: unknown, other: unknown): boolean {
  const [left, right] = [amountOf(one), amountOf(other)];
  return left !== undefined && right !== undefined && left.eq(right);
}

/** The day of a date or moment. */
export const day = (column: string, rest: Rest = {}): Field => ({
  column,
  shown: ({ [column]: date }) => (typeof date === 'string' ? date.slice(0, 10) : undefined),
  ...rest,
});

export const flag = (column: string, rest: Rest = {}): Field => ({
  column,
  shown: (record) => flagOf(record[column]),
  same: identical,
  ...rest,
});

/** True and false in any of the spellings that WHMCS has for them. */
export function flagOf(value: unknown): boolean | undefined {
  const spelled = String(value).toLowerCase();
  if (['true', '1', 'on', 'yes'].includes(spelled)) return true;
  return ['false', '0', '', 'off', 'no'].includes(spelled) ? false : undefined;
}

/** A field of named parts, of which a call gives some. `valuesOf`: each by its name; undefined where the record shows none. */
export const parts = (
  valuesOf: (record: Body) => ((name: string) => unknown) | undefined,
  rest: Rest = {},
): Field => ({
  shown(record, wanted) {
    const partOf = valuesOf(record);
    return partOf && Object.fromEntries(Object.keys(wanted as object).map((name) => [name, partOf(name)]));
  },
  same: sameByName,
  ...rest,
});

function sameByName(wanted: unknown, shown: unknown): boolean {
  const values = shown as Record<string, unknown>;
  return Object.entries(wanted as object).every(([name, value]) => String(values[name]) === String(value));
}

/** What the record does not show, so that no call sets it back. */
export const unshown = (rest: Rest = {}): Field => ({ shown: () => undefined, settableBy: [], ...rest });
