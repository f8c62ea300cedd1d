import { type Body, composed, may, need, refuse } from '../../src/catalog/index.js';
import { dayOf, digits } from '../../src/prose/index.js';
import { currencies, currencyOfClients } from './currencies.js';
import { type Booking, byProduct } from './revenue-by-product.js';
import { amountIn, itemsOf, Sums, textIn } from './rows.js';

const COLUMNS = ['id', 'userid', 'currency', 'gateway', 'date', 'amountin', 'fees', 'amountout', 'invoiceid'];
const UNKNOWN = 'unknown';

/** What came in and went out, under the values of some of its facts. */
class Book {
  readonly #lines = new Map<string, { facts: Body; count: number; sums: Sums }>();

  add(facts: Body, row: Body): void {
    const key = JSON.stringify(facts);
    const line = this.#lines.get(key) ?? { facts, count: 0, sums: new Sums() };
    this.#lines.set(key, line);
    line.count += 1;
    line.sums.add('in', amountIn(row, 'amountin'));
    line.sums.add('refunds', amountIn(row, 'amountout'));
    line.sums.add('fees', amountIn(row, 'fees'));
  }

  told(): Body[] {
    return [...this.#lines.values()].map(({ facts, count, sums }) => ({
      ...facts,
      count,
      ...sums.told(),
      net: digits(sums.of('in').minus(sums.of('refunds')).minus(sums.of('fees'))),
    }));
  }
}

export const revenue = composed('whmcs_revenue', {
  title: 'Add up revenue',
  about:
    'What was really paid over a period, from transactions: in, refunds, fees and net, per currency, gateway and month. by_product also reads the invoices, the largest first.',
  args: {
    from: need.date('First day, YYYY-MM-DD'),
    to: may.date('Last day; today when left out'),
    by_product: may.flag('Costs a call for each invoice'),
  },
  rules: [
    refuse('to must not be before from', ({ from, to }) => to !== undefined && String(to) < String(from)),
  ],
  ours: [
    ...['from', 'to', 'totals.currency', 'by_gateway.currency', 'by_month.month', 'by_month.currency'],
    ...['by_product.currency', 'by_product.kind'],
  ],
  mostCalls: 30,
  async compose(calls) {
    const { values, need, today, step } = calls;
    const from = String(values.from);
    const codes = await currencies(calls);
    const to = String(values.to ?? today());
    const all = itemsOf(await need('whmcs_get_transactions', { fields: COLUMNS }));
    const rows = all.filter((row) => {
      const day = dayOf(row.date);
      return day !== undefined && day >= from && day <= to;
    });
    step(`read ${rows.length} transactions of the period`);
    const inTheirOwn = rows.filter((row) => Number(row.currency ?? 0) === 0);
    const currencyOf = await currencyOfClients(
      calls,
      codes,
      inTheirOwn.map(({ userid }) => userid),
    );
    const bookings: Booking[] = rows.map((row) => {
      const own = codes.get(Number(row.currency ?? 0));
      return { row, currency: own ?? currencyOf(row.userid) ?? UNKNOWN };
    });
    const [totals, gateways, months] = [new Book(), new Book(), new Book()];
    for (const { row, currency } of bookings) {
      totals.add({ currency }, row);
      gateways.add({ gateway: textIn(row, 'gateway'), currency }, row);
      months.add({ month: textIn(row, 'date').slice(0, 7), currency }, row);
    }
    return {
      from,
      to,
      totals: totals.told(),
      by_gateway: gateways.told(),
      by_month: months.told(),
      ...(values.by_product === true ? await byProduct(calls, bookings) : {}),
    };
  },
  sample: {
    least: { from: '2026-01-01' },
    most: { from: '2026-01-01', to: '2026-01-31', by_product: true },
  },
});
