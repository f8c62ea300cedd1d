import {
  type Body,
  confirmation,
  idOf,
  listAt,
  NAMED,
  need,
  type ReadCall,
  type Stake,
  timingOf,
  write,
} from '../../../src/catalog/index.js';
import { amountOf, greatest, ZERO } from '../../../src/decimal.js';
import { MAIL_STAYS, money, where, word } from '../../../src/prose/index.js';
import {
  atStake,
  clientCurrency,
  flagOf,
  invoiceRecord,
  invoiceSentence,
  NoStake,
  namedRow,
  onlyIn,
  readOf,
  rowOf,
  sameInAnyCase,
  statusText,
  untold,
} from '../../../src/records/index.js';
import { billed, receipt } from '../settling.js';
import { payMethodsSentence } from './pay-methods.js';

export const capturePayment = write('whmcs_capture_payment', {
  title: 'Charge the stored card',
  about:
    'Charge what is open on an Unpaid invoice to the stored card or account of its client, at the gateway. Mails a receipt and may set off provisioning. No call gives the money back; a gateway that does not answer may have charged all the same.',
  action: 'CapturePayment',
  whose: NAMED,
  names: { invoice: ['invoiceid'] },
  money: openAmount,
  effects: ['mail', 'money', 'provisioning', 'irreversible'],
  args: {
    invoiceid: need.id(),
    // Left out: cvv (the number of a card has no business in a conversation).
  },
  slow: true,
  hopeless: onlyIn(invoiceRecord, 'charges only', ['Unpaid']),
  result: confirmation(),
  done: ({ invoiceid }) => `The gateway took what was open on invoice ${invoiceid}.`,
  errors: {
    nothingBegun: ['Invoice Not Found or Not Unpaid'],
    // WHMCS says so of a declined card and of a gateway that gave no answer alike.
    leftOpen: ['Payment Attempt Failed'],
    passesOn: 'the gateway',
  },

  // That nothing is booked proves nothing: a gateway may tell of a charge hours later.
  readBack: {
    ...readOf(invoiceRecord),
    keep(reply, args) {
      const row = rowOf(invoiceRecord, reply, args);
      return row && { newest: newestOf(row) };
    },
    tells(reply, args, at) {
      const row = rowOf(invoiceRecord, reply, args);
      if (row === undefined) return untold('WHMCS shows no such invoice');
      const says = `invoice ${idOf(row.invoiceid)} is ${statusText(row.status)}`;
      const newest = at.prior?.newest;
      const payment = listAt(row, TRANSACTIONS).find(
        (one) =>
          amountOf(one.amountin)?.gt(0) === true &&
          sameInAnyCase(one.gateway, row.paymentmethod) &&
          (typeof newest === 'number' ? (idOf(one.id) ?? 0) > newest : timingOf(one.date, at) === 'then'),
      );
      return payment !== undefined && row.status === 'Paid'
        ? { done: true, says: `${says}, by transaction ${idOf(payment.id)}` }
        : untold(`${says}, and the gateway may have charged all the same`);
    },
  },

  undo: 'No call gives back what was charged. A person can refund it in WHMCS (the invoice, Refund tab) or at the gateway; what it set up or mailed stays.',

  async preview(scene) {
    const bill = await billed(scene);
    const { invoice, person, named, status } = bill;
    const { client, currency } = person;
    const cards = client && (await payMethodsSentence(scene, client.id));
    const gateway = invoice?.fields.paymentmethod;
    return {
      title: `Charge the stored card for ${named}`,
      sentences: [
        person.whose,
        invoice && invoiceSentence(invoice, currency, scene.now),
        `What is open on it, ${money(invoice?.balance, currency)}, is charged by ${gateway === undefined ? 'its payment method' : word(gateway)} now.`,
        cards,
        where(
          client !== undefined && flagOf(client.fields.disableautocc) === true,
          'The client does not want cards to be charged automatically.',
        ),
        where(
          invoice?.fields.ccgateway === false,
          'Its payment method is none that charges cards: WHMCS will probably fail.',
        ),
        where(
          status !== undefined && status !== 'Unpaid',
          `WHMCS charges only Unpaid invoices and would refuse: this one is ${word(status)}.`,
        ),
        'Once it is paid, what was ordered on it may be set up.',
        receipt(person, false),
      ],
      irreversible: [MAIL_STAYS],
      gentler: 'Send the invoice to the client (whmcs_send_email), who then pays it themselves.',
      snapshot: {
        ...bill.facts,
        'invoice.paymentmethod': gateway,
        'mail.to': client?.email,
      },
    };
  },

  sample: { least: { invoiceid: 1 } },
});

const TRANSACTIONS = 'transactions.transaction';

const newestOf = (invoice: Body) =>
  listAt(invoice, TRANSACTIONS).reduce((newest, { id }) => Math.max(newest, idOf(id) ?? 0), 0);

/** What is open, and never less than nothing; the total where WHMCS does not say what is open. */
async function openAmount(call: ReadCall): Promise<Stake> {
  const invoice = await namedRow(invoiceRecord, call);
  const open = amountOf(invoice.balance) ?? amountOf(invoice.total);
  if (open === undefined) throw new NoStake('the invoice does not show what is open on it');
  return atStake([greatest(ZERO, open)], await clientCurrency(call, idOf(invoice.userid)));
}
