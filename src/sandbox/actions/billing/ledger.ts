import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import { moveCredit } from '../../effects/billing.js';
import type { Invoice, Transaction } from '../../records/billing.js';
import type { Client } from '../../records/people.js';
import { byId, issueId } from '../../state.js';
import { readLocalised, readMoment } from '../../values/dates.js';
import { amount } from '../../values/money.js';

/** docs: api-reference/addcredit.md. The amount is positive either way. */
function addCredit(call: Call): Reply {
  const { params, state } = call;
  const type = params.text('type', 'add').toLowerCase();
  if (type !== 'add' && type !== 'remove') fail('Type can only be add or remove');
  const client = byId(state.clients, params.int('clientid')) ?? fail('Client ID Not Found');
  if (params.given('adminid') && !byId(state.staff, params.int('adminid'))) fail('Admin ID Not Found');
  if (!params.given('amount')) fail('No Amount Provided');
  if (!/^\d+(\.\d{1,2})?$/.test(params.text('amount')))
    fail('Amount must be in decimal format: ### or ###.##');
  const day = params.given('date') ? readMoment(params.text('date'))?.slice(0, 10) : call.today;
  if (day === undefined) fail('Date Format is not Valid');
  const cents = params.cents('amount') * (type === 'add' ? 1 : -1);
  moveCredit(call, client, cents, params.text('description'), 0, day);
  const what = type === 'add' ? 'Added' : 'Removed';
  call.log(`${what} Credit - User ID: ${client.id} - Amount: ${amount(Math.abs(cents))}`, client.id);
  return { result: 'success', newbalance: amount(client.credit) };
}

/** The client and the invoice that a transaction is for. */
function ownersOf(call: Call): { client: Client | undefined; invoice: Invoice | undefined } {
  const { params, state } = call;
  const client = params.given('userid')
    ? (byId(state.clients, params.int('userid')) ?? fail('Client ID Not Found'))
    : undefined;
  const invoice = params.given('invoiceid')
    ? (byId(state.invoices, params.int('invoiceid')) ?? fail('Invoice ID Not Found'))
    : undefined;
  if (client && invoice && invoice.clientId !== client.id) fail('User ID does not own the given Invoice ID');
  return { client, invoice };
}

/** docs: api-reference/addtransaction.md. Answers with no id; an invoice keeps its status. */
function addTransaction(call: Call): Reply {
  const { params, state } = call;
  const { client, invoice } = ownersOf(call);
  const clientId = client?.id ?? invoice?.clientId ?? 0;
  if (params.given('currencyid') && !byId(state.currencies, params.int('currencyid')))
    fail('Currency ID Not Found');
  if (clientId === 0 && !params.given('currencyid'))
    fail('A Currency ID is required for non-customer related transactions');
  if (!params.given('paymentmethod')) fail('Payment Method is required');
  const transId = params.text('transid');
  const isTaken = transId !== '' && state.transactions.some((one) => one.transId === transId);
  if (isTaken && !params.flag('allowduplicatetransid')) fail('Transaction ID must be Unique');
  const day = params.given('date') ? readLocalised(params.text('date'), call.dateFormat) : undefined;
  const transaction: Transaction = {
    id: issueId(state, 'transactions'),
    clientId,
    currencyId: clientId === 0 ? params.int('currencyid') : 0,
    gateway: params.text('paymentmethod'),
    date: day === undefined ? call.moment : `${day} 00:00:00`,
    description: params.text('description'),
    amountIn: params.cents('amountin'),
    fees: params.cents('fees'),
    amountOut: params.cents('amountout'),
    rate: params.text('rate') || '1.00000',
    transId,
    invoiceId: invoice?.id ?? 0,
    refundId: 0,
  };
  state.transactions.push(transaction);
  if (client && params.flag('credit') && !invoice)
    moveCredit(call, client, transaction.amountIn, `Transaction ID ${transId}`);
  call.log(`Added Transaction - Transaction ID: ${transaction.id}`, clientId);
  return { result: 'success' };
}

/** docs: api-reference/updatetransaction.md. It looks at nothing: whatever it is given is written. */
function updateTransaction(call: Call): Reply {
  const { params, state } = call;
  const found = byId(state.transactions, params.int('transactionid')) ?? fail('Transaction ID Not Found');
  if (params.given('refundid')) found.refundId = params.int('refundid');
  if (params.given('userid')) found.clientId = params.int('userid');
  if (params.given('invoiceid')) found.invoiceId = params.int('invoiceid');
  if (params.given('currency')) found.currencyId = params.int('currency');
  if (params.given('transid')) found.transId = params.text('transid');
  if (params.given('gateway')) found.gateway = params.text('gateway');
  if (params.given('date')) found.date = readMoment(params.text('date')) ?? found.date;
  if (params.has('description')) found.description = params.text('description');
  if (params.given('amountin')) found.amountIn = params.cents('amountin');
  if (params.given('fees')) found.fees = params.cents('fees');
  if (params.given('amountout')) found.amountOut = params.cents('amountout');
  if (params.given('rate')) found.rate = params.text('rate');
  const client = byId(state.clients, found.clientId);
  if (client && params.flag('credit') && found.invoiceId === 0)
    moveCredit(call, client, found.amountIn, `Transaction ID ${found.transId}`);
  call.log(`Modified Transaction - Transaction ID: ${found.id}`, found.clientId);
  return { result: 'success', transactionid: found.id };
}

export const ledgerActions: Handlers = {
  AddCredit: addCredit,
  AddTransaction: addTransaction,
  UpdateTransaction: updateTransaction,
};
