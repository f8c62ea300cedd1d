import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import { issueInvoice, markPaid, type NewLine, taxRateFor, totalsOf } from '../../effects/billing.js';
import { asInt } from '../../php/params.js';
import { BILLABLE_ACTIONS, type BillableItem, type PayMethod } from '../../records/charges.js';
import type { Client } from '../../records/people.js';
import { html, type Json } from '../../reply.js';
import { byId, issueId } from '../../state.js';
import { addDays, readMoment } from '../../values/dates.js';

/** docs: api-reference/getpaymethods.md. Flat, and with the tokens that charge them. */
function getPayMethods(call: Call): Reply {
  const { params, state } = call;
  if (!params.given('clientid')) fail('Client ID Is Required');
  const client = byId(state.clients, params.int('clientid')) ?? fail('Client Not Found');
  const type = params.text('type');
  if (type !== '' && type !== 'BankAccount' && type !== 'CreditCard')
    fail("Invalid Pay Method Type. Should be 'BankAccount' or 'CreditCard'");
  const found = state.payMethods.filter(
    (one) =>
      one.clientId === client.id &&
      (!params.given('paymethodid') || params.int('paymethodid') === one.id) &&
      (type === '' || one.type.endsWith(type)),
  );
  return { result: 'success', clientid: String(client.id), paymethods: found.map(payMethodRow) };
}

function payMethodRow(one: PayMethod): Json {
  const common = {
    id: one.id,
    type: one.type,
    description: html(one.description),
    gateway_name: one.gateway,
    contact_type: 'Client',
    contact_id: one.clientId,
  };
  const ends = { remote_token: one.token, last_updated: one.updated };
  if (one.type.endsWith('BankAccount')) return { ...common, bank_name: one.bankName, ...ends };
  return {
    ...common,
    card_last_four: one.lastFour,
    expiry_date: one.expiry,
    start_date: '',
    issue_number: '',
    card_type: one.cardType,
    ...ends,
  };
}

/** The last figures of a card that its bank always declines. */
const DECLINED = '0002';

/** docs: api-reference/capturepayment.md. Of a declined card and of a gateway without one it says the same. */
function capturePayment(call: Call): Reply {
  const { params, state } = call;
  const invoice = byId(state.invoices, params.int('invoiceid'));
  if (invoice?.status !== 'Unpaid') fail('Invoice Not Found or Not Unpaid');
  const { balance } = totalsOf(state, invoice);
  const card = state.payMethods.find(
    (one) => one.clientId === invoice.clientId && one.gateway === invoice.gateway && one.gateway !== '',
  );
  invoice.lastCapture = call.moment;
  call.log(`Payment Capture Attempted - Invoice ID: ${invoice.id}`, invoice.clientId);
  if (!card || card.lastFour === DECLINED || balance <= 0) fail('Payment Attempt Failed');
  state.transactions.push({
    id: issueId(state, 'transactions'),
    clientId: invoice.clientId,
    currencyId: 0,
    gateway: invoice.gateway,
    date: call.moment,
    description: 'Invoice Payment',
    amountIn: balance,
    fees: 0,
    amountOut: 0,
    rate: '1.00000',
    transId: `ch_${state.random.text(16, '0123456789abcdef')}`,
    invoiceId: invoice.id,
    refundId: 0,
  });
  markPaid(call, invoice);
  const client = byId(state.clients, invoice.clientId);
  call.mailClient(client, 'Credit Card Payment Confirmation', { invoiceid: invoice.id });
  return { result: 'success' };
}

/** docs: api-reference/addbillableitem.md, whose answer says `status` where others say `result`. */
function addBillableItem(call: Call): Reply {
  const { params, state } = call;
  const client = byId(state.clients, params.int('clientid')) ?? fail('Client ID not Found');
  if (!params.given('description')) fail('You must provide a description');
  const action = BILLABLE_ACTIONS.find((one) => one === params.text('invoiceaction', 'noinvoice'));
  if (!action) fail('Invalid Invoice Action');
  const unit = params.text('unit');
  if (unit !== 'hours' && unit !== 'quantity')
    fail("Invalid Unit, please specify either 'hours' or 'quantity'");
  const recurring = ['recur', 'recurcycle', 'recurfor'];
  if (action === 'recur' && recurring.some((name) => !params.given(name)))
    fail('Recurring must have a unit, cycle and limit');
  const isDated = action === 'recur' || action === 'duedate';
  if (isDated && !params.given('duedate')) fail('Due date is required');
  const dueDate = isDated ? readMoment(params.text('duedate'))?.slice(0, 10) : call.today;
  if (dueDate === undefined) fail("Invalid Date Format - Expected: 'YYYY-mm-dd'");
  const item: BillableItem = {
    id: issueId(state, 'billableItems'),
    clientId: client.id,
    description: params.text('description'),
    amount: params.cents('amount'),
    unit,
    quantity: params.text('quantity') || '0',
    action,
    recur: params.int('recur'),
    recurCycle: params.text('recurcycle'),
    recurFor: params.int('recurfor'),
    dueDate,
    timesInvoiced: 0,
  };
  state.billableItems.push(item);
  call.log(`Created Billable Item - Billable Item ID: ${item.id}`, client.id);
  return { status: 'success', billableid: item.id };
}

