import { type Body, confirmation, idOf, may, NAMED, need, write } from '../../src/catalog/index.js';
import { amountOf, type Decimal, parsedAmount, sum } from '../../src/decimal.js';
import { digits, MAIL_STAYS, money, where, word } from '../../src/prose/index.js';
import {
  invoiceRecord,
  invoiceSentence,
  readOf,
  rowOf,
  statusText,
  untold,
} from '../../src/records/index.js';
import { REPEAT_OF } from '../../src/terms.js';
import { againstCredit } from './against-invoice.js';
import { type Billed, beforeAndAfter, billed, bookedAmount, outcome, receipt } from './settling.js';

export const applyCredit = write('whmcs_apply_credit', {
  title: 'Apply credit',
  about:
    "Pay an unpaid invoice from the client's credit balance; mails a receipt when that settles it unless noemail. No call gives the credit back.",
  action: 'ApplyCredit',
  whose: NAMED,
  names: { invoice: ['invoiceid'] },
  money: bookedAmount,
  effects: ['money', 'irreversible', 'provisioning', 'mail?!noemail'],
  args: {
    invoiceid: need.id(),
    // Optional in WHMCS; stated here for the reason given at whmcs_add_payment.
    amount: need.money('In the currency of the client'),
    noemail: may.alwaysFlag(),
  },
  conflicts: againstCredit,
  result: confirmation({ names: 'invoiceid' }),
  done: ({ invoiceid, amount }) =>
    `${digits(parsedAmount(amount))} of the client's credit is on invoice ${invoiceid}.`,
  errors: {
    nothingBegun: [
      'Invoice ID Not Found',
      'Invoice Not in Unpaid Status',
      'Amount exceeds customer credit balance',
      'Amount Exceeds Invoice Balance',
      'Credit Amount to apply must be greater than zero',
    ],
  },

  readBack: {
    // Credit on an invoice says how much, and not when; WHMCS 9 books some of it elsewhere.
    ...readOf(invoiceRecord),
    tells(reply, args) {
      const invoice = rowOf(invoiceRecord, reply, args);
      if (invoice === undefined) return untold('WHMCS shows no such invoice');
      const id = idOf(invoice.invoiceid);
      const credit = amountOf(invoice.credit);
      if (credit === undefined) return untold(`invoice ${id} does not show its credit`);
      const says = `invoice ${id} is ${statusText(invoice.status)} with ${digits(credit)} of credit on it`;
      if (credit.eq(parsedAmount(args.amount)) && args[REPEAT_OF] === undefined) return { done: true, says };
      return credit.eq(0) && invoice.status === 'Unpaid' && isAllOpen(invoice)
        ? { done: false, says }
        : untold(`${says}, which does not tell`);
    },
  },

  undo: 'No call gives the credit back. A person can remove it from the invoice in WHMCS (Credit tab), where the version allows it; what it set up or mailed stays.',

  async preview(scene) {
    const bill = await billed(scene);
    const { invoice, person, named } = bill;
    const { values } = scene;
    const amount = parsedAmount(values.amount);
    const { credit } = person.client ?? {};
    const refused = refusals(bill, amount);
    const works = refused.every((sentence) => sentence === undefined);
    const open = invoice?.balance;
    const settles = open === undefined ? undefined : works && amount.gte(open);
    return {
      title: `Pay ${money(amount, person.currency)} of ${named} from the client's credit`,
      sentences: [
        person.whose,
        invoice && invoiceSentence(invoice, person.currency, scene.now),
        `${money(amount, person.currency)} of the client's credit goes to the invoice.`,
        works && open !== undefined
          ? beforeAndAfter('Open on the invoice', open, open.minus(amount), person.currency)
          : undefined,
        works && credit !== undefined
          ? beforeAndAfter('Credit', credit, credit.minus(amount), person.currency)
          : undefined,
        works ? outcome(settles) : undefined,
        ...refused,
        settles === false
          ? 'No mail is sent: a receipt is due only when the invoice is settled.'
          : receipt(person, values.noemail),
      ],
      irreversible: [where(values.noemail !== true && settles !== false, MAIL_STAYS)],
      snapshot: { ...bill.facts, 'mail.to': values.noemail === true ? undefined : person.client?.email },
    };
  },

  sample: {
    least: { invoiceid: 1, amount: '1.00' },
    most: { invoiceid: 1, amount: 1, noemail: true },
  },
});

/** No part of the invoice is paid: its balance is what its lines come to, taxes included. */
function isAllOpen(invoice: Body): boolean {
  const [balance, ...parts] = [invoice.balance, invoice.subtotal, invoice.tax, invoice.tax2].map(amountOf);
  const gross = parts.flatMap((part) => part ?? []);
  return balance !== undefined && gross.length === parts.length && balance.eq(sum(gross));
}

function refusals({ invoice, person, status }: Billed, amount: Decimal): (string | undefined)[] {
  const { client, currency } = person;
  return [
    where(
      status !== undefined && status !== 'Unpaid',
      `WHMCS pays only Unpaid invoices from credit and would refuse: this one is ${word(status)}.`,
    ),
    where(
      client?.credit?.lt(amount),
      `That is more than the credit of ${money(client?.credit, currency)}, and WHMCS would refuse.`,
    ),
    where(invoice?.balance?.lt(amount), 'That is more than is open on the invoice, and WHMCS would refuse.'),
  ];
}
