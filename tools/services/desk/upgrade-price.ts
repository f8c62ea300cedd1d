import {
  type Body,
  idOf,
  listAt,
  type Params,
  type ReadCall,
  type Stake,
  type Values,
} from '../../../src/catalog/index.js';
import type { Decimal } from '../../../src/decimal.js';
import { isObject } from '../../../src/json/index.js';
import {
  atStake,
  clientCurrency,
  clientRow,
  listPrice,
  NoStake,
  namedRow,
  plainAmount,
  pricedAmount,
  productRow,
  serviceRecord,
  withTaxes,
} from '../../../src/records/index.js';

const asObject = (value: unknown) => (isObject(value) ? value : {});

/** Configurable options as WHMCS takes them: the choice, or the amount, by the id of the option. */
export const optionParams = (rows: readonly { id: number; value: number }[]) =>
  Object.fromEntries(rows.map(({ id, value }) => [id, value]));

/** The question what an upgrade costs: the very call, and WHMCS only calculates. */
export function upgradeQuestion(values: Values): { action: 'UpgradeProduct'; params: Params } {
  const { serviceid, type, paymentmethod, newproductid, newproductbillingcycle, promocode, configoptions } =
    values;
  return {
    action: 'UpgradeProduct',
    params: {
      serviceid: Number(serviceid),
      type: String(type),
      paymentmethod: String(paymentmethod),
      ...(newproductid === undefined ? {} : { newproductid: Number(newproductid) }),
      ...(newproductbillingcycle === undefined
        ? {}
        : { newproductbillingcycle: String(newproductbillingcycle) }),
      ...(promocode === undefined ? {} : { promocode: String(promocode) }),
      ...(configoptions === undefined
        ? {}
        : { configoptions: optionParams(configoptions as { id: number; value: number }[]) }),
      calconly: true,
    },
  };
}

export const askUpgrade = ({ ask, values }: Pick<ReadCall, 'ask' | 'values'>): Promise<Body> => {
  const { action, params } = upgradeQuestion(values);
  return ask(action, params);
};

/** What WHMCS asks for it, below zero where the client gets credit; in the client's currency. Throws where it can't be told. */
async function priceAsked(call: ReadCall, code: string): Promise<Decimal> {
  const reply = await askUpgrade(call);
  const rows = listAt(await call.ask('GetCurrencies', {}), 'currencies.currency');
  const price = pricedAmount(reply.price, asObject(rows.find((row) => row.code === code)));
  if (price === undefined) throw new NoStake('what the upgrade costs does not show');
  return price;
}

/** The greatest of what WHMCS asks now, what the service costs today, and what the price list asks afterwards; with tax. */
export async function upgradeStake(call: ReadCall): Promise<Stake> {
  const { newproductid, newproductbillingcycle } = call.values;
  const row = await namedRow(serviceRecord, call);
  const clientId = idOf(row.clientid);
  const currency = await clientCurrency(call, clientId);
  const amounts = [
    await priceAsked(call, currency.code),
    plainAmount(row.recurringamount, 'the recurring amount'),
  ];
  if (typeof newproductid === 'number') {
    const product = await productRow(call.ask, newproductid);
    const next = listPrice(
      product,
      currency.code,
      newproductbillingcycle ?? row.billingcycle,
      product.paytype,
    );
    if (next === undefined) throw new NoStake('the price list has no such product and cycle');
    amounts.push(next.recurring, next.recurring.plus(next.setup));
  }
  return atStake(await withTaxes(call, clientId, amounts), currency);
}

/** Whether nothing has to be paid first: then the server gets the new product at once, and no order is left to cancel. */
export async function isSettledAtOnce(call: ReadCall): Promise<boolean> {
  const { clientid } = await namedRow(serviceRecord, call);
  const client = await clientRow(call, idOf(clientid));
  // WHMCS may pay the invoice out of the client's credit by itself.
  if (!plainAmount(client.credit, 'the credit').eq(0)) return true;
  return (await priceAsked(call, String(client.currency_code))).lte(0);
}
