import { type Ask, type Body, idOf, listAt, type ReadCall, type Stake } from '../../../src/catalog/index.js';
import { type Decimal, parsedAmount, sum, ZERO } from '../../../src/decimal.js';
import {
  atStake,
  clientCurrency,
  firstCycle,
  listPrice,
  NoStake,
  type Price,
  priceInList,
  productIn,
  withTaxes,
} from '../../../src/records/index.js';
import { itemsOf, type OrderItem } from './order-items.js';

/** The price lists that an order is worked out by. */
export interface PriceLists {
  readonly products: Body;
  readonly domains: Body;
  /** Code of the currency that the client pays in. */
  readonly currency: string;
}

/** One item with what is paid for it at once. Undefined where the lists do not tell. */
export interface PricedItem {
  readonly item: OrderItem;
  readonly product: Body | undefined;
  readonly cycle: string | undefined;
  readonly listed: Decimal | undefined;
  /** With the prices that the order itself sets. */
  readonly asked: Decimal | undefined;
}

export const productsQuestion = (items: readonly OrderItem[]) => {
  const ids = [...new Set(items.flatMap(({ pid }) => pid ?? []))].sort((one, other) => one - other);
  return { action: 'GetProducts' as const, params: { pid: ids.join(',') } };
};

export const domainsQuestion = (clientid: unknown) => ({
  action: 'GetTLDPricing' as const,
  params: { clientid: Number(clientid) },
});

const first = ({ setup, recurring }: Price): Decimal => setup.plus(recurring);

/** What an option adds; an option that the order does not name gets its first choice, or its least amount. */
function optionPrice(option: Body, wanted: number | undefined, terms: Terms): Decimal | undefined {
  const choices = listAt(option, 'options.option');
  // A list of choices; the others are switches and amounts.
  const isChosen = Number(option.type) < 3;
  const choice =
    isChosen && wanted !== undefined ? choices.find(({ id }) => idOf(id) === wanted) : choices[0];
  const times = isChosen ? 1 : (wanted ?? idOf(option.minqty) ?? 0);
  if (choice === undefined) return wanted === undefined ? ZERO : undefined;
  if (times === 0) return ZERO;
  const price = listPrice(choice, terms.currency, terms.cycle, terms.paytype);
  return price && first(price).times(times);
}

interface Terms {
  readonly currency: string;
  readonly cycle: string;
  readonly paytype: unknown;
}

function optionsPrice(product: Body, item: OrderItem, terms: Terms): Decimal | undefined {
  const offered = listAt(product, 'configoptions.configoption');
  const wanted = new Map((item.configoptions ?? []).map(({ id, value }) => [id, value]));
  if ([...wanted.keys()].some((id) => !offered.some((option) => idOf(option.id) === id))) return undefined;
  const prices = offered.map((option) => optionPrice(option, wanted.get(idOf(option.id) ?? 0), terms));
  const known = prices.flatMap((price) => price ?? []);
  return known.length === prices.length ? sum(known) : undefined;
}

const plus = (one: Decimal | undefined, other: Decimal | undefined) =>
  one === undefined || other === undefined ? undefined : one.plus(other);

/** The product of an item. What an addon costs shows nowhere. */
function productPrice(
  item: OrderItem,
  product: Body | undefined,
  cycle: string | undefined,
  currency: string,
) {
  if (item.pid === undefined) return { listed: ZERO, asked: ZERO };
  if (product === undefined || cycle === undefined || item.addons !== undefined)
    return { listed: undefined, asked: undefined };
  const terms = { currency, cycle, paytype: product.paytype };
  const [price, options] = [
    listPrice(product, currency, cycle, product.paytype),
    optionsPrice(product, item, terms),
  ];
  const times = (amount: Decimal | undefined) => amount?.times(item.qty ?? 1);
  const own = item.priceoverride === undefined ? undefined : parsedAmount(item.priceoverride);
  return {
    listed: times(plus(price && first(price), options)),
    asked: times(plus(own === undefined ? price && first(price) : own.plus(price?.setup ?? ZERO), options)),
  };
}

/** The domain of an item. What DNS, mail forwarding and protection cost shows nowhere. */
function domainPrice(item: OrderItem, list: Body) {
  const { domain, domaintype, regperiod, domainpriceoverride } = item;
  if (domain === undefined || domaintype === undefined) return { listed: ZERO, asked: ZERO };
  const hasExtras = [item.dnsmanagement, item.emailforwarding, item.idprotection].includes(true);
  const listed = hasExtras ? undefined : priceInList(list, domain, domaintype, regperiod ?? 1);
  return {
    listed,
    asked: domainpriceoverride === undefined || hasExtras ? listed : parsedAmount(domainpriceoverride),
  };
}

/** How a product is charged where the order does not say. */
function usualCycle(product: Body | undefined, currency: string): string | undefined {
  if (product?.paytype === 'onetime' || product?.paytype === 'free') return product.paytype;
  return product && firstCycle(product, currency);
}

export function pricedItems(items: readonly OrderItem[], lists: PriceLists): PricedItem[] {
  return items.map((item) => {
    const product = item.pid === undefined ? undefined : productIn(lists.products, item.pid);
    const cycle = item.billingcycle ?? usualCycle(product, lists.currency);
    const [ordered, named] = [
      productPrice(item, product, cycle, lists.currency),
      domainPrice(item, lists.domains),
    ];
    return {
      item,
      product,
      cycle: item.pid === undefined ? undefined : cycle,
      listed: plus(ordered.listed, named.listed),
      asked: plus(ordered.asked, named.asked),
    };
  });
}

/** What all come to; undefined where one can't be told. */
export function sumOf(amounts: readonly (Decimal | undefined)[]): Decimal | undefined {
  const known = amounts.flatMap((amount) => amount ?? []);
  return known.length === amounts.length ? sum(known) : undefined;
}

async function listsFor(ask: Ask, items: readonly OrderItem[], clientid: unknown, currency: string) {
  const [products, domains] = [productsQuestion(items), domainsQuestion(clientid)];
  return {
    products: items.some(({ pid }) => pid !== undefined) ? await ask(products.action, products.params) : {},
    domains: items.some(({ domaintype }) => domaintype !== undefined)
      ? await ask(domains.action, domains.params)
      : {},
    currency,
  };
}

/** The greatest of what the price lists ask, what the order asks, and the renewals that it sets; with tax, and before a promotion. */
export async function orderStake(call: ReadCall): Promise<Stake> {
  const { clientid } = call.values;
  const items = itemsOf(call.values.items);
  const currency = await clientCurrency(call, Number(clientid));
  const priced = pricedItems(items, await listsFor(call.ask, items, clientid, currency.code));
  const [listed, asked] = [sumOf(priced.map((one) => one.listed)), sumOf(priced.map((one) => one.asked))];
  if (listed === undefined || asked === undefined)
    throw new NoStake('the price lists do not tell what the order costs');
  const renewals = items.flatMap(({ domainrenewoverride: set }) =>
    set === undefined ? [] : [parsedAmount(set)],
  );
  return atStake(await withTaxes(call, Number(clientid), [listed, asked, sum(renewals)]), currency);
}
