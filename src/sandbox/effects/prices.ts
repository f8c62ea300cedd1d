import type { Cycle, Product } from '../records/catalog.js';
import type { Client, Promotion } from '../records/people.js';
import type { State } from '../state.js';
import { NO_DATE } from '../values/dates.js';
import type { Cents } from '../values/money.js';
import { currencyOf } from './billing.js';

/** Each cycle as orders and as records spell it, and how many months it has. */
const CYCLE_WORDS: readonly { cycle: Cycle; word: string; months: number }[] = [
  { cycle: 'monthly', word: 'Monthly', months: 1 },
  { cycle: 'quarterly', word: 'Quarterly', months: 3 },
  { cycle: 'semiannually', word: 'Semi-Annually', months: 6 },
  { cycle: 'annually', word: 'Annually', months: 12 },
  { cycle: 'biennially', word: 'Biennially', months: 24 },
  { cycle: 'triennially', word: 'Triennially', months: 36 },
];

/** A cycle in whichever spelling; undefined for one that is charged once or never. */
export function cycleNamed(text: string): (typeof CYCLE_WORDS)[number] | undefined {
  const folded = text.toLowerCase().replace(/[ -]/g, '');
  return CYCLE_WORDS.find(({ cycle }) => cycle === folded);
}

export interface Price {
  word: string;
  months: number;
  setup: Cents;
  recurring: Cents;
}

/** What a product costs a client; the first cycle that is offered where the wanted one is not. */
export function priceOf(state: State, client: Client | undefined, product: Product, wanted: string): Price {
  const prices = product.pricing[currencyOf(state, client).code] ?? { setup: 0, cycles: {} };
  const offered = CYCLE_WORDS.filter(({ cycle }) => prices.cycles[cycle] !== undefined);
  const found = offered.find(({ cycle }) => cycle === cycleNamed(wanted)?.cycle) ?? offered[0];
  if (found === undefined) return { word: 'Free Account', months: 0, setup: 0, recurring: 0 };
  const { cycle, word, months } = found;
  return { word, months, setup: prices.setup, recurring: prices.cycles[cycle] ?? 0 };
}

/** What a promotion takes off the first payment of a product. `forced`: it applies to products that are not its own, too. */
export function discountOf(
  promotion: Promotion | undefined,
  product: Product,
  cents: Cents,
  forced: boolean,
  today: string,
): Cents {
  if (promotion === undefined) return 0;
  const { appliesTo, expirationDate, maxUses, uses, type, value } = promotion;
  const isOver = (expirationDate !== NO_DATE && expirationDate < today) || (maxUses > 0 && uses >= maxUses);
  if (isOver || !(forced || appliesTo.split(',').includes(String(product.id)))) return 0;
  return type === 'Percentage' ? Math.round((cents * value) / 100) : Math.min(cents, value * 100);
}
