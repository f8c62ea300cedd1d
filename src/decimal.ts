import { Big } from 'big.js';

/** An exact number: amounts, rates and quotas never pass through a double. */
export type Decimal = Big;

/** Longer texts are no amounts; a bound keeps the arithmetic of one comparison cheap. */
const MAX_LENGTH = 64;
const PLAIN = /^-?\d+(\.\d+)?$/;
/** An amount as WHMCS writes it. */
const AMOUNT = /^-?\d{1,15}(\.\d{1,8})?$/;
/** What a counter can hold: more would not add up exactly in a database's 64-bit integers. */
const COUNTABLE = /^\d{1,12}(\.\d{1,6})?$/;

export const ZERO: Decimal = new Big(0);

/** The value of a finite number, or of plain ASCII text (`-?digits[.digits]`, at most 64 characters); else undefined. */
export function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? new Big(value) : undefined;
  if (typeof value !== 'string' || value.length > MAX_LENGTH || !PLAIN.test(value)) return undefined;
  return new Big(value);
}

/** An amount as WHMCS writes it: at most 15 digits before the point and 8 after it, blanks around; else undefined. */
export function amountOf(value: unknown): Decimal | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return AMOUNT.test(text) ? new Big(text) : undefined;
}

/** The same of an argument that was parsed as an amount. Throws a TypeError for anything else: no sum is made of a guess. */
export function parsedAmount(value: unknown): Decimal {
  const amount = amountOf(value);
  if (amount === undefined) throw new TypeError('This is no amount.');
  return amount;
}

export function isDecimal(value: unknown): value is string | number {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' && value.length <= MAX_LENGTH && PLAIN.test(value);
}

/** Below, at or above zero; undefined when it is no decimal. */
export function signOf(value: unknown): -1 | 0 | 1 | undefined {
  return decimalOf(value)?.cmp(0);
}

/** Compares by value and exactly: "5.00" is 5. Undefined when either is no decimal. */
export function compareDecimals(a: unknown, b: unknown): -1 | 0 | 1 | undefined {
  // Two doubles are in the order of what they print as, and this is most of what a rule costs.
  if (typeof a === 'number' && typeof b === 'number' && Number.isFinite(a) && Number.isFinite(b)) {
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const [left, right] = [decimalOf(a), decimalOf(b)];
  return left === undefined || right === undefined ? undefined : left.cmp(right);
}

/** Decimal text without needless zeros, always the same for the same value: "05.00" is "5", "-0" is "0". */
export function textOf(decimal: Decimal): string {
  return decimal.eq(0) ? '0' : decimal.toFixed();
}

/** The same of anything that is a decimal; undefined when it is none. */
export function decimalText(value: unknown): string | undefined {
  const decimal = decimalOf(value);
  return decimal === undefined ? undefined : textOf(decimal);
}

/** The amount as decimal text when a counter can hold it: not negative, at most 12 digits and 6 places. */
export function countable(value: unknown): string | undefined {
  const text = decimalText(value);
  return text !== undefined && COUNTABLE.test(text) ? text : undefined;
}

export function sum(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((all, one) => all.plus(one), ZERO);
}

export function least(first: Decimal, second: Decimal): Decimal {
  return first.lt(second) ? first : second;
}

export function greatest(first: Decimal, ...others: readonly Decimal[]): Decimal {
  return others.reduce((most, one) => (one.gt(most) ? one : most), first);
}

/** Rounded up at two places: a cap must not be passed by a fraction of a cent at each call. */
export function roundedUp(amount: Decimal): Decimal {
  return amount.round(2, Big.roundUp);
}
