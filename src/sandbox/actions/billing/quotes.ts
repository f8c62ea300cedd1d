import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import { issueInvoice, taxRateFor } from '../../effects/billing.js';
import { asFlag, asInt, asText } from '../../php/params.js';
import type { PhpArray } from '../../php/post-form.js';
import { readSerialized } from '../../php/serialized.js';
import type { Quote, QuoteLine } from '../../records/billing.js';
import { html, type Json, nest, pageOf } from '../../reply.js';
import { byId, issueId, type State } from '../../state.js';
import { NO_DATE, readLocalised } from '../../values/dates.js';
import { amount, type Cents, parseCents, taxOn } from '../../values/money.js';
import { clientRow } from '../clients/client-rows.js';

export const STAGES = ['Draft', 'Delivered', 'On Hold', 'Accepted', 'Lost', 'Dead'];

function lineTotal(line: QuoteLine): Cents {
  const full = line.quantity * line.unitPrice;
  return full - taxOn(full, line.discount);
}

function totalsOfQuote(state: State, quote: Quote): { subtotal: Cents; tax: Cents } {
  const rate = taxRateFor(state, byId(state.clients, quote.clientId));
  const sum = (lines: QuoteLine[]) => lines.reduce((all, line) => all + lineTotal(line), 0);
  return { subtotal: sum(quote.lines), tax: taxOn(sum(quote.lines.filter((line) => line.taxable)), rate) };
}

function getQuotes(call: Call): Reply {
  const { params, state } = call;
  const same = (name: string, value: string) =>
    !params.given(name) || params.text(name).toLowerCase() === value.toLowerCase();
  const found = state.quotes
    .filter(
      (quote) =>
        (!params.given('quoteid') || params.int('quoteid') === quote.id) &&
        (!params.given('userid') || params.int('userid') === quote.clientId) &&
        same('subject', quote.subject) &&
        same('stage', quote.stage) &&
        same('datecreated', quote.dateCreated) &&
        same('lastmodified', quote.lastModified) &&
        same('validuntil', quote.validUntil),
    )
    .sort((a, b) => b.id - a.id);
  const page = pageOf(call, found);
  return {
    ...page.head,
    quotes: nest(
      'quote',
      page.rows.map((quote) => quoteRow(state, quote)),
    ),
  };
}

/** docs: api-reference/getquotes.md */
function quoteRow(state: State, quote: Quote): Json {
  const client = byId(state.clients, quote.clientId);
  const { subtotal, tax } = totalsOfQuote(state, quote);
  return {
    id: quote.id,
    subject: html(quote.subject),
    stage: quote.stage,
    validuntil: quote.validUntil,
    userid: quote.clientId,
    client: client ? clientRow(client) : null,
    firstname: html(quote.firstName),
    lastname: html(quote.lastName),
    companyname: html(quote.companyName),
    email: quote.email,
    address1: html(quote.address1),
    address2: html(quote.address2),
    city: html(quote.city),
    state: html(quote.state),
    postcode: quote.postcode,
    country: quote.country,
    phonenumber: quote.phone,
    tax_id: quote.taxId,
    currency: quote.currencyId,
    subtotal: amount(subtotal),
    tax1: amount(tax),
    tax2: '0.00',
    total: amount(subtotal + tax),
    proposal: html(quote.proposal),
    customernotes: html(quote.customerNotes),
    adminnotes: html(quote.adminNotes),
    datecreated: quote.dateCreated,
    lastmodified: quote.lastModified,
    datesent: quote.dateSent,
    dateaccepted: quote.dateAccepted,
    items: {
      item: quote.lines.map((line) => ({
        id: line.id,
        description: html(line.description),
        quantity: String(line.quantity),
        unitprice: amount(line.unitPrice),
        discount: line.discount,
        taxable: line.taxable ? 1 : 0,
      })),
    },
  };
}

export function localisedDay(call: Call, name: string): string {
  return readLocalised(call.params.text(name), call.dateFormat) ?? fail('Invalid Date Format');
}

