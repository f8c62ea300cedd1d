export { sameAddress } from './address.js';
export {
  type Change,
  changesOf,
  changesOneOf,
  shownChanges,
  shownLines,
  whereChanged,
} from './change-lines.js';
export { type Changed, changesSomething, changesTo, holds, setBack } from './changed.js';
export {
  type Client,
  clientFacts,
  clientRecord,
  ofPerson,
  openInvoices,
  type Person,
  personAt,
  personOf,
} from './client.js';
export {
  clientChanges,
  MAIL_ADDRESS,
  PERSON_FIELDS,
  PRINTED_OF_PERSON,
  SHOWN_TO_CLIENT,
} from './client-fields.js';
export { comparedRow, onlyIn } from './conflicts.js';
export { type Domain, domainOf, domainRecord } from './domain.js';
export {
  type DomainPrices,
  domainStake,
  lookPrices,
  type PriceOf,
  priceInList,
  pricesInWords,
  registrarPrice,
} from './domain-prices.js';
export { type Held, heldDomain } from './domain-subject.js';
export {
  day,
  decimal,
  type Field,
  flag,
  flagOf,
  number,
  parts,
  sameAmount,
  sameInAnyCase,
  text,
  unshown,
} from './field.js';
export { allSent, madeRecord } from './found.js';
export { type Invoice, invoiceRecord, invoiceSentence } from './invoice.js';
export { invoiceChanges } from './invoice-fields.js';
export { type InvoiceEdit, invoiceStakes } from './invoice-stake.js';
export { domainQueue, queueOfAll, serviceQueue } from './module-queue.js';
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
export { ownLines } from './own-lines.js';
export { namedFact, namedFacts, POLICY_FIELDS, POLICY_WORDS, policyFacts, RECORDS } from './policy-facts.js';
export { pricedAmount } from './priced.js';
export {
  type Cycle,
  cycleOf,
  firstCycle,
  listPrice,
  type Price,
  productIn,
  productQuestion,
  productRow,
  timesCharged,
} from './product-prices.js';
export { type Quote, quoteRecord } from './quote.js';
export { type AskOnce, askingOnce, createReads, isNotFound } from './reader.js';
export {
  changedTicketReached,
  clientReached,
  stranger,
  ticketReached,
  ticketReachOf,
  withContacts,
} from './recipients.js';
export { type OwnWrites, type RecordType, rowsOf, type TicketText } from './record.js';
export { againstSuspension, type Service, serviceRecord, sparedSentence } from './service.js';
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
export {
  atStake,
  baseCurrency,
  clientCurrency,
  clientRow,
  currencyById,
  NOTHING_AT_STAKE,
  NoStake,
  namedRow,
  plainAmount,
  untoldWhere,
} from './stake.js';
export { chargesOf, clientTaxRates, NO_TAX, type TaxedLine, type TaxRates, withTaxes } from './tax.js';
export { type Ticket, type TicketSubject, ticketRecord, ticketSubject } from './ticket.js';
export { ticketChanges } from './ticket-fields.js';
export { collated, TRANSACTIONS, transactionsWith } from './transaction.js';
export { counter, endMade } from './undo.js';
