import { idOf, listAt, type ReadCall } from '../catalog/index.js';
import { amountOf, type Decimal, greatest, sum, ZERO } from '../decimal.js';
import { flagOf } from './field.js';
import { clientRow, NoStake } from './stake.js';

/** One line of an invoice or a quote, as far as its sum goes. */
export interface TaxedLine {
  readonly amount: Decimal;
  readonly taxed: boolean;
}

/** Percentages of the first and the second tax. */
export type TaxRates = readonly [Decimal, Decimal];

export const NO_TAX: TaxRates = [ZERO, ZERO];

const times = (amount: Decimal, percent: Decimal) => amount.times(percent).div(100);
const taxedOf = (lines: readonly TaxedLine[]) =>
  sum(lines.flatMap(({ amount, taxed }) => (taxed ? [amount] : [])));
const netOf = (lines: readonly TaxedLine[]) => sum(lines.map(({ amount }) => amount));

/** What lines come to with their taxes. */
export type Totalling = (lines: readonly TaxedLine[], rates: TaxRates) => Decimal;

/**
 * Whether prices hold the tax already, and whether the second tax is due on the first one too, are settings that the API
 * does not show: all the ways in which WHMCS may add up.
 */
export const TOTALLINGS: readonly Totalling[] = [
  netOf,
  (lines, [one, two]) => netOf(lines).plus(times(taxedOf(lines), one.plus(two))),
  (lines, [one, two]) => {
    const taxed = taxedOf(lines);
    const first = times(taxed, one);
    return netOf(lines)
      .plus(first)
      .plus(times(taxed.plus(first), two));
  },
];

/** All that these lines may come to. */
const totalsOf = (lines: readonly TaxedLine[], rates: TaxRates): Decimal[] =>
  TOTALLINGS.map((total) => total(lines, rates));

/** The same, and all that is charged before what a line below zero takes off: a discount may be written as such a line. */
export const chargesOf = (lines: readonly TaxedLine[], rates: TaxRates): Decimal[] => [
  ...totalsOf(lines, rates),
  ...totalsOf(
    lines.filter(({ amount }) => amount.gt(0)),
    rates,
  ),
];

const LATEST = 25;

/**
 * The tax rates of a client: none where the client is exempt, else the greatest on their latest invoices, which is where
 * WHMCS shows them. Throws where there is no such invoice.
 */
export async function clientTaxRates(call: Pick<ReadCall, 'ask'>, id: number | undefined): Promise<TaxRates> {
  const client = await clientRow(call, id);
  if (flagOf(client.taxexempt) === true) return NO_TAX;
  const reply = await call.ask('GetInvoices', {
    userid: Number(id),
    orderby: 'id',
    order: 'desc',
    limitnum: LATEST,
  });
  const rates = listAt(reply, 'invoices.invoice')
    .filter((row) => idOf(row.userid) === id)
    .map((row) => [amountOf(row.taxrate), amountOf(row.taxrate2)] as const);
  if (rates.length === 0) throw new NoStake('no invoice shows the tax rates of the client');
  const known = rates.map(([one, two]) => {
    if (one === undefined || two === undefined) throw new NoStake('an invoice does not show its tax rates');
    return [one, two] as const;
  });
  return [greatest(ZERO, ...known.map(([one]) => one)), greatest(ZERO, ...known.map(([, two]) => two))];
}

/** What amounts come to with the taxes of a client, and without them: whether they are taxed is not shown everywhere. */
export async function withTaxes(
  call: Pick<ReadCall, 'ask'>,
  clientId: number | undefined,
  amounts: readonly Decimal[],
): Promise<Decimal[]> {
  if (amounts.every((amount) => amount.eq(0))) return [ZERO];
  const rates = await clientTaxRates(call, clientId);
  return amounts.flatMap((amount) => totalsOf([{ amount: amount.abs(), taxed: true }], rates));
}
