import type { Body, Calls } from '../../../src/catalog/index.js';
import { ZERO } from '../../../src/decimal.js';
import { digits } from '../../../src/prose/index.js';
import { amountIn, daysAgo, groupedBy, isForMoney, itemsOf, picked, Sums, textIn } from '../rows.js';
import type { Books } from './books.js';

/** Looks for one kind of leak. What it could not look at, it names under `partial`. */
export type Check = (calls: Calls, books: Books) => Promise<Body[]>;

const SERVICE = ['id', 'clientid', 'name', 'domain', 'status', 'recurringamount', 'nextduedate'];

/** Months of the cycles that are billed again. */
const MONTHS: Readonly<Record<string, number>> = {
  monthly: 1,
  quarterly: 3,
  'semi-annually': 6,
  semiannually: 6,
  annually: 12,
  biennially: 24,
  triennially: 36,
};
const DAYS_OF_MONTH = 30.44;

const NOT_ALL_OPEN = 'not all open invoices could be read';

/** Invoices that are read for their lines: each is a call. */
const MOST_READ = 5;
/** Clients whose credit is looked at: each is a call. */
const MOST_CLIENTS = 5;

/** Active services whose due date has passed, and that no open invoice bills. */
export const unbilledServices: Check = async (calls, books) => {
  const services = await books.services();
  const today = calls.today();
  const late = services.filter(
    (row) =>
      row.status === 'Active' &&
      MONTHS[textIn(row, 'billingcycle').toLowerCase()] !== undefined &&
      amountIn(row, 'recurringamount').gt(ZERO) &&
      (daysAgo(row, 'nextduedate', today) ?? 0) > 1,
  );
  let read = 0;
  let unsure = 0;
  const billed = new Set<string>();
  const known = new Set<unknown>();
  const found: Body[] = [];
  for (const row of late) {
    const open = await books.openOf(row.clientid);
    if (open === undefined) {
      calls.missing('unbilled_services', NOT_ALL_OPEN);
      return [];
    }
    for (const { id } of open.filter(({ id }) => !known.has(id))) {
      if (read === MOST_READ) break;
      read += 1;
      known.add(id);
      const invoice = await calls.part('lines of open invoices', 'whmcs_get_invoice', { invoiceid: id });
      const lines = Array.isArray(invoice?.items) ? (invoice.items as Body[]) : [];
      for (const { type, relid } of lines) if (type === 'Hosting') billed.add(String(relid));
    }
    if (billed.has(String(row.id))) continue;
    if (open.some(({ id }) => !known.has(id))) {
      unsure += 1;
      continue;
    }
    const cycle = MONTHS[textIn(row, 'billingcycle').toLowerCase()] ?? 1;
    const months = Math.floor((daysAgo(row, 'nextduedate', today) ?? 0) / DAYS_OF_MONTH);
    found.push({
      ...picked(SERVICE)(row),
      billingcycle: row.billingcycle,
      periods_missed: Math.floor(months / cycle) + 1,
    });
  }
  if (unsure > 0)
    calls.missing('unbilled_services', `${unsure} whose clients have open invoices that were not read`);
  return found;
};

/** Services that are suspended for money, of clients who owe nothing that is due. */
export const suspendedThoughPaid: Check = async (calls, books) => {
  const services = await books.services();
  const suspended = services.filter((row) => row.status === 'Suspended' && isForMoney(row));
  const today = calls.today();
  const found: Body[] = [];
  for (const row of suspended) {
    const open = await books.openOf(row.clientid);
    if (open === undefined) {
      calls.missing('suspended_though_paid', NOT_ALL_OPEN);
      return [];
    }
    const due = open.some((one) => one.status !== 'Draft' && (daysAgo(one, 'duedate', today) ?? 0) > 0);
    if (!due) found.push({ ...picked(SERVICE)(row), suspensionreason: row.suspensionreason });
  }
  return found;
};

const PAYMENT = ['id', 'userid', 'date', 'amountin', 'gateway', 'invoiceid'];

