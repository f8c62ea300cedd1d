import type { Body } from '../../src/catalog/index.js';
import { amountOf, type Decimal, ZERO } from '../../src/decimal.js';
import { dayOf, digits } from '../../src/prose/index.js';

const DAY_MS = 86_400_000;

/** These columns of a row, in this order; those that it does not have stay out. */
export const picked =
  (columns: readonly string[]) =>
  (row: Body): Body =>
    Object.fromEntries(columns.filter((name) => row[name] !== undefined).map((name) => [name, row[name]]));

export const textIn = (row: Body, column: string): string => String(row[column] ?? '');

/** Rows by a day or a moment, the earliest first. */
export const inOrder = (rows: readonly Body[], column: string): Body[] =>
  rows.toSorted((one, other) => (textIn(one, column) < textIn(other, column) ? -1 : 1));

export const newestFirst = (rows: readonly Body[], column: string): Body[] => inOrder(rows, column).reverse();

/** The rows of a list that a tool answered. */
export const itemsOf = (result: Body | undefined): Body[] =>
  Array.isArray(result?.items) ? (result.items as Body[]) : [];

/** An amount of a row; zero where it holds none. */
export const amountIn = (row: Body, column: string): Decimal => amountOf(row[column]) ?? ZERO;

/** A day so many days after another, both YYYY-MM-DD. */
export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** How many days a day of a row is before `today`; negative where it is still to come, undefined where the row has none. */
export function daysAgo(row: Body, column: string, today: string): number | undefined {
  const day = dayOf(row[column]);
  return day === undefined ? undefined : Math.round((Date.parse(today) - Date.parse(day)) / DAY_MS);
}

/** Sums by a name, such as a currency's code. */
export class Sums {
  readonly #sums = new Map<string, Decimal>();

  add(name: string, amount: Decimal): void {
    this.#sums.set(name, (this.#sums.get(name) ?? ZERO).plus(amount));
  }

  of(name: string): Decimal {
    return this.#sums.get(name) ?? ZERO;
  }

  /** As decimal text, by name. */
  told(): Record<string, string> {
    return Object.fromEntries([...this.#sums].map(([name, amount]) => [name, digits(amount)]));
  }
}

/** Rows under the value of a column, in the order in which they came. */
export function groupedBy(rows: readonly Body[], column: string): Map<string, Body[]> {
  const groups = new Map<string, Body[]>();
  for (const row of rows) {
    const name = textIn(row, column);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}

/** Whether a service is suspended because something was not paid, as far as its reason says. */
export const isForMoney = (service: Body): boolean =>
  /^$|overdue|unpaid|payment/i.test(textIn(service, 'suspensionreason'));
