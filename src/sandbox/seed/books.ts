import { taxRateFor, totalsOf } from '../effects/billing.js';
import type { Invoice, InvoiceLine } from '../records/billing.js';
import type { Domain, Service } from '../records/holdings.js';
import type { State } from '../state.js';
import { addDays, NO_MOMENT } from '../values/dates.js';
import type { Cents } from '../values/money.js';
import type { Random } from '../values/random.js';
import { PRODUCTS } from './catalog.js';
import type { PlannedOrder } from './order-plan.js';

const FIRST_INVOICE_ID = 3001;
const FIRST_TRANSACTION_ID = 5001;
const FIRST_LINE_ID = 7001;

/** Renewals beside the orders' invoices: how many stand where. */
const RENEWALS: readonly [status: string, count: number][] = [
  ['Paid', 55],
  ['Overdue', 14],
  ['Unpaid', 13],
  ['Draft', 6],
  ['Cancelled', 5],
  ['Refunded', 5],
  ['Collections', 4],
  ['Payment Pending', 4],
];

interface Draft {
  clientId: number;
  status: string;
  date: string;
  dueDate: string;
  lines: Omit<InvoiceLine, 'id'>[];
  orderId: number;
  /** Paid before the invoice is settled, in cents. */
  alsoPaid: Cents;
  /** Position among its kind, which decides who pays in two parts and the like. */
  turn: number;
}

export function keepBooks(
  state: State,
  random: Random,
  today: string,
  orders: readonly PlannedOrder[],
): Map<number, number> {
  const drafts = [
    ...orders.map((order) => orderDraft(state, order, today)),
    ...renewalDrafts(state, random, today),
  ];
  drafts.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  const invoiceOfOrder = new Map<number, number>();
  let lineId = FIRST_LINE_ID;
  for (const [position, draft] of drafts.entries()) {
    const client = state.clients[draft.clientId - 1];
    const invoice: Invoice = {
      id: FIRST_INVOICE_ID + position,
      number:
        draft.status === 'Paid' || draft.status === 'Refunded'
          ? `INV-${String(position + 1).padStart(5, '0')}`
          : '',
      clientId: draft.clientId,
      date: draft.date,
      dueDate: draft.dueDate,
      datePaid: NO_MOMENT,
      lastCapture: NO_MOMENT,
      dateRefunded: NO_MOMENT,
      dateCancelled: NO_MOMENT,
      credit: 0,
      taxRate: taxRateFor(state, client),
      taxRate2: '0.000',
      status: draft.status === 'Overdue' ? 'Unpaid' : draft.status,
      gateway: client?.gateway ?? 'banktransfer',
      notes: '',
      createdAt: `${draft.date} 03:00:00`,
      updatedAt: `${draft.date} 03:00:00`,
      lines: draft.lines.map((line) => ({ id: lineId++, ...line })),
    };
    state.invoices.push(invoice);
    if (draft.orderId > 0) invoiceOfOrder.set(draft.orderId, invoice.id);
    settle(state, random, today, invoice, draft);
  }
  return invoiceOfOrder;
}

/** Books what happened to the invoice since, so that its transactions add up to its status. */
function settle(state: State, random: Random, today: string, invoice: Invoice, draft: Draft): void {
  const later = (days: number) => {
    const day = addDays(invoice.date, days);
    return `${day < today ? day : today} 08:${String(random.int(10, 59))}:00`;
  };
  const total = totalsOf(state, invoice).total;
  const book = (description: string, cents: Cents, at: string, refundId = 0) =>
    bookTransaction(state, random, invoice, { description, cents, at, refundId });
  switch (draft.status) {
    case 'Paid': {
      invoice.datePaid = later(3);
      if (draft.turn % 10 === 9) invoice.credit = Math.floor(total / 4);
      const due = total - invoice.credit;
      const first = draft.turn % 7 === 6 ? Math.floor(due / 2) : due;
      book('Invoice Payment', first, later(2));
      if (first < due) book('Invoice Payment', due - first, invoice.datePaid);
      break;
    }
    case 'Refunded':
      invoice.datePaid = later(2);
      invoice.dateRefunded = later(9);
      book('Invoice Payment', total, invoice.datePaid);
      book('Refund of Transaction', -total, invoice.dateRefunded, state.transactions.at(-1)?.id);
      break;
    case 'Cancelled':
      invoice.dateCancelled = later(12);
      break;
    case 'Overdue':
      if (draft.turn % 5 === 0) book('Invoice Payment', Math.floor(total / 2), later(4));
      break;
  }
  if (draft.alsoPaid > 0) book('Invoice Payment', draft.alsoPaid, later(0));
}

