import type { Body, Calls } from '../../../src/catalog/index.js';
import { type CurrencyOf, currencies, currencyByInvoices } from '../currencies.js';
import { groupedBy, itemsOf } from '../rows.js';

/** What the checks of one answer read, each list once, when the first of them needs it. */
export interface Books {
  services(): Promise<readonly Body[]>;
  domains(): Promise<readonly Body[]>;
  /** The newest first. */
  invoices(): Promise<readonly Body[]>;
  /** The open invoices of a client; undefined where not all that are open could be read. */
  openOf(clientid: unknown): Promise<readonly Body[] | undefined>;
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

/** The statuses of invoices that wait to be paid or published, those of most invoices first. */
const OPEN_STATUSES = ['Unpaid', 'Draft', 'Payment Pending', 'Collections'] as const;
const isOpen = ({ status }: Body) => OPEN_STATUSES.some((one) => one === status);

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}

export function createBooks(calls: Calls): Books {
  const { list, part, step } = calls;
  async function listed(what: string, tool: string, args: Body, fields: readonly string[]) {
    const found = await list(what, tool, args, { fields, most: MOST_ROWS });
    step(`read ${found.rows.length} ${what}`);
    return found;
  }
  const rowsOf = (...asked: Parameters<typeof listed>) => once(async () => (await listed(...asked)).rows);
  const newestFirst = { orderby: 'id', order: 'desc' };
  const newest = once(() => listed('invoices', 'whmcs_get_invoices', newestFirst, INVOICES));
  const invoices = async () => (await newest()).rows;

  /** Where there are more invoices than are read, the open ones are asked for by themselves. */
  async function openInvoices(): Promise<readonly Body[] | undefined> {
    const all = await newest();
    if (all.isWhole) return all.rows.filter(isOpen);
    const open: Body[] = [];
    for (const status of OPEN_STATUSES) {
      const args = { ...newestFirst, status };
      const { rows, isWhole } = await listed('open invoices', 'whmcs_get_invoices', args, INVOICES);
      if (!isWhole) return undefined;
      open.push(...rows);
    }
    return open;
  }
  const openByClient = once(async () => {
    const open = await openInvoices();
    return open && groupedBy(open, 'userid');
  });
  const codes = once(() => currencies(calls));
  return {
    services: rowsOf('services', 'whmcs_get_client_products', {}, SERVICES),
    domains: rowsOf('domains', 'whmcs_get_client_domains', {}, DOMAINS),
    invoices,
    async openOf(clientid) {
      const open = await openByClient();
      return open && (open.get(String(clientid)) ?? []);
    },
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
