export {
  type Change,
  changedFields,
  changeSentence,
  changeSentences,
  changesOf,
  formerFacts,
  labelOf,
} from './change-lines.js';
export {
  type Client,
  clientFacts,
  ofPerson,
  openInvoices,
  type Person,
  personAt,
  personOf,
  readClient,
} from './client.js';
export { client, clientAdded, clientChanged, clientGone } from './client-fields.js';
export { type Domain, domainOf, readDomain } from './domain.js';
export { type Held, heldDomain, type Price, readPrice } from './domain-subject.js';
export { allSent, madeRecord } from './found.js';
export {
  type Changed,
  cents,
  type Field,
  type Fields,
  flagOf,
  holds,
  itself,
  number,
  setBack,
  text,
  UNSHOWN,
} from './held.js';
export { type Invoice, invoiceSentence, readInvoice } from './invoice.js';
export { invoice, invoiceChanged, invoiceCreated } from './invoice-fields.js';
export { type Item, itemCounts, type Order, readOrder } from './order.js';
export { has, type Ordered, orderDomains, orderedOf, orderServices } from './order-subject.js';
export { type Quote, readQuote } from './quote.js';
export { createReads, rowsOf } from './reader.js';
export { readService, type Service, serviceOf } from './service.js';
export {
  gone,
  goneFromList,
  hasList,
  type Listed,
  readOf,
  rowOf,
  statusOf,
  statusText,
  untold,
} from './settled.js';
export { readTicket, type Ticket } from './ticket.js';
export { noteAdded, replyPosted, ticket, ticketChanged, ticketGone, ticketOpened } from './ticket-fields.js';
export { counter, endMade, resume, suspendAgain, unfraud, unpend } from './undo.js';
