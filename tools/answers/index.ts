import { area } from '../../src/catalog/index.js';
import { accountOverview } from './account-overview.js';
import { billingLeaks } from './billing-leaks.js';
import { findClient } from './find-client.js';
import { openOrders } from './open-orders.js';
import { overdue } from './overdue.js';
import { renewalsDue } from './renewals-due.js';
import { revenue } from './revenue.js';
import { whyService } from './why-service.js';

/** The tools of the extra set `answers`: whole questions, answered by calls of other tools. */
export const answers = [
  area(
    'answers',
    [findClient, accountOverview, whyService, overdue, renewalsDue, openOrders, revenue, billingLeaks],
    'answers',
  ),
] as const;
