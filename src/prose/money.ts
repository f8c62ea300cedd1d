import { Big } from 'big.js';

const AMOUNT = /^-?\d{1,15}(\.\d{1,8})?$/;

/** An amount as WHMCS writes it; undefined for what is none. */
export function decimal(value: unknown): Big | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return AMOUNT.test(text) ? new Big(text) : undefined;
}

/** Two decimals, more only where the amount has them: nothing is rounded away before somebody approves it. */
export function digits(amount: Big): string {
  const places = Math.max(2, amount.c.length - amount.e - 1);
  return amount.eq(0) ? '0.00' : amount.toFixed(places);
}

/** `59.90 EUR`; the amount alone where the currency is not known. */
export function money(amount: Big | undefined, currency = ''): string {
  if (amount === undefined) return 'an amount that WHMCS does not state';
  return `${digits(amount)} ${currency}`.trimEnd();
}

/** A currency's code out of a field that also holds blanks and signs; empty where there is none. */
export function currencyCode(value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : '';
  return /^[A-Z][A-Z0-9]{1,4}$/.test(text) ? text : '';
}

/** A sum that WHMCS shows with its currency's marks, such as `€59.90 EUR`; undefined where it is anything else. */
export function pricedText(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return /^(?:\p{Sc}|[A-Z]{1,3}\$?)? ?-?\d[\d.,' ]{0,20} ?(?:\p{Sc}|[A-Z]{2,5})?$/u.test(text)
    ? text
    : undefined;
}

export function sum(amounts: readonly Big[]): Big {
  return amounts.reduce((all, one) => all.plus(one), new Big(0));
}

export function least(first: Big, second: Big): Big {
  return first.lt(second) ? first : second;
}

/** Never below zero. */
export function atLeastNothing(amount: Big): Big {
  return amount.lt(0) ? new Big(0) : amount;
}
