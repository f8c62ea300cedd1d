import { billingDesk } from './billing/desk/index.js';
import { clientsDesk } from './clients/desk/index.js';
import { domainsDesk } from './domains/desk/index.js';
import { ordersDesk } from './orders/desk/index.js';
import { quotesDesk } from './quotes/desk/index.js';
import { servicesDesk } from './services/desk/index.js';
import { systemDesk } from './system/desk/index.js';
import { ticketsDesk } from './tickets/desk/index.js';

/** The tools of the extra set `desk`, by area: what the daily work of a hosting desk needs beyond the usual ones. */
export const desk = [
  billingDesk,
  clientsDesk,
  domainsDesk,
  ordersDesk,
  quotesDesk,
  servicesDesk,
  systemDesk,
  ticketsDesk,
] as const;