/** Payments that pay no invoice, a cancelled one, one more than once, or more than its total. */
export const orphanPayments: Check = async (_calls, books) => {
  const transactions = await books.transactions();
  if (transactions === undefined) return [];
  const invoices = new Map((await books.invoices()).map((row) => [String(row.id), row]));
  const payments = transactions.filter((row) => amountIn(row, 'amountin').gt(ZERO));
  const [paid, back] = [new Sums(), new Sums()];
  for (const row of transactions) {
    paid.add(textIn(row, 'invoiceid'), amountIn(row, 'amountin'));
    back.add(textIn(row, 'invoiceid'), amountIn(row, 'amountout'));
  }
  const isGivenBack = (invoice: string) => back.of(invoice).gte(paid.of(invoice));
  const found: Body[] = [];
  const tell = (row: Body, why: string) => found.push({ ...picked(PAYMENT)(row), why });
  for (const row of payments) {
    const id = textIn(row, 'invoiceid');
    if (Number(id) === 0) tell(row, 'no invoice');
    else if (invoices.get(id)?.status === 'Cancelled' && !isGivenBack(id))
      tell(row, 'its invoice is cancelled');
  }
  for (const [transid, same] of groupedBy(payments, 'transid')) {
    if (transid === '' || same.length < 2 || new Set(same.map(({ gateway }) => gateway)).size > 1) continue;
    for (const row of same.slice(1)) tell(row, 'booked twice: the same transaction id');
  }
  for (const [id, ofInvoice] of groupedBy(payments, 'invoiceid')) {
    const invoice = invoices.get(id);
    const last = ofInvoice.at(-1);
    if (invoice === undefined || last === undefined || invoice.status === 'Cancelled') continue;
    const over = paid.of(id).minus(back.of(id)).minus(amountIn(invoice, 'total'));
    if (over.gt(ZERO)) tell(last, `paid ${digits(over)} more than the invoice's total`);
  }
  return found;
};

/** The price for renewing a name for so many years; undefined where the list has none. */
function priceOf(prices: readonly Body[], domain: string, years: string) {
  const name = domain.toLowerCase();
  const [best] = prices
    .filter(({ tld }) => name.endsWith(`.${textIn({ tld }, 'tld').replace(/^\./, '')}`))
    .toSorted((one, other) => textIn(other, 'tld').length - textIn(one, 'tld').length);
  const renew = (best?.renew ?? {}) as Body;
  const price = amountIn(renew, years);
  return price.gt(ZERO) ? price : undefined;
}

/** Active domains that renew for less than the price list of their currency says. What a registrar charges, WHMCS does not tell. */
export const domainsBelowPrice: Check = async (calls, books) => {
  const domains = (await books.domains()).filter(
    (row) => row.status === 'Active' && Number(row.donotrenew ?? 0) !== 1,
  );
  const codes = await books.currencies();
  const currencyOf = await books.currencyOf();
  const found: Body[] = [];
  for (const [currencyid, code] of codes) {
    const own = domains.filter((row) => currencyOf(row.userid) === code);
    if (own.length === 0) continue;
    const answer = await calls.part('domain prices', 'whmcs_get_tld_pricing', {
      currencyid,
      fields: ['tld', 'renew'],
    });
    const prices = itemsOf(answer);
    for (const row of own) {
      const price = priceOf(prices, textIn(row, 'domainname'), textIn(row, 'regperiod'));
      if (price === undefined || amountIn(row, 'recurringamount').gte(price)) continue;
      const told = picked(['id', 'userid', 'domainname', 'regperiod', 'recurringamount', 'nextduedate'])(row);
      found.push({ ...told, price: digits(price), currency: code });
    }
  }
  const unknown = domains.filter((row) => currencyOf(row.userid) === undefined).length;
  if (unknown > 0) calls.missing('domains_below_price', `${unknown} of clients whose currency is not known`);
  return found;
};

/** Clients who have credit and unpaid invoices at once; those who owe most are looked at first. */
export const unusedCredit: Check = async (calls, books) => {
  const open = (await books.invoices()).filter(({ status }) => status === 'Unpaid');
  const owed = new Sums();
  for (const row of open) owed.add(textIn(row, 'userid'), amountIn(row, 'total'));
  const clients = [...groupedBy(open, 'userid').keys()].toSorted((one, other) =>
    owed.of(other).cmp(owed.of(one)),
  );
  const asked = clients.slice(0, MOST_CLIENTS);
  const found: Body[] = [];
  for (const id of asked) {
    const client = await calls.part('credit of clients', 'whmcs_get_client_details', {
      clientid: Number(id),
    });
    if (client === undefined) break;
    if (!amountIn(client, 'credit').gt(ZERO)) continue;
    const { credit, currency_code: currency } = client;
    found.push({ clientid: Number(id), credit, unpaid: digits(owed.of(id)), currency });
  }
  if (asked.length < clients.length)
    calls.missing(
      'unused_credit',
      `looked at ${asked.length} of ${clients.length} clients with unpaid invoices`,
    );
  return found;
};
