import type { Body, Calls } from '../../../src/catalog/index.js';
import { type CurrencyOf, currencies, currencyByInvoices } from '../currencies.js';
import { groupedBy, itemsOf } from '../rows.js';

/** What the checks of one answer read, each list once, when the first of them needs it. */
export interface Books {
  services(): Promise<readonly Body[]>;
  domains(): Promise<readonly Body[]>;
  /** The newest first. */
  invoices(): Promise<readonly Body[]>;
  /** Invoices by the id of their client. */
  invoicesOf(clientid: unknown): Promise<readonly Body[]>;
  /** Undefined where they can't be read: nothing may then be concluded from their absence. */
  transactions(): Promise<readonly Body[] | undefined>;
  currencies(): Promise<ReadonlyMap<number, string>>;
  currencyOf(): Promise<CurrencyOf>;
}

const SERVICES = [
  ...['id', 'clientid', 'name', 'domain', 'status', 'suspensionreason'],
  ...['billingcycle', 'recurringamount', 'nextduedate'],
];
const DOMAINS = [
  'id',
  'userid',
  'domainname',
  'status',
  'recurringamount',
  'regperiod',
  'donotrenew',
  'nextduedate',
];
const INVOICES = ['id', 'userid', 'invoicenum', 'date', 'duedate', 'total', 'status', 'currencycode'];
const TRANSACTIONS = [
  'id',
  'userid',
  'gateway',
  'date',
  'amountin',
  'amountout',
  'transid',
  'invoiceid',
  'refundid',
];

const MOST_ROWS = 1_000;

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}

export function createBooks(calls: Calls): Books {
  const { list, part, step } = calls;
  const rowsOf = (what: string, tool: string, args: Body, fields: readonly string[]) =>
    once(async () => {
      const { rows } = await list(what, tool, args, { fields, most: MOST_ROWS });
      step(`read ${rows.length} ${what}`);
      return rows;
    });
  const invoices = rowsOf('invoices', 'whmcs_get_invoices', { orderby: 'id', order: 'desc' }, INVOICES);
  const byClient = once(async () => groupedBy(await invoices(), 'userid'));
  const codes = once(() => currencies(calls));
  return {
    services: rowsOf('services', 'whmcs_get_client_products', {}, SERVICES),
    domains: rowsOf('domains', 'whmcs_get_client_domains', {}, DOMAINS),
    invoices,
    invoicesOf: async (clientid) => (await byClient()).get(String(clientid)) ?? [],
    transactions: once(async () => {
      const answer = await part('transactions', 'whmcs_get_transactions', { fields: TRANSACTIONS });
      return answer === undefined ? undefined : itemsOf(answer);
    }),
    currencies: codes,
    currencyOf: once(async () =>
      currencyByInvoices(await codes(), (await codes()).size === 1 ? [] : await invoices()),
    ),
  };
}
