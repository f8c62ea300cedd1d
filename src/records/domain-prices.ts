import { type Body, listAt, type ReadCall, type Reads, type Stake } from '../catalog/index.js';
import { amountOf, type Decimal, greatest, ZERO } from '../decimal.js';
import { currencyCode, money } from '../prose/index.js';
import { DAY_MS } from '../terms.js';
import { type Domain, domainOf, domainRecord } from './domain.js';
import { flagOf } from './field.js';
import { atStake, NoStake, namedRow, plainAmount } from './stake.js';

export type PriceOf = 'register' | 'transfer' | 'renew';

/** What a domain costs its client for some years: by the price list, by what is agreed for it, and what a late renewal adds. */
export interface DomainPrices {
  /** Undefined where the list has none for so many years. */
  readonly list: Decimal | undefined;
  /** The domain's own first or recurring amount, which for a premium domain is the price. Undefined where it shows none. */
  readonly own: Decimal | undefined;
  readonly isPremium: boolean;
  /** For a renewal after the expiry; undefined where it is due and can't be told. */
  readonly fee: Decimal | undefined;
  readonly currency: string;
  readonly rate: Decimal | undefined;
}

/** The longest ending that has a price: example.co.uk is co.uk before it is uk. */
function pricesOf(reply: Body, name: string): Body | undefined {
  const pricing = listAt(reply, 'pricing')[0] ?? {};
  const labels = name.toLowerCase().replace(/\.+$/, '').split('.');
  const endings = labels.slice(1).map((_label, index) => labels.slice(index + 1).join('.'));
  const ending = endings.find((one) => Object.hasOwn(pricing, one));
  return ending === undefined ? undefined : (pricing[ending] as Body);
}

/** -1 says that it is not offered. */
const offered = (value: unknown): Decimal | undefined => {
  const amount = amountOf(value);
  return amount === undefined || amount.lt(0) ? undefined : amount;
};

/** What the price list asks for a domain that nobody has here yet; undefined where it is not offered for so many years. */
export function priceInList(reply: Body, name: string, kind: PriceOf, years: number): Decimal | undefined {
  const prices = pricesOf(reply, name)?.[kind];
  return isObject(prices) ? offered(prices[String(years)]) : undefined;
}

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null;

/** The domain's own amount is for its own period; more years cost in proportion. */
function ownPrice({ fields, years }: Domain, kind: PriceOf, wanted: number): Decimal | undefined {
  const amount = offered(kind === 'renew' ? fields.recurringamount : fields.firstpaymentamount);
  return kind === 'renew' ? amount?.times(wanted).div(years) : amount;
}

const LATE: readonly string[] = ['Grace', 'Redemption', 'Expired'];

/** Whole days since the domain expired; 0 where it has not, or does not say. */
function daysLate({ expiry }: Domain, now: Date): number {
  const at = expiry === undefined ? Number.NaN : Date.parse(`${expiry}T00:00:00Z`);
  return Number.isNaN(at) ? 0 : Math.max(0, Math.floor((now.getTime() - at) / DAY_MS));
}

/** A fee of the list: nothing where the ending has no such period, undefined where it has one without a price. */
const feeIn = (period: unknown): Decimal | undefined => {
  if (period === undefined || period === null || (Array.isArray(period) && period.length === 0)) return ZERO;
  return isObject(period) ? offered(period.price) : undefined;
};

/** What WHMCS and the registrar add to a renewal after the expiry. Status and date may disagree: the greater fee counts. */
function lateFee(domain: Domain, prices: Body, now: Date): Decimal | undefined {
  const days = daysLate(domain, now);
  const status = String(domain.fields.status);
  if (days === 0 && !LATE.includes(status)) return ZERO;
  const [grace, redemption] = [feeIn(prices.grace_period), feeIn(prices.redemption_period)];
  if (grace === undefined || redemption === undefined) return undefined;
  const period = isObject(prices.grace_period) ? Number(prices.grace_period.days ?? 0) : 0;
  return status === 'Redemption' || !(days <= period) ? greatest(grace, redemption) : grace;
}