function bookTransaction(
  state: State,
  random: Random,
  invoice: Invoice,
  entry: { description: string; cents: Cents; at: string; refundId: number },
): void {
  const { cents } = entry;
  state.transactions.push({
    id: FIRST_TRANSACTION_ID + state.transactions.length,
    clientId: invoice.clientId,
    currencyId: 0,
    gateway: invoice.gateway,
    date: entry.at,
    description: entry.description,
    amountIn: Math.max(0, cents),
    fees: cents > 0 && invoice.gateway !== 'banktransfer' ? Math.round((cents * 14) / 1000) + 25 : 0,
    amountOut: Math.max(0, -cents),
    rate: '1.00000',
    transId: `sbx_${random.text(16, '0123456789abcdef')}`,
    invoiceId: invoice.id,
    refundId: entry.refundId,
  });
}

function orderDraft(state: State, order: PlannedOrder, today: string): Draft {
  const date = addDays(today, -order.daysAgo);
  const services = state.services.filter((service) => service.orderId === order.id);
  const domains = state.domains.filter((domain) => domain.orderId === order.id);
  const lines = [
    ...services.map(serviceLine),
    ...domains.map((domain) => domainLine(domain, domain.firstPayment)),
  ];
  if (order.alsoPaid) {
    // Untaxed, so that what was paid for it settles it to the cent.
    lines.push({ type: '', relId: 0, description: 'Set-up visit', amount: order.alsoPaid, taxed: false });
  }
  return {
    clientId: order.clientId,
    status: order.invoice,
    date,
    dueDate: addDays(date, 7),
    lines,
    orderId: order.id,
    alsoPaid: order.alsoPaid ?? 0,
    turn: 0,
  };
}

function renewalDrafts(state: State, random: Random, today: string): Draft[] {
  const billed = state.services.filter((service) => service.orderId === 0);
  let position = 0;
  return RENEWALS.flatMap(([status, count]) =>
    Array.from({ length: count }, (_, turn): Draft => {
      const service = billed[position++ % billed.length];
      const [date, dueDate] = datesFor(status, random, today);
      const domain =
        turn % 6 === 5 ? state.domains.find((one) => one.clientId === service?.clientId) : undefined;
      return {
        clientId: service?.clientId ?? 1,
        status,
        date,
        dueDate,
        lines: [
          ...(service ? [serviceLine(service)] : []),
          ...(domain ? [domainLine(domain, domain.recurring)] : []),
        ],
        orderId: 0,
        alsoPaid: 0,
        turn,
      };
    }),
  );
}

function datesFor(status: string, random: Random, today: string): [date: string, dueDate: string] {
  const issued = (from: number, to: number, due: number): [string, string] => {
    const date = addDays(today, -random.int(from, to));
    return [date, addDays(date, due)];
  };
  if (status === 'Unpaid' || status === 'Payment Pending') return issued(0, 6, 14);
  if (status === 'Draft') return issued(0, 2, 14);
  if (status === 'Overdue') return issued(16, 50, 14);
  if (status === 'Collections') return issued(120, 200, 14);
  return issued(20, 360, 14);
}

function serviceLine(service: Service): Omit<InvoiceLine, 'id'> {
  const product = PRODUCTS.find((one) => one.id === service.productId);
  return {
    type: 'Hosting',
    relId: service.id,
    description: `${product?.name ?? 'Service'} - ${service.domain} (${service.billingCycle})`,
    amount: service.recurring,
    taxed: true,
  };
}

function domainLine(domain: Domain, cents: Cents): Omit<InvoiceLine, 'id'> {
  const isNew = domain.orderId > 0 && cents === domain.firstPayment;
  return {
    type: isNew ? `Domain${domain.type}` : 'Domain',
    relId: domain.id,
    description: `Domain ${isNew ? domain.type : 'Renewal'} - ${domain.name} - ${domain.years} Year/s`,
    amount: cents,
    taxed: true,
  };
}

/** What an order came to, before tax. */
export function orderAmount(services: readonly Service[], domains: readonly Domain[]): Cents {
  return [...services, ...domains].reduce((all, item) => all + item.firstPayment, 0);
}
