import { type Body, idOf, type ReadCall, type Stake, type Values } from '../../../../src/catalog/index.js';
import type { Decimal } from '../../../../src/decimal.js';
import { daysBetween } from '../../../../src/prose/index.js';
import {
  atStake,
  changesOneOf,
  clientCurrency,
  listPrice,
  NOTHING_AT_STAKE,
  NoStake,
  namedRow,
  plainAmount,
  productRow,
  serviceRecord,
  timesCharged,
  withTaxes,
} from '../../../../src/records/index.js';
import { serviceChanges } from './service-fields.js';

/** What a change of these does to the bill shows nowhere. */
const UNTOLD = ['promoid', 'configoptions', 'disklimit', 'diskusage', 'bwlimit', 'bwusage'] as const;

/** What changes what a client is charged for a service, how or when, or keeps it running without payment. */
export const MOVE_MONEY = [
  'status',
  'nextduedate',
  'recurringamount',
  'firstpaymentamount',
  'billingcycle',
  'pid',
  'autorecalc',
  'paymentmethod',
  'subscriptionid',
  'overideautosuspend',
  'overidesuspenduntil',
  ...UNTOLD,
] as const;

export const unsets = ({ unset }: Values, ...names: readonly string[]): boolean =>
  Array.isArray(unset) && names.some((name) => unset.includes(name));

const movesMoney = async (call: ReadCall) =>
  unsets(call.values, 'subscriptionid') ||
  (await changesOneOf(serviceChanges, serviceRecord, MOVE_MONEY, call));

/** Whole days from the due date that a record has to the one it gets; 0 where it stays. Throws where it has none. */
export function daysMoved(row: Body, wanted: unknown, what: string): number {
  if (wanted === undefined) return 0;
  const days = daysBetween(row.nextduedate, wanted);
  if (days === undefined) throw new NoStake(`the ${what} has no due date`);
  return days;
}

/** What the price list asks for the product and the cycle that the service gets; nothing where both stay. */
async function listed(call: ReadCall, row: Body, currency: string): Promise<Decimal[]> {
  const { pid, billingcycle, autorecalc } = call.values;
  if (pid === undefined && billingcycle === undefined && autorecalc !== true) return [];
  const product = await productRow(call.ask, Number(pid ?? idOf(row.pid) ?? 0));
  const cycle = billingcycle ?? row.billingcycle;
  if (cycle === 'Free Account') return [];
  const price = listPrice(product, currency, cycle, product.paytype);
  if (price === undefined) throw new NoStake('the price list has no such product and cycle');
  return [price.recurring, price.recurring.plus(price.setup)];
}

/**
 * The greatest of what the service costs before and after, what the price list asks, the differences, and what is not charged
 * between two due dates; with tax.
 */
export async function changedStake(call: ReadCall): Promise<Stake> {
  const { values } = call;
  if (!(await movesMoney(call))) return NOTHING_AT_STAKE;
  if (await changesOneOf(serviceChanges, serviceRecord, UNTOLD, call))
    throw new NoStake('what that does to the bill does not show');
  const row = await namedRow(serviceRecord, call);
  const clientId = idOf(row.clientid);
  const currency = await clientCurrency(call, clientId);
  const [recurring, first] = [
    plainAmount(row.recurringamount, 'the recurring amount'),
    plainAmount(row.firstpaymentamount, 'the first payment'),
  ];
  const after = [
    ...(values.recurringamount === undefined
      ? []
      : [plainAmount(values.recurringamount, 'the recurring amount')]),
    ...(values.firstpaymentamount === undefined
      ? []
      : [plainAmount(values.firstpaymentamount, 'the first payment')]),
    ...(await listed(call, row, currency.code)),
  ];
  const days = daysMoved(row, values.nextduedate, 'service');
  const times = days === 0 ? 0 : timesCharged(row.billingcycle, days);
  const skipped = [recurring, ...after].map((amount) => amount.times(times));
  return atStake(await withTaxes(call, clientId, [recurring, first, ...after, ...skipped]), currency);
}
