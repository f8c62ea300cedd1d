import { parseCents } from '../values/money.js';
import type { PhpArray, PhpValue } from './post-form.js';

export type Plain = string | Plain[] | { [key: string]: Plain };

/** The request's fields, read through PHP's conversions rather than ours. */
export class Params {
  readonly #form: PhpArray;

  constructor(form: PhpArray) {
    this.#form = form;
  }

  /** Like `isset`: an empty value counts as sent. */
  has(name: string): boolean {
    return this.#form.has(name);
  }

  /** Sent and not empty: how most optional filters are tested. */
  given(name: string): boolean {
    const value = this.#form.get(name);
    return value !== undefined && value !== '';
  }

  text(name: string, fallback = ''): string {
    const value = this.#form.get(name);
    return value === undefined ? fallback : asText(value);
  }

  int(name: string): number {
    return asInt(this.#form.get(name));
  }

  /** PHP's `(bool)`: everything but an absent field, `''` and `'0'` is true, the word "false" included. */
  flag(name: string): boolean {
    return asFlag(this.#form.get(name));
  }

  cents(name: string): number {
    return parseCents(this.text(name));
  }

  array(name: string): PhpArray {
    const value = this.#form.get(name);
    return value instanceof Map ? value : new Map();
  }

  names(): string[] {
    return [...this.#form.keys()];
  }

  /** As JSON would show it: a PHP list as an array, any other PHP array as an object. */
  plain(without: ReadonlySet<string>): Record<string, Plain> {
    const entries = [...this.#form].filter(([name]) => !without.has(name));
    return Object.fromEntries(entries.map(([name, value]) => [name, asPlain(value)]));
  }
}

export function asText(value: PhpValue): string {
  return typeof value === 'string' ? value : 'Array';
}

export function asFlag(value: PhpValue | undefined): boolean {
  if (value instanceof Map) return value.size > 0;
  return value !== undefined && value !== '' && value !== '0';
}

/** PHP's `(int)`: the leading digits count, so `"12abc"` is 12 and `"abc"` is 0. */
export function asInt(value: PhpValue | undefined): number {
  if (value instanceof Map) return value.size > 0 ? 1 : 0;
  const digits = /^\s*([+-]?\d+)/.exec(value ?? '')?.[1];
  return digits === undefined ? 0 : Number(digits);
}

function asPlain(value: PhpValue): Plain {
  if (typeof value === 'string') return value;
  const entries = [...value].map(([key, inner]) => [key, asPlain(inner)] as const);
  const isList = entries.every(([key], position) => key === String(position));
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