function pricesIn(reply: Body, domain: Domain, kind: PriceOf, years: number, now: Date): DomainPrices {
  const prices = pricesOf(reply, domain.name) ?? {};
  const [currency = {}] = listAt(reply, 'currency');
  return {
    list: isObject(prices[kind]) ? offered((prices[kind] as Body)[String(years)]) : undefined,
    own: ownPrice(domain, kind, years),
    isPremium: flagOf(domain.fields.is_premium) === true,
    fee: kind === 'renew' ? lateFee(domain, prices, now) : ZERO,
    currency: currencyCode(currency.code),
    rate: amountOf(currency.rate),
  };
}

const question = ({ clientId }: Domain) => ({
  action: 'GetTLDPricing' as const,
  params: { clientid: clientId ?? 0 },
});

/** The same for the preview, which says where it could not be read. */
export function lookPrices(
  reads: Reads,
  domain: Domain,
  kind: PriceOf,
  years: number,
  now: Date,
): Promise<DomainPrices | undefined> {
  return reads.look({
    name: `the price of domain ${domain.id}`,
    ...question(domain),
    pick: (reply) =>
      listAt(reply, 'pricing').length === 0 ? undefined : pricesIn(reply, domain, kind, years, now),
  });
}

/** What one domain may cost: the greater of the list's price and its own, and the fee. Throws where that can't be told. */
function dearest({ list, own, isPremium, fee }: DomainPrices): Decimal {
  if (list === undefined) throw new NoStake('there is no price for this domain and these years');
  if (isPremium && (own === undefined || own.eq(0))) throw new NoStake('a premium domain without a price');
  if (fee === undefined) throw new NoStake('there is no price for renewing it so late');
  return greatest(list, own ?? ZERO).plus(fee);
}

/** What registering, transferring or renewing some domains costs, in their client's currency; as `money.amount` counts it. */
export async function domainStake(
  { ask, now }: ReadCall,
  domains: readonly { domain: Domain; kind: PriceOf; years: number }[],
): Promise<{ amount: Decimal; currency: { code: string; rate: Decimal } } | undefined> {
  const [first] = domains;
  if (first === undefined) return undefined;
  const { action, params } = question(first.domain);
  const reply = await ask(action, params);
  const prices = domains.map(({ domain, kind, years }) => pricesIn(reply, domain, kind, years, now));
  const { currency, rate } = prices[0] as DomainPrices;
  return {
    amount: prices.map(dearest).reduce((all, one) => all.plus(one), ZERO),
    currency: { code: currency, rate: plainAmount(rate?.toFixed(), 'the exchange rate') },
  };
}

/** The money rule of a call that pays a registrar for the one domain it names. @param yearsArg the argument that holds the years. */
export const registrarPrice =
  (kind: PriceOf, yearsArg?: string) =>
  async (call: ReadCall): Promise<Stake> => {
    const domain = domainOf(await namedRow(domainRecord, call));
    const asked = yearsArg === undefined ? undefined : call.values[yearsArg];
    const years = typeof asked === 'number' ? asked : domain.years;
    const stake = await domainStake(call, [{ domain, kind, years }]);
    if (stake === undefined) throw new NoStake('no domain is named');
    return atStake([stake.amount], stake.currency);
  };

/** Each price in words, for the person who approves: `14.95 GBP`. */
export function pricesInWords(prices: DomainPrices): {
  list: string | undefined;
  own: string | undefined;
  fee: string | undefined;
} {
  const text = (amount: Decimal | undefined) =>
    amount === undefined ? undefined : money(amount, prices.currency);
  return {
    list: text(prices.list),
    own: text(prices.own),
    fee: prices.fee?.eq(0) ? undefined : text(prices.fee),
  };
}
