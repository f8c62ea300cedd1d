import { affiliates } from './affiliates/index.js';
import { billing } from './billing/index.js';
import { clients } from './clients/index.js';
import { domains } from './domains/index.js';
import { orders } from './orders/index.js';
import { products } from './products/index.js';
import { promotions } from './promotions/index.js';
import { quotes } from './quotes/index.js';
import { services } from './services/index.js';
import { system } from './system/index.js';
import { tickets } from './tickets/index.js';

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
