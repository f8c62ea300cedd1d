import { BILLING } from './billing.js';
import { CLIENTS } from './clients.js';
import { DOMAINS } from './domains.js';
import { LEDGER } from './ledger.js';
import { LOOKUPS } from './lookups.js';
import { ORDERS } from './orders.js';
import { SERVICES } from './services.js';
import type { Task } from './task.js';
import { TICKETS } from './tickets.js';

export type { Task } from './task.js';

/** A day at the desk, in the proportions of one: most of it is reading and answering. */
export const TASKS: readonly Task[] = [
  ...TICKETS,
  ...LOOKUPS,
  ...CLIENTS,
  ...BILLING,
  ...DOMAINS,
  ...LEDGER,
  ...SERVICES,
  ...ORDERS,
];
