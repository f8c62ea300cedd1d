import type { Handler, Handlers } from '../call.js';
import { chargeActions } from './billing/charges.js';
import { invoiceWriteActions } from './billing/invoice-writes.js';
import { invoiceActions } from './billing/invoices.js';
import { ledgerActions } from './billing/ledger.js';
import { paymentActions } from './billing/payments.js';
import { quoteWriteActions } from './billing/quote-writes.js';
import { quoteActions } from './billing/quotes.js';
import { clientDeskActions } from './clients/client-desk.js';
import { clientActions } from './clients/clients.js';
import { contactActions } from './clients/contacts.js';
import { holdingActions } from './clients/holdings.js';
import { mailActions } from './clients/mails.js';
import { userActions } from './clients/users.js';
import { domainWriteActions } from './domains/domain-writes.js';
import { domainActions } from './domains/domains.js';
import { emailActions } from './emails.js';
import { installationActions } from './installation.js';
import { marketingActions } from './marketing.js';
import { orderPlacingActions } from './order-placing.js';
import { orderActions } from './orders.js';
import { serviceChangeActions } from './service-changes.js';
import { serviceActions } from './services.js';
import { systemActions } from './system.js';
import { ticketDeskActions } from './tickets/ticket-desk.js';
import { ticketWriteActions } from './tickets/ticket-writes.js';
import { ticketActions } from './tickets/tickets.js';
import { upgradeActions } from './upgrades.js';
import { websiteActions } from './website.js';

export const actions: Handlers = {
  ...clientActions,
  ...clientDeskActions,
  ...contactActions,
  ...holdingActions,
  ...mailActions,
  ...userActions,
  ...invoiceActions,
  ...invoiceWriteActions,
  ...paymentActions,
  ...ledgerActions,
  ...chargeActions,
  ...ticketActions,
  ...ticketWriteActions,
  ...ticketDeskActions,
  ...orderActions,
  ...orderPlacingActions,
  ...serviceActions,
  ...serviceChangeActions,
  ...upgradeActions,
  ...domainActions,
  ...domainWriteActions,
  ...quoteActions,
  ...quoteWriteActions,
  ...emailActions,
  ...systemActions,
  ...installationActions,
  ...marketingActions,
  ...websiteActions,
};

const byLowerCase = new Map<string, { name: string; handler: Handler }>(
  Object.entries(actions).map(([name, handler]) => [name.toLowerCase(), { name, handler }]),
);

/** Case doesn't matter to WHMCS, so a deny-list that compares exactly would be passed by. */
export function actionNamed(text: string): { name: string; handler: Handler } | undefined {
  return byLowerCase.get(text.toLowerCase());
}