/** The client isn't checked: a quote for an id that doesn't exist is really created. */
function createQuote(call: Call): Reply {
  const { params, state } = call;
  if (!params.given('subject')) fail('Subject is required');
  if (!STAGES.includes(params.text('stage'))) fail('Invalid Stage');
  if (!params.given('validuntil')) fail('Valid Until is required');
  const validUntil = localisedDay(call, 'validuntil');
  const dateCreated = params.given('datecreated') ? localisedDay(call, 'datecreated') : call.today;
  const lines = readSerialized(params.text('lineitems')) ?? new Map();
  const quote: Quote = {
    id: issueId(state, 'quotes'),
    subject: params.text('subject'),
    stage: params.text('stage'),
    validUntil,
    clientId: params.int('userid'),
    firstName: params.text('firstname'),
    lastName: params.text('lastname'),
    companyName: params.text('companyname'),
    email: params.text('email'),
    address1: params.text('address1'),
    address2: params.text('address2'),
    city: params.text('city'),
    state: params.text('state'),
    postcode: params.text('postcode'),
    country: params.text('country'),
    phone: params.text('phonenumber'),
    taxId: params.text('tax_id'),
    currencyId: params.int('currency') || 1,
    proposal: params.text('proposal'),
    customerNotes: params.text('customernotes'),
    adminNotes: params.text('adminnotes'),
    dateCreated,
    lastModified: call.today,
    dateSent: NO_DATE,
    dateAccepted: NO_DATE,
    lines: [...lines.values()].flatMap((row) => (row instanceof Map ? [lineOf(state, row)] : [])),
  };
  state.quotes.push(quote);
  call.log(`Created Quote - Quote ID: ${quote.id}`, quote.clientId);
  return { result: 'success', quoteid: String(quote.id) };
}

export function lineOf(state: State, row: PhpArray): QuoteLine {
  return {
    id: issueId(state, 'quoteLines'),
    description: asText(row.get('desc') ?? ''),
    quantity: asInt(row.get('qty')),
    unitPrice: parseCents(asText(row.get('up') ?? '')),
    discount: amount(parseCents(asText(row.get('discount') ?? ''))),
    taxable: asFlag(row.get('taxable')),
  };
}

/** Makes an invoice of the quote, again on each call. */
function acceptQuote(call: Call): Reply {
  const { state } = call;
  const quote = quoteOf(call);
  const client = byId(state.clients, quote.clientId);
  const invoice = issueInvoice(state, {
    clientId: quote.clientId,
    status: 'Unpaid',
    date: call.today,
    dueDate: call.daysAhead(7),
    gateway: client?.gateway || 'banktransfer',
    taxRate: taxRateFor(state, client),
    at: call.moment,
    lines: quote.lines.map((line) => ({
      description: line.quantity === 1 ? line.description : `${line.quantity} x ${line.description}`,
      amount: lineTotal(line),
      taxed: line.taxable,
    })),
  });
  quote.stage = 'Accepted';
  quote.dateAccepted = call.today;
  quote.lastModified = call.today;
  call.log(`Quote Accepted - Quote ID: ${quote.id} - Invoice ID: ${invoice.id}`, quote.clientId);
  call.mailClient(client, 'Quote Accepted', { quoteid: quote.id, invoiceid: invoice.id });
  return { result: 'success', invoiceid: invoice.id };
}

function deleteQuote(call: Call): Reply {
  const quote = quoteOf(call);
  call.state.quotes = call.state.quotes.filter((one) => one !== quote);
  call.log(`Deleted Quote - Quote ID: ${quote.id}`, quote.clientId);
  return { result: 'success' };
}

export function quoteOf(call: Call): Quote {
  return byId(call.state.quotes, call.params.int('quoteid')) ?? fail('Quote ID Not Found');
}

export const quoteActions: Handlers = {
  GetQuotes: getQuotes,
  CreateQuote: createQuote,
  AcceptQuote: acceptQuote,
  DeleteQuote: deleteQuote,
};
