import { affiliates } from './affiliates.js';
import { billing } from './billing.js';
import { clients } from './clients.js';
import { domains } from './domains.js';
import { orders } from './orders.js';
import { products } from './products.js';
import { promotions } from './promotions.js';
import { quotes } from './quotes.js';
import { services } from './services.js';
import { system } from './system.js';
import { tickets } from './tickets.js';

/** Every tool there is, by area. */
export const areas = [
  clients,
  products,
  billing,
  tickets,
  domains,
  orders,
  services,
  system,
  affiliates,
  promotions,
  quotes,
] as const;
