import {
  confirmation,
  filledIn,
  may,
  NAMED,
  need,
  type Values,
  wallClock,
  write,
} from '../../src/catalog/index.js';
import { type Decimal, greatest, parsedAmount, ZERO } from '../../src/decimal.js';
import { digits, MAIL_STAYS, money, where, word } from '../../src/prose/index.js';
import { collated, invoiceSentence } from '../../src/records/index.js';
import { againstPayment } from './against-invoice.js';
import { knownGateway } from './gateways.js';
import { type Billed, beforeAndAfter, billed, bookedAmount, outcome, receipt } from './settling.js';
import { bookedUnder, madeTransid, transactionIsNew } from './transaction-id.js';

export const addPayment = write('whmcs_add_payment', {
  title: 'Record a payment',
  about:
    'Record money received on an invoice, which pays it and may set off provisioning; mails a receipt unless noemail. Any excess becomes client credit, so more than is open, or a payment on a Paid invoice, needs a person. Cannot be undone.',
  action: 'AddInvoicePayment',
  whose: NAMED,
  names: { invoice: ['invoiceid'] },
  money: bookedAmount,
  effects: ['money', 'irreversible', 'provisioning', 'mail?!noemail'],
  // It stands on the invoice and in the receipt.
  says: ['transid'],
  args: {
    invoiceid: need.id(),
    // Left out, the payment makes it, so that a repeated call is found by it and refused.
    transid: filledIn(
      may.text("The gateway's transaction id, new; made from the payment when left out"),
      (_at, args) => transidOf(args),
    ),
    gateway: need.text('System name'),
    // Optional in WHMCS, where leaving it out takes the whole balance: whoever books money says how much.
    amount: need.money('In the currency of the client'),
    // The page requires it; the moment of the call is what a caller without one means.
    date: filledIn(may.moment('YYYY-MM-DD HH:mm:ss; now when left out'), (at) =>
      wallClock(at.now(), at.timezone),
    ),
    fees: may.money('Part of amount kept by the gateway', { sign: 'zero' }),
    noemail: may.alwaysFlag(),
  },
  turn: (args) => collated(transidOf(args)),
  same: (args) => ({ ...args, gateway: collated(args.gateway), transid: collated(transidOf(args)) }),
  conflicts: againstPayment,
  before: [knownGateway('gateway'), transactionIsNew('payment', transidOf)],
  result: confirmation(),
  done: (args) =>
    `${digits(parsedAmount(args.amount))} is recorded on invoice ${args.invoiceid}${args.transid === undefined ? `, as transaction ${transidOf(args)}` : ''}.`,
  errors: {
    nothingBegun: [
      'Invoice ID Not Found',
      'It is not possible to add a payment to an invoice that is Cancelled',
    ],
  },

  readBack: bookedUnder(transidOf, {
    what: 'payment',
    isOurs: (row, args) => Number(row.invoiceid) === args.invoiceid,
    where: (args) => `on invoice ${args.invoiceid}`,
  }),

  undo: 'No call takes a payment back. A person can delete or refund the transaction on its invoice in WHMCS; what it set up or mailed stays.',

  async preview(scene) {
    const bill = await billed(scene);
    const { invoice, person, status, named } = bill;
    const { values } = scene;
    const amount = parsedAmount(values.amount);
    const text = money(amount, person.currency);
    const fees = values.fees === undefined ? ZERO : parsedAmount(values.fees);
    return {
      title: `Record a payment of ${text} on ${named}`,
      sentences: [
        person.whose,
        invoice && invoiceSentence(invoice, person.currency, scene.now),
        `A payment of ${text} by ${word(values.gateway)} is booked on it. No money is collected by this: it must have come in already.`,
        ...paymentSentences(bill, amount),
        where(fees.gt(0), `${money(fees, person.currency)} of it is booked as fees of the gateway.`),
        where(status === 'Paid', 'The invoice is Paid already: check that this is another payment.'),
        where(status === 'Cancelled', 'WHMCS books no payment on a Cancelled invoice and would refuse.'),
        receipt(person, values.noemail),
      ],
      irreversible: [where(values.noemail !== true, MAIL_STAYS)],
      details: [
        values.transid === undefined
          ? { label: 'transaction id', value: 'made from the payment itself' }
          : undefined,
      ],
      snapshot: { ...bill.facts, 'mail.to': values.noemail === true ? undefined : person.client?.email },
    };
  },

  sample: {
    least: { invoiceid: 1, transid: 'T-1', gateway: 'paypal', amount: '5.00' },
    most: {
      invoiceid: 1,
      transid: 'T-2',
      gateway: 'paypal',
      amount: 5,
      date: '2026-01-02 03:04:05',
      fees: '0.10',
      noemail: true,
    },
  },
});

/**
 * The transaction id of a payment. Without one of the gateway's, the payment itself makes it: a repeated call then has
 * the id that the first one recorded, and is found. A date counts by its day, so that only its time may be left out.
 */
function transidOf(args: Values): string {
  if (args.transid !== undefined) return String(args.transid);
  const day = args.date === undefined ? '' : String(args.date).slice(0, 10);
  return madeTransid(args.invoiceid, args.amount, collated(args.gateway), day);
}

/** What a payment does to the invoice, and to the credit where it is too much. */
function paymentSentences({ invoice, person, status }: Billed, amount: Decimal): (string | undefined)[] {
  const { currency, client } = person;
  const open = invoice?.balance && greatest(ZERO, invoice.balance);
  if (open === undefined) return [outcome(undefined)];
  const excess = greatest(ZERO, amount.minus(open));
  const credit = client?.credit;
  return [
    beforeAndAfter('Open on the invoice', open, greatest(ZERO, open.minus(amount)), currency),
    where(
      excess.gt(0),
      `${money(excess, currency)} of it is more than is open, and becomes credit of the client.`,
    ),
    excess.gt(0) && credit !== undefined
      ? beforeAndAfter('Credit', credit, credit.plus(excess), currency)
      : undefined,
    status === 'Paid' ? undefined : outcome(amount.gte(open)),
  ];
}
