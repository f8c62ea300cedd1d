import type { Decimal } from '../decimal.js';

/** Two decimals, more only where the amount has them: nothing is rounded away before somebody approves it. */
export function digits(amount: Decimal): string {
  const places = Math.max(2, amount.c.length - amount.e - 1);
  return amount.eq(0) ? '0.00' : amount.toFixed(places);
}

/** `59.90 EUR`; the amount alone where the currency is not known. */
export function money(amount: Decimal | undefined, currency = ''): string {
  if (amount === undefined) return 'an amount that WHMCS does not state';
  return `${digits(amount)} ${currency}`.trimEnd();
}

/** A currency's code out of a field that also holds blanks and signs; empty where there is none. */
export function currencyCode(value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : '';
  return /^[A-Z][A-Z0-9]{1,4}$/.test(text) ? text : '';
}

const MARKED =
  /^(?<sign>\p{Sc}|[A-Z]{1,3}\$?)? ?(?<amount>-?\d[\d.,' ]{0,20}?) ?(?<code>[A-Z]{2,5}|(?<symbol>\p{Sc}))?$/u;

/**
 * A sum that WHMCS shows with its currency's marks, the currency once: of `€59.90 EUR` the code, as in every other sum of ours.
 * Undefined where it is anything else.
 */
export function pricedText(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  const { amount, code, symbol, sign } = MARKED.exec(text)?.groups ?? {};
  if (amount === undefined) return undefined;
  if (code === undefined || sign === undefined) return text;
  return symbol === undefined ? `${amount} ${code}` : text;
}
