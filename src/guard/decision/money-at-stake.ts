import { type Ask, listAt, type RecordKind, type Tool, type Values } from '../../catalog/index.js';
import { amountOf, type Decimal, roundedUp, sum } from '../../decimal.js';
import type { Fields, Subject } from './named-records.js';

/** What is at stake in a call. */
export interface Stake {
  /** In the installation's base currency, decimal text with two places, rounded up. */
  amount: string;
  /** Code of the currency that the call itself is in. */
  currency: string;
}

/** The amount can't be told. What speaks of money then refuses. */
export class NoStake extends Error {}

function anyAmount(value: unknown, what: string): Decimal {
  const amount = amountOf(value);
  if (amount === undefined) throw new NoStake(`${what} is no amount`);
  return amount;
}

/** Not below zero. */
function decimal(value: unknown, what: string): Decimal {
  const amount = anyAmount(value, what);
  if (amount.lt(0)) throw new NoStake(`${what} is below zero`);
  return amount;
}

interface Currency {
  code: string;
  /** Units of it for one of the base currency. */
  rate: Decimal;
}

async function currencyNamed(ask: Ask, code: unknown): Promise<Currency> {
  const rows = listAt(await ask('GetCurrencies', {}), 'currencies.currency');
  const row = rows.find((one) => String(one.code) === String(code));
  if (row === undefined) throw new NoStake('the currency is not known');
  return { code: String(row.code), rate: decimal(row.rate, 'the exchange rate') };
}

/** Rounded up: a cap must not be passed by a fraction of a cent at each call. */
function inBase(amount: Decimal, { code, rate }: Currency): Stake {
  if (rate.eq(0)) throw new NoStake('the exchange rate is zero');
  return { amount: roundedUp(amount.div(rate)).toFixed(2), currency: code };
}

async function clientCurrency(subject: Subject, ask: Ask): Promise<Currency> {
  return currencyNamed(ask, (await subject.record('client')).currency);
}

/** What registering, transferring or renewing costs for the years asked, as the client of the domain pays it. */
async function priceOf(
  kind: 'register' | 'transfer' | 'renew',
  years: unknown,
  subject: Subject,
  ask: Ask,
): Promise<Stake> {
  const domain = await subject.record('domain');
  const reply = await ask('GetTLDPricing', { clientid: Number(domain.clientid) });
  const pricing = (reply.pricing ?? {}) as Record<string, Fields>;
  // The longest ending that has a price: example.co.uk is co.uk before it is uk.
  const labels = String(domain.name).toLowerCase().split('.');
  const endings = labels.slice(1).map((_label, index) => labels.slice(index + 1).join('.'));
  const tld = endings.find((ending) => Object.hasOwn(pricing, ending));
  const prices = (tld === undefined ? undefined : pricing[tld]?.[kind]) as
    | Record<string, unknown>
    | undefined;
  const price = prices?.[String(years ?? domain.regperiod ?? 1)];
  if (price === undefined) throw new NoStake('there is no price for this domain and these years');
  const currency = (reply.currency ?? {}) as Fields;
  return inBase(decimal(price, 'the price'), {
    code: String(currency.code ?? ''),
    rate: decimal(currency.rate, 'the exchange rate'),
  });
}

/** The amount at stake, or undefined for a tool that moves none. Throws where it can't be told. */
export async function stakeOf(
  tool: Tool,
  values: Values,
  subject: Subject,
  ask: Ask,
): Promise<Stake | undefined> {
  const { money } = tool;
  if (money === undefined) return undefined;
  if ('price' in money) {
    return priceOf(money.price, money.years === undefined ? undefined : values[money.years], subject, ask);
  }
  if ('field' in money) {
    const [kind, field = ''] = money.field.split('.') as [RecordKind, string];
    const value = (await subject.record(kind))[field];
    return inBase(decimal(value, `the ${kind}'s ${field}`), await clientCurrency(subject, ask));
  }
  if ('sumOf' in money) {
    const lines = (values[money.sumOf] ?? []) as { amount: string; taxed?: boolean }[];
    // Whether prices hold the tax already is a setting that the API does not show: the greater sum is at stake.
    const rates = (money.taxes ?? []).map((name) => decimal(values[name] ?? '0', 'the tax'));
    const taxed = (net: Decimal) => rates.reduce((all, rate) => all.plus(all.times(rate).div(100)), net);
    const total = sum(
      lines.map((line) => {
        const amount = anyAmount(line.amount, 'a line');
        return line.taxed === true && amount.gt(0) ? taxed(amount) : amount;
      }),
    );
    if (total.lt(0)) throw new NoStake('the lines add up to less than nothing');
    return inBase(total, await clientCurrency(subject, ask));
  }
  const given = values[money.arg];
  // Without an amount WHMCS takes all that is open on the invoice.
  const amount = given ?? (await subject.record('invoice')).balance;
  return inBase(decimal(amount, 'the amount'), await clientCurrency(subject, ask));
}
