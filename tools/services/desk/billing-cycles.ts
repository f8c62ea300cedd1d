/** How a service or an addon is charged, as WHMCS spells it on the record. */
export const BILLING_CYCLES = [
  'Free Account',
  'One Time',
  'Monthly',
  'Quarterly',
  'Semi-Annually',
  'Annually',
  'Biennially',
  'Triennially',
] as const;

/** Statuses of a service and of an addon. */
export const HELD_STATUSES = [
  'Pending',
  'Active',
  'Suspended',
  'Terminated',
  'Cancelled',
  'Fraud',
  'Completed',
] as const;

/** Those that end it. */
export const ENDED: readonly unknown[] = ['Terminated', 'Cancelled', 'Fraud'];
