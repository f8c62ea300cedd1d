import type { Scene } from '../../src/catalog/index.js';
import { capital } from '../../src/prose/index.js';
import { type Domain, lookPrices, type PriceOf, pricesInWords } from '../../src/records/index.js';

/** What a call about a domain costs, for the person who approves it. */
export interface PricesShown {
  /** By the list; undefined where it has none, or could not be read. */
  readonly list: string | undefined;
  /** What is agreed for this very domain. */
  readonly own: string | undefined;
  /** What a renewal after the expiry adds. */
  readonly fee: string | undefined;
  readonly isPremium: boolean;
}

export async function showPrices(
  { reads, now }: Scene,
  domain: Domain,
  kind: PriceOf,
  years: number,
): Promise<PricesShown | undefined> {
  const prices = await lookPrices(reads, domain, kind, years, now);
  return prices && { ...pricesInWords(prices), isPremium: prices.isPremium };
}

/** The list and the domain's own amount are what the client pays; what the registrar charges, nobody tells us. */
export function priceSentences(
  what: string,
  prices: PricesShown | undefined,
  registrar: string,
): (string | undefined)[] {
  if (prices === undefined) return [`${capital(registrar)} charges for it.`];
  const { list, own, fee, isPremium } = prices;
  return [
    list === undefined
      ? `The price list has no price for ${what}; ${registrar} charges its own.`
      : `By the price list ${what} costs ${list}; ${registrar} charges its own price.`,
    own === undefined || own === list
      ? undefined
      : `By what WHMCS bills for this very domain ${what} costs ${own}; the greater of the two counts.`,
    isPremium ? 'The registrar calls it a premium domain.' : undefined,
    fee === undefined ? undefined : `It is late: ${fee} comes on top of it.`,
  ];
}

/** What a yes to the price rests on. */
export const priceFacts = (kind: PriceOf, prices: PricesShown | undefined): Record<string, unknown> => ({
  [`price.${kind}`]: prices?.list,
  'price.own': prices?.own,
  'price.fee': prices?.fee,
});
