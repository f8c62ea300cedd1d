import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import {
  addLine,
  INVOICE_STATUSES,
  issueInvoice,
  type NewLine,
  setInvoiceStatus,
  spendCredit,
  taxRateFor,
  totalsOf,
} from '../../effects/billing.js';
import { asFlag, asInt, asText } from '../../php/params.js';
import type { Invoice } from '../../records/billing.js';
import { byId } from '../../state.js';
import { readMoment } from '../../values/dates.js';
import { parseCents } from '../../values/money.js';

function statusNamed(text: string): string | undefined {
  return INVOICE_STATUSES.find((status) => status.toLowerCase() === text.toLowerCase());
}

function createInvoice(call: Call): Reply {
  const { params, state } = call;
  const client = byId(state.clients, params.int('userid'));
  if (!client) fail('Client ID Not Found');
  const isDraft = params.flag('draft') || params.text('status').toLowerCase() === 'draft';
  if (isDraft && params.flag('sendinvoice')) {
    fail(
      'Cannot create and send a draft invoice in a single API request. Please create and send separately.',
    );
  }
  const invoice = issueInvoice(state, {
    clientId: client.id,
    status: isDraft ? 'Draft' : (statusNamed(params.text('status')) ?? 'Unpaid'),
    date: dayParam(call, 'date') ?? call.today,
    dueDate: dayParam(call, 'duedate') ?? call.daysAhead(7),
    gateway: params.text('paymentmethod') || client.gateway || 'banktransfer',
    taxRate: rateParam(call, 'taxrate') ?? taxRateFor(state, client),
    taxRate2: rateParam(call, 'taxrate2') ?? '0.000',
    notes: params.text('notes'),
    at: call.moment,
    lines: numberedLines(call),
  });
  call.log(`Created Invoice - Invoice ID: ${invoice.id}`, client.id);
  const usable = Math.min(client.credit, totalsOf(state, invoice).balance);
  if (params.flag('autoapplycredit') && !isDraft && usable > 0) spendCredit(call, client, invoice, usable);
  if (params.flag('sendinvoice')) call.mailClient(client, 'Invoice Created', { invoiceid: invoice.id });
  return { result: 'success', invoiceid: String(invoice.id), status: invoice.status };
}

/** Lines come as `itemdescription1`, `itemamount1`, ...; brackets instead of numbers give an invoice without lines. */
function numberedLines(call: Call): NewLine[] {
  const { params } = call;
  return params.names().flatMap((name) => {
    const number = /^itemdescription(\d+)$/.exec(name)?.[1];
    if (number === undefined || !params.given(name)) return [];
    return [
      {
        description: params.text(name),
        amount: params.cents(`itemamount${number}`),
        taxed: params.flag(`itemtaxed${number}`),
      },
    ];
  });
}

function dayParam(call: Call, name: string): string | undefined {
  return call.params.given(name) ? readMoment(call.params.text(name))?.slice(0, 10) : undefined;
}

function rateParam(call: Call, name: string): string | undefined {
  if (!call.params.given(name)) return undefined;
  const [whole = '0', fraction = ''] = (/^\d+(\.\d+)?/.exec(call.params.text(name))?.[0] ?? '0').split('.');
  return `${whole}.${fraction.padEnd(3, '0').slice(0, 3)}`;
}

function updateInvoice(call: Call): Reply {
  const { params, state } = call;
  const invoice = byId(state.invoices, params.int('invoiceid'));
  if (!invoice) fail('Invoice ID Not Found');
  const sends = params.flag('publishandsendemail');
  const publishes = params.flag('publish') || sends;
  if (publishes && invoice.status !== 'Draft') fail('Invoice must be in Draft status to be published');
  const status = params.given('status') ? statusNamed(params.text('status')) : undefined;
  if (params.given('status') && !status) fail(`Invalid status ${params.text('status')}`);
  changeLines(call, invoice);
  if (params.given('paymentmethod')) invoice.gateway = params.text('paymentmethod');
  if (params.has('notes')) invoice.notes = params.text('notes');
  if (params.given('credit')) invoice.credit = params.cents('credit');
  invoice.taxRate = rateParam(call, 'taxrate') ?? invoice.taxRate;
  invoice.taxRate2 = rateParam(call, 'taxrate2') ?? invoice.taxRate2;
  invoice.date = dayParam(call, 'date') ?? invoice.date;
  invoice.dueDate = dayParam(call, 'duedate') ?? invoice.dueDate;
  if (status) setInvoiceStatus(call, invoice, status);
  if (params.given('datepaid')) invoice.datePaid = readMoment(params.text('datepaid')) ?? invoice.datePaid;
  if (publishes) invoice.status = 'Unpaid';
  invoice.updatedAt = call.moment;
  call.log(`Modified Invoice - Invoice ID: ${invoice.id}`, invoice.clientId);
  if (sends)
    call.mailClient(byId(state.clients, invoice.clientId), 'Invoice Created', { invoiceid: invoice.id });
  return { result: 'success', invoiceid: String(invoice.id) };
}

function changeLines(call: Call, invoice: Invoice): void {
  const { params, state } = call;
  const descriptions = params.array('itemdescription');
  const amounts = params.array('itemamount');
  const taxed = params.array('itemtaxed');
  for (const id of new Set([...descriptions.keys(), ...amounts.keys(), ...taxed.keys()])) {
    if (!descriptions.has(id) || !amounts.has(id) || !taxed.has(id)) {
      fail(
        'Missing Variables: itemdescription, itemamount and itemtaxed are required for each item being changed',
      );
    }
  }
  for (const line of invoice.lines) {
    const key = String(line.id);
    if (!descriptions.has(key)) continue;
    line.description = asText(descriptions.get(key) ?? '');
    line.amount = parseCents(asText(amounts.get(key) ?? ''));
    line.taxed = asFlag(taxed.get(key));
  }
  for (const [key, description] of params.array('newitemdescription')) {
    addLine(state, invoice, {
      description: asText(description),
      amount: parseCents(asText(params.array('newitemamount').get(key) ?? '')),
      taxed: asFlag(params.array('newitemtaxed').get(key)),
    });
  }
  const removed = new Set([...params.array('deletelineids').values()].map(asInt));
  invoice.lines = invoice.lines.filter((line) => !removed.has(line.id));
}

export const invoiceWriteActions: Handlers = {
  CreateInvoice: createInvoice,
  UpdateInvoice: updateInvoice,
};
