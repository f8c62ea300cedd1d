import {
  type Ask,
  type Body,
  idOf,
  listAt,
  type MoneyRule,
  type ReadCall,
  type Stake,
} from '../catalog/index.js';
import { amountOf, type Decimal, greatest, roundedUp, ZERO } from '../decimal.js';
import { clientRecord } from './client.js';
import type { RecordType } from './record.js';
import { readOf, rowOf } from './settled.js';

/** The amount can't be told. What speaks of money then refuses. */
export class NoStake extends Error {}

/** What a call of a tool that can move money has at stake where it moves none. */
export const NOTHING_AT_STAKE: Stake = Object.freeze({ amount: '0.00' });

/** An amount of any sign. Throws where it is none. */
export function signedAmount(value: unknown, what: string): Decimal {
  const amount = amountOf(value);
  if (amount === undefined) throw new NoStake(`${what} is no amount`);
  return amount;
}

/** An amount that is not below zero. Throws where it is none. */
export function plainAmount(value: unknown, what: string): Decimal {
  const amount = signedAmount(value, what);
  if (amount.lt(0)) throw new NoStake(`${what} is below zero`);
  return amount;
}

export interface Currency {
  readonly code: string;
  /** Units of it for one of the base currency. */
  readonly rate: Decimal;
}

async function currencyWhere(ask: Ask, fits: (row: Body) => boolean): Promise<Currency> {
  const row = listAt(await ask('GetCurrencies', {}), 'currencies.currency').find(fits);
  if (row === undefined) throw new NoStake('the currency is not known');
  return { code: String(row.code), rate: plainAmount(row.rate, 'the exchange rate') };
}

export const currencyById = (ask: Ask, id: number): Promise<Currency> =>
  currencyWhere(ask, (row) => idOf(row.id) === id);

/** The currency that all others are counted in: WHMCS does not say which it is, but its rate is one. */
export const baseCurrency = (ask: Ask): Promise<Currency> =>
  currencyWhere(ask, (row) => amountOf(row.rate)?.eq(1) === true);

/** The row of the record that the call names. Throws where WHMCS shows no such record. */
export async function namedRow(record: RecordType, { values, ask }: Omit<ReadCall, 'now'>): Promise<Body> {
  const { action, params } = readOf(record);
  const row = rowOf(record, await ask(action, params(values)), values);
  if (row === undefined) throw new NoStake(`WHMCS shows no such ${record.kind}`);
  return row;
}

/** The row of a client. Throws where WHMCS shows no such client. */
export async function clientRow({ ask }: Pick<ReadCall, 'ask'>, id: number | undefined): Promise<Body> {
  if (id === undefined || id === 0) throw new NoStake('it belongs to no client');
  const row = clientRecord.pick(await ask(clientRecord.action, clientRecord.params('id', id)), 'id', id);
  if (typeof row !== 'object') throw new NoStake('WHMCS shows no such client');
  return row;
}

/** The currency that a client pays in. */
export async function clientCurrency(call: Pick<ReadCall, 'ask'>, id: number | undefined): Promise<Currency> {
  const { currency_code: code } = await clientRow(call, id);
  return currencyWhere(call.ask, (row) => String(row.code) === String(code));
}

/** The greatest of some amounts, whatever their sign, in the base currency. Rounded up: a cap must not be passed by a fraction of a cent at each call. */
export function atStake(amounts: readonly Decimal[], { code, rate }: Currency): Stake {
  if (rate.eq(0)) throw new NoStake('the exchange rate is zero');
  const most = greatest(ZERO, ...amounts.map((amount) => amount.abs()));
  return { amount: roundedUp(most.div(rate)).toFixed(2), currency: code };
}

/** The money rule of calls that change money without saying how much: where `moves`, nothing can be told. */
export const untoldWhere =
  (moves: (call: ReadCall) => boolean | Promise<boolean>): MoneyRule =>
  async (call) => {
    if (await moves(call)) throw new NoStake('how much it changes does not show');
    return NOTHING_AT_STAKE;
  };
