import type { Handler, Handlers } from '../call.js';
import { clientActions } from './clients.js';
import { domainActions } from './domains.js';
import { emailActions } from './emails.js';
import { holdingActions } from './holdings.js';
import { invoiceWriteActions } from './invoice-writes.js';
import { invoiceActions } from './invoices.js';
import { marketingActions } from './marketing.js';
import { orderActions } from './orders.js';
import { paymentActions } from './payments.js';
import { quoteActions } from './quotes.js';
import { serviceActions } from './services.js';
import { systemActions } from './system.js';
import { ticketWriteActions } from './ticket-writes.js';
import { ticketActions } from './tickets.js';

export const actions: Handlers = {
  ...clientActions,
  ...holdingActions,
  ...invoiceActions,
  ...invoiceWriteActions,
  ...paymentActions,
  ...ticketActions,
  ...ticketWriteActions,
  ...orderActions,
  ...serviceActions,
  ...domainActions,
  ...quoteActions,
  ...emailActions,
  ...systemActions,
  ...marketingActions,
};

const byLowerCase = new Map<string, { name: string; handler: Handler }>(
  Object.entries(actions).map(([name, handler]) => [name.toLowerCase(), { name, handler }]),
);

/** Case doesn't matter to WHMCS, so a deny-list that compares exactly would be passed by. */
export function actionNamed(text: string): { name: string; handler: Handler } | undefined {
  return byLowerCase.get(text.toLowerCase());
}
