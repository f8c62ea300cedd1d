import { type Body, composed, may } from '../../src/catalog/index.js';
import { createBooks } from './leaks/books.js';
import {
  type Check,
  domainsBelowPrice,
  orphanPayments,
  suspendedThoughPaid,
  unbilledServices,
  unusedCredit,
} from './leaks/checks.js';

const CHECKS = {
  unbilled_services: unbilledServices,
  suspended_though_paid: suspendedThoughPaid,
  orphan_payments: orphanPayments,
  domains_below_price: domainsBelowPrice,
  unused_credit: unusedCredit,
} as const satisfies Readonly<Record<string, Check>>;
type Leak = keyof typeof CHECKS;

const LEAKS = Object.keys(CHECKS) as [Leak, ...Leak[]];

/** Rows of one kind that are shown. */
const MOST_SHOWN = 50;

export const billingLeaks = composed('whmcs_billing_leaks', {
  title: 'Look for billing leaks',
  about:
    'Money that slips through: active services that nothing bills, suspended though paid, payments without their invoice or booked twice, domains that renew below the price list, unused credit.',
  args: { only: may.choice(LEAKS, 'This kind alone') },
  ours: ['counts', 'orphan_payments.why', 'domains_below_price.currency'],
  mostCalls: 24,
  async compose(calls) {
    const { only } = calls.values;
    const books = createBooks(calls);
    const counts: Record<string, number> = {};
    const found: Body = {};
    for (const leak of LEAKS) {
      if (only !== undefined && only !== leak) continue;
      const rows = await CHECKS[leak](calls, books);
      counts[leak] = rows.length;
      found[leak] = rows.slice(0, MOST_SHOWN);
      calls.step(`${leak}: ${rows.length}`);
    }
    return { counts, ...found };
  },
  sample: { least: {}, most: { only: 'orphan_payments' } },
});
