import { type Body, composed, may } from '../../src/catalog/index.js';
import { digits } from '../../src/prose/index.js';
import { createSent, type Sent } from './mails-sent.js';
import { amountIn, daysAgo, itemsOf, picked, Sums, textIn } from './rows.js';

/** Ages, the oldest first, by the day that each begins with. */
const AGES = [
  { from: 91, name: 'over 90 days' },
  { from: 61, name: '61-90 days' },
  { from: 31, name: '31-60 days' },
  { from: 8, name: '8-30 days' },
  { from: Number.NEGATIVE_INFINITY, name: '1-7 days' },
] as const;

const ageOf = (days: number): string => AGES.find(({ from }) => days >= from)?.name ?? '';

const COLUMNS = ['id', 'invoicenum', 'userid', 'firstname', 'lastname', 'companyname', 'duedate'];
const READ = [...COLUMNS, 'total', 'currencycode', 'paymentmethod'];

const MOST_SHOWN = 100;

export const overdue = composed('whmcs_overdue', {
  title: 'List overdue invoices',
  about:
    'Overdue invoices by age, the oldest first, with what is left to pay per currency and the reminders that went out since the due date.',
  names: { client: ['clientid'] },
  args: {
    clientid: may.id(),
    min_days: may.int({ min: 1, max: 3_650 }, 'Overdue for so many days at least'),
    sent: may.flag('false leaves out what was sent'),
  },
  ours: [
    'ages',
    'ages.age',
    'invoices.age_days',
    'invoices.balance',
    'invoices.reminders',
    'invoices.last_reminder',
    'shown_of',
  ],
  async compose(calls) {
    const { values, today: dayThere, list, part, step } = calls;
    const { clientid, min_days: least = 1 } = values;
    const whose = clientid === undefined ? {} : { userid: clientid };
    const { rows } = await list(
      'invoices',
      'whmcs_get_invoices',
      { ...whose, status: 'Overdue', orderby: 'duedate', order: 'asc' },
      { fields: READ, most: 1_500 },
    );
    const today = dayThere();
    step(`read ${rows.length} overdue invoices`);
    const due = rows.filter((row) => (daysAgo(row, 'duedate', today) ?? 0) >= Number(least));
    // A list of invoices does not say what was paid of one.
    const paid = new Sums();
    const payments =
      due.length === 0
        ? undefined
        : await part('part payments', 'whmcs_get_transactions', clientid === undefined ? {} : { clientid });
    for (const row of itemsOf(payments)) {
      paid.add(textIn(row, 'invoiceid'), amountIn(row, 'amountin').minus(amountIn(row, 'amountout')));
    }
    const left = (row: Body) => amountIn(row, 'total').minus(paid.of(textIn(row, 'id')));
    const shown = due.slice(0, MOST_SHOWN);
    const sent: Sent = values.sent === false ? () => ({}) : await createSent(calls, shown);

    const ages = new Map<string, { count: number; left: Sums }>();
    for (const row of due) {
      const name = ageOf(daysAgo(row, 'duedate', today) ?? 0);
      const age = ages.get(name) ?? { count: 0, left: new Sums() };
      ages.set(name, age);
      age.count += 1;
      age.left.add(textIn(row, 'currencycode'), left(row));
    }
    return {
      count: due.length,
      ages: [...ages].map(([age, { count, left }]) => ({ age, count, left: left.told() })),
      invoices: shown.map((row) => ({
        ...picked(COLUMNS)(row),
        age_days: daysAgo(row, 'duedate', today),
        balance: digits(left(row)),
        ...picked(['currencycode', 'paymentmethod'])(row),
        ...sent(row),
      })),
      ...(shown.length < due.length ? { shown_of: due.length } : {}),
    };
  },
  sample: { least: {}, most: { clientid: 1, min_days: 8, sent: false } },
});