/** Days before it is due that something is invoiced, unless it is named. */
const AHEAD = 14;

/** What a client is to be invoiced for, of that which is on no open invoice yet. */
function dueLines(call: Call, client: Client): NewLine[] {
  const { params, state } = call;
  const named = (name: string) => new Set([...params.array(name).values()].map(asInt));
  const [services, domains, addons] = ['serviceids', 'domainids', 'addonids'].map(named);
  const isLimited = ['serviceids', 'domainids', 'addonids'].some((name) => params.array(name).size > 0);
  const until = addDays(call.today, AHEAD);
  const isBilled = (type: string, id: number) =>
    state.invoices.some(
      ({ status, lines }) =>
        (status === 'Unpaid' || status === 'Draft') &&
        lines.some((line) => line.type === type && line.relId === id),
    );
  const isDue = (
    type: string,
    among: ReadonlySet<number> | undefined,
    one: { id: number; clientId: number; status: string; nextDueDate: string },
  ) =>
    one.clientId === client.id &&
    (one.status === 'Active' || one.status === 'Suspended') &&
    (isLimited ? among?.has(one.id) === true : one.nextDueDate <= until) &&
    !isBilled(type, one.id);
  const line = (type: string, relId: number, description: string, amount: number): NewLine => ({
    type,
    relId,
    description,
    amount,
    taxed: true,
  });
  return [
    ...state.services
      .filter((one) => isDue('Hosting', services, one))
      .map((one) => line('Hosting', one.id, `Hosting - ${one.domain}`, one.recurring)),
    ...state.domains
      .filter((one) => isDue('Domain', domains, one))
      .map((one) => line('Domain', one.id, `Domain Renewal - ${one.name}`, one.recurring)),
    ...state.addons
      .filter((one) => isDue('Addon', addons, one))
      .map((one) => line('Addon', one.id, one.name, one.recurring)),
    ...(isLimited ? [] : billableLines(call, client)),
  ];
}

function billableLines(call: Call, client: Client): NewLine[] {
  const due = call.state.billableItems.filter(
    (one) =>
      one.clientId === client.id &&
      one.action !== 'noinvoice' &&
      one.timesInvoiced === 0 &&
      one.dueDate <= addDays(call.today, AHEAD),
  );
  return due.map((one) => {
    one.timesInvoiced += 1;
    return { type: 'Item', relId: one.id, description: one.description, amount: one.amount, taxed: false };
  });
}

/** docs: api-reference/geninvoices.md. Without a client, every client's. */
function genInvoices(call: Call): Reply {
  const { params, state } = call;
  const isOne = params.given('clientid');
  const client = byId(state.clients, params.int('clientid'));
  if (isOne && !client) fail('Client ID Not Found');
  const clients = client ? [client] : state.clients.filter(({ status }) => status === 'Active');
  const made = clients.flatMap((one) => {
    const lines = dueLines(call, one);
    if (lines.length === 0) return [];
    const invoice = issueInvoice(state, {
      clientId: one.id,
      status: 'Unpaid',
      date: call.today,
      dueDate: call.daysAhead(AHEAD),
      gateway: one.gateway || 'banktransfer',
      taxRate: taxRateFor(state, one),
      at: call.moment,
      lines,
    });
    call.log(`Created Invoice - Invoice ID: ${invoice.id}`, one.id);
    if (!params.flag('noemails')) call.mailClient(one, 'Invoice Created', { invoiceid: invoice.id });
    return [invoice];
  });
  call.log(`Generated ${made.length} Invoices`, client?.id);
  const latest = made.at(-1);
  return {
    result: 'success',
    numcreated: String(made.length),
    ...(isOne ? { latestinvoiceid: String(latest?.id ?? 0) } : {}),
  };
}

export const chargeActions: Handlers = {
  GetPayMethods: getPayMethods,
  CapturePayment: capturePayment,
  AddBillableItem: addBillableItem,
  GenInvoices: genInvoices,
};
