import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import { currencyOf, gatewayName, totalsOf } from '../../effects/billing.js';
import type { Invoice } from '../../records/billing.js';
import { html, type Json, nest, pageOf } from '../../reply.js';
import { byId, type State } from '../../state.js';
import { amount } from '../../values/money.js';
import { transactionRow } from './payments.js';

function getInvoices(call: Call): Reply {
  const { params, state } = call;
  const status = params.text('status').toLowerCase();
  const found = state.invoices.filter((invoice) => {
    if (params.given('userid') && params.int('userid') !== invoice.clientId) return false;
    if (status === 'overdue') return invoice.status === 'Unpaid' && invoice.dueDate < call.today;
    return status === '' || invoice.status.toLowerCase() === status;
  });
  const keys: Record<string, (invoice: Invoice) => string | number> = {
    invoicenumber: (invoice) => invoice.number,
    date: (invoice) => invoice.date,
    duedate: (invoice) => invoice.dueDate,
    total: (invoice) => totalsOf(state, invoice).total,
    status: (invoice) => invoice.status,
  };
  const keyOf = keys[params.text('orderby')] ?? ((invoice: Invoice) => invoice.id);
  const sign = params.text('order').toLowerCase() === 'desc' ? -1 : 1;
  found.sort((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    return sign * (left < right ? -1 : left > right ? 1 : a.id - b.id);
  });
  const page = pageOf(call, found);
  return {
    ...page.head,
    invoices: nest(
      'invoice',
      page.rows.map((invoice) => invoiceRow(state, invoice)),
    ),
  };
}

function moneyFields(state: State, invoice: Invoice) {
  const totals = totalsOf(state, invoice);
  return {
    subtotal: amount(totals.subtotal),
    credit: amount(invoice.credit),
    tax: amount(totals.tax),
    tax2: amount(totals.tax2),
    total: amount(totals.total),
  };
}

function invoiceRow(state: State, invoice: Invoice): Json {
  const client = byId(state.clients, invoice.clientId);
  const currency = currencyOf(state, client);
  return {
    id: invoice.id,
    userid: invoice.clientId,
    firstname: html(client?.firstName ?? ''),
    lastname: html(client?.lastName ?? ''),
    companyname: html(client?.companyName ?? ''),
    invoicenum: invoice.number,
    date: invoice.date,
    duedate: invoice.dueDate,
    datepaid: invoice.datePaid,
    last_capture_attempt: invoice.lastCapture,
    date_refunded: invoice.dateRefunded,
    date_cancelled: invoice.dateCancelled,
    ...moneyFields(state, invoice),
    taxrate: invoice.taxRate,
    taxrate2: invoice.taxRate2,
    status: invoice.status,
    paymentmethod: invoice.gateway,
    paymethodid: null,
    notes: html(invoice.notes),
    created_at: invoice.createdAt,
    updated_at: invoice.updatedAt,
    currencycode: currency.code,
    currencyprefix: currency.prefix,
    currencysuffix: currency.suffix,
  };
}

function getInvoice(call: Call): Reply {
  const { state } = call;
  const invoice = byId(state.invoices, call.params.int('invoiceid'));
  if (!invoice) fail('Invoice ID Not Found');
  const transactions = state.transactions.filter((one) => one.invoiceId === invoice.id);
  return {
    result: 'success',
    invoiceid: invoice.id,
    invoicenum: invoice.number,
    userid: invoice.clientId,
    date: invoice.date,
    duedate: invoice.dueDate,
    datepaid: invoice.datePaid,
    lastcaptureattempt: invoice.lastCapture,
    ...moneyFields(state, invoice),
    balance: amount(totalsOf(state, invoice).balance),
    taxrate: invoice.taxRate,
    taxrate2: invoice.taxRate2,
    status: invoice.status,
    paymentmethod: invoice.gateway,
    notes: html(invoice.notes),
    ccgateway: gatewayName(state, invoice.gateway) === 'Credit Card',
    items: nest(
      'item',
      invoice.lines.map((line) => ({
        id: line.id,
        type: line.type,
        relid: line.relId,
        description: html(line.description),
        amount: amount(line.amount),
        taxed: line.taxed ? 1 : 0,
      })),
    ),
    // The one list whose empty form is text.
    transactions: transactions.length === 0 ? '' : { transaction: transactions.map(transactionRow) },
  };
}

export const invoiceActions: Handlers = {
  GetInvoices: getInvoices,
  GetInvoice: getInvoice,
};
