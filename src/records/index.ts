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
  clientRecord,
  ofPerson,
  openInvoices,
  type Person,
  personAt,
  personOf,
  readClient,
} from './client.js';
export { client, clientChanged } from './client-fields.js';
export { type Domain, domainOf, domainRecord } from './domain.js';
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
export { type Invoice, invoiceRecord, invoiceSentence } from './invoice.js';
export { invoice, invoiceChanged } from './invoice-fields.js';
export {
  has,
  type Item,
  type Order,
  type OrderSubject,
  orderDomains,
  orderRecord,
  orderServices,
  orderSubject,
  runningItems,
} from './order.js';
export { POLICY_FIELDS, policyFacts, RECORDS } from './policy-facts.js';
export { type Quote, quoteRecord } from './quote.js';
export { askingOnce, createReads } from './reader.js';
export { type RecordType, recordType, rowsOf } from './record.js';
export { type Service, serviceOf, serviceRecord } from './service.js';
export {
  gone,
  goneFromList,
  hasList,
  keepStatus,
  readOf,
  rowOf,
  settledByStatus,
  statusText,
  untold,
} from './settled.js';
export { type Ticket, type TicketSubject, ticketRecord, ticketSubject } from './ticket.js';
export { ticket, ticketChanged } from './ticket-fields.js';
export { collated, TRANSACTIONS, transactionsWith } from './transaction.js';
export { counter, endMade, resume, suspendAgain } from './undo.js';
