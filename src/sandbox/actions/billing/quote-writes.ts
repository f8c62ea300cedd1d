import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import { asInt } from '../../php/params.js';
import { readSerialized } from '../../php/serialized.js';
import type { Quote } from '../../records/billing.js';
import { byId } from '../../state.js';
import { lineOf, localisedDay, quoteOf, STAGES } from './quotes.js';

/** The texts of a quote by the parameter that sets them. */
const TEXTS = {
  subject: 'subject',
  firstname: 'firstName',
  lastname: 'lastName',
  companyname: 'companyName',
  email: 'email',
  address1: 'address1',
  address2: 'address2',
  city: 'city',
  state: 'state',
  country: 'country',
  phonenumber: 'phone',
  tax_id: 'taxId',
  proposal: 'proposal',
  customernotes: 'customerNotes',
  adminnotes: 'adminNotes',
} as const satisfies Record<string, keyof Quote>;

/** docs: api-reference/updatequote.md. Lines that are not given stay. */
function updateQuote(call: Call): Reply {
  const { params } = call;
  const quote = quoteOf(call);
  const stage = params.given('stage') ? STAGES.find((one) => one === params.text('stage')) : quote.stage;
  if (stage === undefined) fail('Invalid Stage');
  quote.stage = stage;
  if (params.given('validuntil')) quote.validUntil = localisedDay(call, 'validuntil');
  if (params.given('datecreated')) quote.dateCreated = localisedDay(call, 'datecreated');
  if (params.given('userid')) quote.clientId = params.int('userid');
  if (params.given('currency')) quote.currencyId = params.int('currency');
  for (const [name, field] of Object.entries(TEXTS)) if (params.has(name)) quote[field] = params.text(name);
  changeLines(call, quote);
  quote.lastModified = call.today;
  call.log(`Modified Quote - Quote ID: ${quote.id}`, quote.clientId);
  return { result: 'success' };
}

function changeLines({ params, state }: Call, quote: Quote): void {
  for (const row of (readSerialized(params.text('lineitems')) ?? new Map()).values()) {
    if (!(row instanceof Map)) continue;
    const id = asInt(row.get('id'));
    const line = lineOf(state, row);
    if (!row.has('id')) quote.lines.push(line);
    quote.lines = quote.lines.map((one) => (row.has('id') && one.id === id ? { ...line, id } : one));
  }
}

/** docs: api-reference/sendquote.md. Mails it again each time. */
function sendQuote(call: Call): Reply {
  const quote = quoteOf(call);
  const client = byId(call.state.clients, quote.clientId);
  quote.stage = 'Delivered';
  quote.dateSent = call.today;
  quote.lastModified = call.today;
  call.log(`Quote Delivered - Quote ID: ${quote.id}`, quote.clientId);
  if (client) call.mailClient(client, 'Quote Delivery with PDF', { quoteid: quote.id });
  else call.mail({ to: quote.email, template: 'Quote Delivery with PDF', about: { quoteid: quote.id } });
  return { result: 'success' };
}

export const quoteWriteActions: Handlers = {
  UpdateQuote: updateQuote,
  SendQuote: sendQuote,
};
