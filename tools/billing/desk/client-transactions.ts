import { type Body, idOf, Misshapen, type ReadCall, type Values } from '../../../src/catalog/index.js';
import { amountOf, type Decimal, sum, ZERO } from '../../../src/decimal.js';
import { dayOf, digits, joined, money, word } from '../../../src/prose/index.js';
import { rowsOf, TRANSACTIONS } from '../../../src/records/index.js';

/** The question for all transactions of the client that `userid` names: one for all who ask it in a call. */
export const allOfClient = (args: Values) => ({ clientid: Number(args.userid) });

/** Those in an answer that are the client's. Throws where it holds no list: no answer is no empty list. */
export function transactionsIn(reply: Body, args: Values): Body[] {
  const rows = rowsOf(reply, TRANSACTIONS);
  if (rows === undefined) throw new Misshapen('it does not list the transactions of the client');
  // A filter that WHMCS does not heed brings those of others.
  return rows.filter((row) => idOf(row.userid) === args.userid);
}

export const clientTransactions = async ({ ask, values }: Pick<ReadCall, 'ask' | 'values'>) =>
  transactionsIn(await ask('GetTransactions', allOfClient(values)), values);

export const withId = (rows: readonly Body[], id: unknown): Body | undefined =>
  rows.find((row) => idOf(row.id) === id);

export const amountIn = (row: Body): Decimal => amountOf(row.amountin) ?? ZERO;
export const amountOut = (row: Body): Decimal => amountOf(row.amountout) ?? ZERO;

/** What came in on an invoice so far, and what went back. */
export interface Booked {
  readonly received: Decimal;
  readonly paidBack: Decimal;
}

export function bookedOn(rows: readonly Body[], invoiceid: unknown): Booked {
  const on = rows.filter((row) => idOf(row.invoiceid) === invoiceid);
  return { received: sum(on.map(amountIn)), paidBack: sum(on.map(amountOut)) };
}

/** `transaction 5012 of 2026-02-27`; nothing of what people typed. */
export const namedTransaction = (row: Body) =>
  joined(' of ', `transaction ${idOf(row.id) ?? ''}`.trim(), dayOf(row.date));

/** `20.00 EUR received by paypal on 2026-02-27, on invoice 3001`. */
export function transactionText(row: Body, currency: string): string {
  const [received, paid] = [amountIn(row), amountOut(row)];
  const invoice = idOf(row.invoiceid) ?? 0;
  return joined(
    ', ',
    joined(
      ' ',
      joined(
        ' and ',
        received.eq(0) ? undefined : `${money(received, currency)} received`,
        paid.eq(0) ? undefined : `${money(paid, currency)} paid out`,
      ) || 'no amount',
      `by ${word(row.gateway)}`,
      dayOf(row.date) === undefined ? undefined : `on ${dayOf(row.date)}`,
    ),
    invoice === 0 ? 'on no invoice' : `on invoice ${invoice}`,
    Number(row.refundid) > 0 ? `as the refund of transaction ${idOf(row.refundid)}` : undefined,
  );
}

/** `20.00 received and 5.00 paid back`. */
export const bookedText = ({ received, paidBack }: Booked) =>
  `${digits(received)} received and ${digits(paidBack)} paid back`;
