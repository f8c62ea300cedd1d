import type { Call } from '../call.js';
import type { Invoice, Order } from '../records/billing.js';
import type { Currency } from '../records/catalog.js';
import type { Client } from '../records/people.js';
import { byId, issueId, type State } from '../state.js';
import { NO_MOMENT } from '../values/dates.js';
import { type Cents, taxOn } from '../values/money.js';
import { carryOut } from './upgrades.js';

export const INVOICE_STATUSES = [
  'Draft',
  'Unpaid',
  'Paid',
  'Cancelled',
  'Refunded',
  'Collections',
  'Payment Pending',
] as const;

export interface Totals {
  subtotal: Cents;
  tax: Cents;
  tax2: Cents;
  /** What was to be paid: with tax, after credit. */
  total: Cents;
  /** What still is. */
  balance: Cents;
}

export function totalsOf(state: State, invoice: Invoice): Totals {
  const sum = (cents: Cents[]) => cents.reduce((a, b) => a + b, 0);
  const subtotal = sum(invoice.lines.map((line) => line.amount));
  const taxed = sum(invoice.lines.filter((line) => line.taxed).map((line) => line.amount));
  const tax = taxOn(taxed, invoice.taxRate);
  const tax2 = taxOn(taxed, invoice.taxRate2);
  const total = subtotal + tax + tax2 - invoice.credit;
  const paid = sum(
    state.transactions.filter((t) => t.invoiceId === invoice.id).map((t) => t.amountIn - t.amountOut),
  );
  return { subtotal, tax, tax2, total, balance: total - paid };
}

export function currencyOf(state: State, client: Client | undefined): Currency {
  const found = byId(state.currencies, client?.currencyId ?? 1) ?? state.currencies[0];
  return found ?? { id: 1, code: 'EUR', prefix: '€', suffix: ' EUR', format: 1, rate: '1.00000' };
}

export function gatewayName(state: State, module: string): string {
  return state.gateways.find((gateway) => gateway.module === module)?.name ?? module;
}

export interface NewLine {
  type?: string;
  relId?: number;
  description: string;
  amount: Cents;
  taxed: boolean;
}

export function addLine(state: State, invoice: Invoice, line: NewLine): void {
  invoice.lines.push({ type: '', relId: 0, ...line, id: issueId(state, 'invoiceLines') });
}

export interface NewInvoice {
  clientId: number;
  status: string;
  date: string;
  dueDate: string;
  gateway: string;
  taxRate: string;
  taxRate2?: string;
  notes?: string;
  at: string;
  lines: NewLine[];
}

export function issueInvoice(state: State, order: NewInvoice): Invoice {
  const invoice: Invoice = {
    id: issueId(state, 'invoices'),
    number: '',
    clientId: order.clientId,
    date: order.date,
    dueDate: order.dueDate,
    datePaid: NO_MOMENT,
    lastCapture: NO_MOMENT,
    dateRefunded: NO_MOMENT,
    dateCancelled: NO_MOMENT,
    credit: 0,
    taxRate: order.taxRate,
    taxRate2: order.taxRate2 ?? '0.000',
    status: order.status,
    gateway: order.gateway,
    notes: order.notes ?? '',
    createdAt: order.at,
    updatedAt: order.at,
    lines: [],
  };
  for (const line of order.lines) addLine(state, invoice, line);
  state.invoices.push(invoice);
  return invoice;
}

/** The rate for a client's taxed lines where the request names none. */
export function taxRateFor(state: State, client: Client | undefined): string {
  return client && !client.taxExempt && currencyOf(state, client).code === 'EUR' ? state.taxRate : '0.000';
}

export function markPaid(call: Call, invoice: Invoice, at = call.moment): void {
  invoice.status = 'Paid';
  invoice.datePaid = at;
  invoice.updatedAt = call.moment;
  call.log(`Invoice Marked Paid - Invoice ID: ${invoice.id}`, invoice.clientId);
  for (const upgrade of call.state.upgrades.filter(({ invoiceId }) => invoiceId === invoice.id))
    carryOut(call, upgrade);
}

export function setInvoiceStatus(call: Call, invoice: Invoice, status: string): void {
  if (status === invoice.status) return;
  invoice.status = status;
  invoice.updatedAt = call.moment;
  if (status === 'Paid') invoice.datePaid = call.moment;
  if (status === 'Cancelled') invoice.dateCancelled = call.moment;
  if (status === 'Refunded') invoice.dateRefunded = call.moment;
  call.log(`Invoice Status Set to ${status} - Invoice ID: ${invoice.id}`, invoice.clientId);
}

/** Adds to the credit of a client, or takes from it where the amount is below 0. */
export function moveCredit(
  call: Call,
  client: Client,
  cents: Cents,
  description: string,
  invoiceId = 0,
  date = call.today,
): void {
  client.credit += cents;
  call.state.credits.push({
    id: issueId(call.state, 'credits'),
    clientId: client.id,
    date,
    description,
    amount: cents,
    invoiceId,
  });
}

/** Moves client credit onto an invoice; the caller has checked both balances. */
export function spendCredit(call: Call, client: Client, invoice: Invoice, cents: Cents): boolean {
  moveCredit(call, client, -cents, `Credit Applied to Invoice #${invoice.id}`, invoice.id);
  invoice.credit += cents;
  invoice.updatedAt = call.moment;
  call.log(`Credit Applied at Invoice Creation or by Staff - Invoice ID: ${invoice.id}`, client.id);
  const settled = totalsOf(call.state, invoice).balance <= 0;
  if (settled) markPaid(call, invoice);
  return settled;
}

/**
 * Takes an order's lines off its unpaid invoice. Nothing left: the invoice is cancelled. Others left that
 * earlier payments cover: it becomes paid, and its mail may follow (docs: cancelorder, `noemail`).
 */
export function releaseOrderInvoice(call: Call, order: Order, sendMail: boolean): void {
  const invoice = byId(call.state.invoices, order.invoiceId);
  if (invoice?.status !== 'Unpaid') return;
  const isOrdered = (line: { type: string; relId: number }) =>
    line.type === 'Upgrade' ||
    (/^(?:Promo)?Hosting$/.test(line.type) && byId(call.state.services, line.relId)?.orderId === order.id) ||
    (line.type.startsWith('Domain') && byId(call.state.domains, line.relId)?.orderId === order.id);
  const others = invoice.lines.filter((line) => !isOrdered(line));
  call.state.upgrades = call.state.upgrades.filter(({ orderId }) => orderId !== order.id);
  if (others.length === 0) {
    setInvoiceStatus(call, invoice, 'Cancelled');
    return;
  }
  invoice.lines = others;
  invoice.updatedAt = call.moment;
  if (totalsOf(call.state, invoice).balance > 0) return;
  markPaid(call, invoice);
  if (sendMail) {
    const client = byId(call.state.clients, invoice.clientId);
    call.mailClient(client, 'Invoice Payment Confirmation', { invoiceid: invoice.id });
  }
}
