import { capital } from '../../src/prose/index.js';
import type { Price } from '../../src/records/index.js';

/** The price list is what the client pays; what the registrar charges, nobody tells us. */
export function priceSentence(what: string, price: Price | undefined, registrar: string): string {
  if (price === undefined) return `${capital(registrar)} charges for it.`;
  return price.text === undefined
    ? `The price list has no price for ${what}; ${registrar} charges its own.`
    : `By the price list ${what} costs ${price.text}; ${registrar} charges its own price.`;
}
