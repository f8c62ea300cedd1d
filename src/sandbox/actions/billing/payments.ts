import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import { markPaid, moveCredit, spendCredit, totalsOf } from '../../effects/billing.js';
import type { Invoice, Transaction } from '../../records/billing.js';
import { html, type Json, nest } from '../../reply.js';
import { byId, issueId } from '../../state.js';
import { readMoment } from '../../values/dates.js';
import { amount } from '../../values/money.js';

function addInvoicePayment(call: Call): Reply {
  const { params, state } = call;
  const invoice = byId(state.invoices, params.int('invoiceid'));
  if (!invoice) fail('Invoice ID Not Found');
  if (invoice.status === 'Cancelled')
    fail('It is not possible to add a payment to an invoice that is Cancelled');
  const client = byId(state.clients, invoice.clientId);
  const before = totalsOf(state, invoice).balance;
  const paid = params.given('amount') ? params.cents('amount') : before;
  const at = readMoment(params.text('date')) ?? call.moment;
  recordPayment(call, invoice, paid, at);
  const excess = Math.max(0, paid - Math.max(0, before));
  if (client && excess > 0) {
    moveCredit(call, client, excess, `Overpayment of Invoice #${invoice.id}`, invoice.id);
    call.log(
      `Invoice Overpayment - Credit of ${amount(excess)} added - Invoice ID: ${invoice.id}`,
      client.id,
    );
  }
  if (invoice.status !== 'Paid' && paid >= before) markPaid(call, invoice, at);
  if (!params.flag('noemail')) {
    call.mailClient(client, 'Invoice Payment Confirmation', { invoiceid: invoice.id });
  }
  return { result: 'success' };
}

function recordPayment(call: Call, invoice: Invoice, paid: number, at: string): void {
  const { params, state } = call;
  state.transactions.push({
    id: issueId(state, 'transactions'),
    clientId: invoice.clientId,
    currencyId: 0,
    gateway: params.text('gateway'),
    date: at,
    description: 'Invoice Payment',
    amountIn: paid,
    fees: params.cents('fees'),
    amountOut: 0,
    rate: '1.00000',
    transId: params.text('transid'),
    invoiceId: invoice.id,
    refundId: 0,
  });
  invoice.updatedAt = call.moment;
  call.log(`Added Invoice Payment - Invoice ID: ${invoice.id}`, invoice.clientId);
}

function applyCredit(call: Call): Reply {
  const { params, state } = call;
  const invoice = byId(state.invoices, params.int('invoiceid'));
  if (!invoice) fail('Invoice ID Not Found');
  if (invoice.status !== 'Unpaid') fail('Invoice Not in Unpaid Status');
  const client = byId(state.clients, invoice.clientId);
  const { balance } = totalsOf(state, invoice);
  const available = client?.credit ?? 0;
  const takesAll = !params.given('amount') || params.text('amount') === 'full';
  const cents = takesAll ? Math.min(available, balance) : params.cents('amount');
  if (!client || cents > available) fail('Amount exceeds customer credit balance');
  if (cents > balance) fail('Amount Exceeds Invoice Balance');
  if (cents <= 0) fail('Credit Amount to apply must be greater than zero');
  const settled = spendCredit(call, client, invoice, cents);
  if (settled && !params.flag('noemail')) {
    call.mailClient(client, 'Invoice Payment Confirmation', { invoiceid: invoice.id });
  }
  // Text, not a boolean: the documentation's sample says "false".
  return {
    result: 'success',
    invoiceid: String(invoice.id),
    amount: amount(cents),
    invoicepaid: settled ? 'true' : 'false',
  };
}

function getTransactions(call: Call): Reply {
  const { params, state } = call;
  const found = state.transactions.filter(
    (one) =>
      (!params.given('invoiceid') || params.int('invoiceid') === one.invoiceId) &&
      (!params.given('clientid') || params.int('clientid') === one.clientId) &&
      (!params.given('transid') || params.text('transid') === one.transId),
  );
  return {
    result: 'success',
    totalresults: found.length,
    startnumber: 0,
    numreturned: found.length,
    transactions: nest('transaction', found.map(transactionRow)),
  };
}

export function transactionRow(transaction: Transaction): Json {
  return {
    id: String(transaction.id),
    userid: String(transaction.clientId),
    currency: String(transaction.currencyId),
    gateway: transaction.gateway,
    date: transaction.date,
    description: html(transaction.description),
    amountin: amount(transaction.amountIn),
    fees: amount(transaction.fees),
    amountout: amount(transaction.amountOut),
    rate: transaction.rate,
    transid: transaction.transId,
    invoiceid: String(transaction.invoiceId),
    refundid: String(transaction.refundId),
  };
}

/** docs: api-reference/getcredits.md. Oldest first, all at once. */
function getCredits({ params, state }: Call): Reply {
  const clientId = params.int('clientid');
  if (!byId(state.clients, clientId)) fail('Client ID Not Found');
  const found = state.credits.filter((one) => one.clientId === clientId);
  return {
    result: 'success',
    totalresults: String(found.length),
    clientid: String(clientId),
    credits: nest(
      'credit',
      found.map((one) => ({
        id: String(one.id),
        date: one.date,
        description: html(one.description),
        amount: amount(one.amount),
        relid: String(one.invoiceId),
      })),
    ),
  };
}

export const paymentActions: Handlers = {
  AddInvoicePayment: addInvoicePayment,
  ApplyCredit: applyCredit,
  GetCredits: getCredits,
  GetTransactions: getTransactions,
};
