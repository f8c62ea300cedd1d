import { essential, optional, type Prompt, step } from '../prompt.js';

const PERIODS = [
  'this month',
  'last month',
  'this quarter',
  'last quarter',
  'this year',
  'last year',
] as const;

const revenueReport: Prompt = {
  name: 'revenue_report',
  title: 'Revenue report',
  about: 'Say what came in over a period, what it came from, and how that compares.',
  args: [
    { name: 'period', about: 'Which period; the last month when left out', kind: { choice: PERIODS } },
    { name: 'from', about: 'First day, for any other period', kind: 'date' },
    { name: 'to', about: 'Last day; today when left out', kind: 'date' },
  ],
  steps: [
    essential(
      'Ask whmcs_revenue for the days of the period, and once more for the same length of time before it.',
      'List paid invoices with whmcs_get_invoices (status Paid, orderby date, order desc; fields id, date, datepaid, total, currencycode, paymentmethod) page by page until they are older than the period. Go by datepaid.',
    ),
    optional('Read the figures of WHMCS itself with whmcs_get_stats, and say where they differ from yours.'),
    step(
      'Add up for each currency apart, never across currencies. Payments, refunds and fees are three lines, not one.',
    ),
    step(
      'Tell your user the totals, the change against the period before in per cent, the five largest sources, and what you could not read or had to leave out. Twelve lines at most.',
    ),
  ],
};

const chaseOverdue: Prompt = {
  name: 'chase_overdue',
  title: 'Go after overdue invoices',
  about:
    'Go after invoices that are overdue: see which, leave out those that must not be chased, remind the rest.',
  args: [
    {
      name: 'days',
      about: 'Overdue for so many days at least',
      kind: { number: { min: 1, max: 3_650, offers: ['1', '7', '14', '30', '60'] } },
      required: true,
    },
    { name: 'clientid', about: 'Only of this client', kind: { id: 'client' } },
  ],
  steps: [
    essential(
      'List them, with what was sent so far, by whmcs_overdue.',
      'List them with whmcs_get_invoices (status Overdue, orderby duedate, order asc; fields id, userid, duedate, total, currencycode) and leave out those that are not overdue for so long.',
    ),
    optional(
      'Look at the tickets of each client with whmcs_get_tickets: whom you owe an answer about an invoice you do not remind of it.',
    ),
    optional(
      'Look with whmcs_get_transactions whether a payment stands there that nobody booked on the invoice.',
    ),
    step(
      'Show your user who is to be reminded of what, and whom you leave out and why. Nobody gets two reminders in seven days.',
    ),
    step(
      'Remind them in one whmcs_plan of whmcs_send_email calls with the mail template for overdue invoices, one a invoice, so that a person decides on all of them at once.',
      'Remind them with whmcs_send_email and the mail template for overdue invoices, one call an invoice, once your user agrees. whmcs_get_email_templates has its name.',
      'Remind them with whmcs_send_email and the mail template for overdue invoices, once your user agrees.',
      'A person sends the reminders in WHMCS: give your user the list.',
    ),
    step('Tell your user what was sent, what was refused and what waits for a person. Suspend nothing.'),
  ],
};

const domainExpiryAudit: Prompt = {
  name: 'domain_expiry_audit',
  title: 'Domains that expire',
  about: 'Find domains that expire soon, and those that would be lost although they are paid.',
  args: [
    {
      name: 'days',
      about: 'Within so many days',
      kind: { number: { min: 1, max: 366, offers: ['7', '14', '30', '60', '90'] } },
      required: true,
    },
  ],
  steps: [
    essential(
      'List what is due with whmcs_renewals_due and take the domains. Read their registrar, status and expiry with whmcs_get_client_domains.',
      'List domains with whmcs_get_client_domains (fields id, userid, domainname, registrar, expirydate, nextduedate, status, donotrenew, recurringamount) page by page, and take those that expire in time.',
    ),
    step(
      'For each look with whmcs_get_invoices whether the renewal is invoiced and paid. Paid and not renewed is the worst: name these first.',
      'Say that you could not see whether the renewals are paid.',
    ),
    optional('Compare price and cost of the largest ten endings with whmcs_get_tld_pricing.'),
    step(
      'Tell your user in four groups: paid and not renewed; expiring and unpaid; set not to renew; the date of WHMCS and that of the registrar differ, or no registrar is named.',
    ),
    step(
      'Renew with whmcs_renew_domain only what is paid and your user names, one by one. It can not be undone.',
      'What is to be renewed a person renews in WHMCS.',
    ),
  ],
};

const leakCheck: Prompt = {
  name: 'leak_check',
  title: 'Monthly check for lost money',
  about: 'Find money that is lost quietly: what is used and not billed, or paid and not delivered.',
  args: [],
  steps: [
    essential(
      'Ask whmcs_billing_leaks, and read its parts that are named as partial as what is not known.',
      'List active services with whmcs_get_client_products (fields id, clientid, name, status, billingcycle, recurringamount, nextduedate) page by page, and compare with invoices of the last two months by whmcs_get_invoices: take what is active with a due date in the past, what has a cycle and an amount of 0.00, and what is suspended although nothing is unpaid.',
    ),
    optional(
      'For the ten largest look at what happened with whmcs_why_service.',
      'For the ten largest look at what happened with whmcs_get_activity_log.',
    ),
    optional('Look at payments that belong to no invoice with whmcs_get_transactions.'),
    step(
      'Tell your user each kind with how many, how much a month in each currency, and the three largest with their ids. Say what is a slip and what could be meant so, such as a free account of staff.',
    ),
    step('Mend nothing: say for each kind what a person would do, and which tool could do it.'),
  ],
};

/** What is owed, paid and lost. */
export const billing: readonly Prompt[] = [revenueReport, chaseOverdue, domainExpiryAudit, leakCheck];
