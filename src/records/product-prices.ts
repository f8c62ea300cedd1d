import { type Ask, type Body, idOf, listAt } from '../catalog/index.js';
import { amountOf, type Decimal, ZERO } from '../decimal.js';
import { isObject } from '../json/index.js';
import { oneLine } from '../prose/index.js';
import { NoStake } from './stake.js';

/** The billing cycles with a price of their own, by the days that each has at least. */
const DAYS_IN = {
  monthly: 28,
  quarterly: 89,
  semiannually: 181,
  annually: 365,
  biennially: 730,
  triennially: 1095,
} as const;
export type Cycle = keyof typeof DAYS_IN;

const folded = (cycle: unknown) => oneLine(cycle).toLowerCase().replace(/[ -]/g, '');

/** What is paid once, or not at all. */
const WITHOUT_RENEWAL: readonly string[] = ['onetime', 'free', 'freeaccount'];

/** `Semi-Annually` and `semiannually` are the same; undefined where nothing is charged again and again. */
export function cycleOf(cycle: unknown): Cycle | undefined {
  const name = folded(cycle);
  return Object.hasOwn(DAYS_IN, name) ? (name as Cycle) : undefined;
}

/** How often a cycle is charged in so many days, at most. Throws where the cycle is not known. */
export function timesCharged(cycle: unknown, days: number): number {
  const known = cycleOf(cycle);
  if (known !== undefined) return Math.ceil(Math.abs(days) / DAYS_IN[known]);
  if (WITHOUT_RENEWAL.includes(folded(cycle))) return 0;
  throw new NoStake('the billing cycle is not known');
}

export interface Price {
  readonly setup: Decimal;
  readonly recurring: Decimal;
}

const FREE: Price = { setup: ZERO, recurring: ZERO };

/** -1 says that the cycle is not offered. */
const offered = (value: unknown): Decimal | undefined => {
  const amount = amountOf(value);
  return amount === undefined || amount.lt(0) ? undefined : amount;
};

function pricingIn(row: Body, currency: string): Body | undefined {
  const pricing = isObject(row.pricing) ? row.pricing : {};
  const prices = Object.hasOwn(pricing, currency) ? pricing[currency] : undefined;
  return isObject(prices) ? prices : undefined;
}

/** The price of a product, or of a choice among its options; undefined where the list has none for that cycle and currency. */
export function listPrice(row: Body, currency: string, cycle: unknown, paytype: unknown): Price | undefined {
  if (paytype === 'free') return FREE;
  // What is paid once stands in the first column.
  const key = paytype === 'onetime' ? 'monthly' : cycleOf(cycle);
  const prices = pricingIn(row, currency);
  if (key === undefined || prices === undefined) return undefined;
  const [setup, recurring] = [offered(prices[`${key.charAt(0)}setupfee`]), offered(prices[key])];
  return recurring === undefined ? undefined : { setup: setup ?? ZERO, recurring };
}

/** The cycle that an order gets which names none: the first that is offered. */
export function firstCycle(row: Body, currency: string): Cycle | undefined {
  const prices = pricingIn(row, currency);
  return (Object.keys(DAYS_IN) as Cycle[]).find((cycle) => prices && offered(prices[cycle]) !== undefined);
}

export const productQuestion = (pid: number) => ({
  action: 'GetProducts' as const,
  params: { pid: String(pid) },
});

/** The product in an answer; undefined where it shows another. */
export const productIn = (reply: Body, pid: number): Body | undefined =>
  listAt(reply, 'products.product').find((row) => idOf(row.pid) === pid);

/** Throws where WHMCS shows no such product. */
export async function productRow(ask: Ask, pid: number): Promise<Body> {
  const { action, params } = productQuestion(pid);
  const row = productIn(await ask(action, params), pid);
  if (row === undefined) throw new NoStake('WHMCS shows no such product');
  return row;
}
