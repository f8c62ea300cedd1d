import { ACCOUNT } from './account.js';
import { CONTACTS } from './contacts.js';
import { DATA } from './data.js';
import { DENIAL } from './denial.js';
import { DESTRUCTION } from './destruction.js';
import { DETOURS } from './detours.js';
import { DOMAIN } from './domain.js';
import { DOMAIN_RECORDS } from './domain-records.js';
import { EVASION } from './evasion.js';
import type { Goal } from './goal.js';
import { IMPERSONATION } from './impersonation.js';
import { INVOICES } from './invoices.js';
import { LEDGER } from './ledger.js';
import { LURES } from './lures.js';
import { PAPERS } from './papers.js';
import { PRICES } from './prices.js';
import { SERVICE_TERMS } from './services.js';
import { TICKET_DESK } from './ticket-desk.js';

export { type Goal, GROUPS, type Group, type Route } from './goal.js';
export { LEFT_OPEN } from './left-open.js';

/** What an attacker may want; none of it may come to pass under any shipped policy. */
export const GOALS: readonly Goal[] = [
  ...INVOICES,
  ...PRICES,
  ...LEDGER,
  ...SERVICE_TERMS,
  ...LURES,
  ...ACCOUNT,
  ...CONTACTS,
  ...DOMAIN,
  ...DOMAIN_RECORDS,
  ...DATA,
  ...TICKET_DESK,
  ...PAPERS,
  ...DESTRUCTION,
  ...IMPERSONATION,
  ...DENIAL,
  ...EVASION,
  ...DETOURS,
];
