import {
  type Body,
  confirmation,
  exactlyOne,
  filledIn,
  goesWith,
  idOf,
  listAt,
  may,
  NAMED,
  need,
  type ReadCall,
  refuse,
  type Scene,
  type Stake,
  type Values,
  write,
} from '../../../src/catalog/index.js';
import { amountOf, type Decimal, parsedAmount, ZERO } from '../../../src/decimal.js';
import { digits, money, quoted, where, word } from '../../../src/prose/index.js';
import {
  atStake,
  clientCurrency,
  clientFacts,
  collated,
  invoiceRecord,
  invoiceSentence,
  personOf,
  TRANSACTIONS,
} from '../../../src/records/index.js';
import { knownGateway } from '../gateways.js';
import { bookedUnder, madeTransid, transactionIsNew } from '../transaction-id.js';
import {
  allOfClient,
  amountIn,
  amountOut,
  bookedOn,
  transactionsIn,
  transactionText,
} from './client-transactions.js';
import { againstOthersInvoice, againstRefund } from './refunds.js';

export const addTransaction = write('whmcs_add_transaction', {
  title: 'Record a refund or other transaction',
  about:
    'Record money paid out to a client (amountout; with invoiceid a refund on it) or received on no invoice (amountin; credit adds it to their credit). Records only: no gateway moves money, and no call deletes it. A payment on an invoice is whmcs_add_payment.',
  action: 'AddTransaction',
  whose: NAMED,
  names: { client: ['userid'], invoice: ['invoiceid'] },
  money: recordedAmount,
  effects: ['money', 'irreversible'],
  // The transaction id stands on the invoice.
  says: ['transid', 'description'],
  args: {
    userid: need.id('Client id'),
    invoiceid: may.id('Whose payment goes back'),
    transid: filledIn(
      may.text("The gateway's id of it, new; made from the call when left out"),
      (_at, args) => transidOf(args),
    ),
    paymentmethod: need.text('System name'),
    amountin: may.money('Received'),
    amountout: may.money('Paid out'),
    fees: may.money('Kept by the gateway, or given back by it (negative)', { sign: 'any' }),
    date: may.localDate('YYYY-MM-DD; today when left out'),
    description: may.text(),
    credit: may.flag('Add amountin to the credit of the client'),
    // Left out: currencyid (each is a client's here, in their currency), rate (WHMCS takes that of the currency) and
    // allowduplicatetransid (one id twice is what is to be caught).
  },
  rules: [
    exactlyOne('amountin', 'amountout'),
    goesWith('credit', 'amountin'),
    refuse(
      'amountin on an invoice is a payment: use whmcs_add_payment',
      (args) => args.amountin !== undefined && args.invoiceid !== undefined,
    ),
  ],
  turn: (args) => collated(transidOf(args)),
  same: (args) => ({
    ...args,
    paymentmethod: collated(args.paymentmethod),
    transid: collated(transidOf(args)),
  }),
  conflicts: async (call) => [...(await againstOthersInvoice(call)), ...(await againstRefund(call))],
  before: [knownGateway('paymentmethod'), transactionIsNew('transaction', transidOf)],
  // The action confirms and says no more; who links a refund to its payment needs the id.
  after: [
    {
      action: 'GetTransactions',
      params: (args) => ({ transid: transidOf(args) }),
      as: 'transactionid',
      pick(reply) {
        const rows = listAt(reply, TRANSACTIONS);
        return rows.length === 1 ? (idOf(rows[0]?.id) ?? null) : null;
      },
    },
  ],
  result: confirmation(),
  done(args, result) {
    const id = idOf(result.transactionid);
    const on = args.invoiceid === undefined ? '' : ` on invoice ${args.invoiceid}`;
    return `${digits(amountOfCall(args))} ${isOut(args) ? 'paid out to' : 'received from'} client ${args.userid}${on} is recorded${id === undefined ? '' : ` as transaction ${id}`}${args.credit === true ? ', and is credit of the client' : ''}.`;
  },
  errors: {
    nothingBegun: [
      'Client ID Not Found',
      'Invoice ID Not Found',
      'User ID does not own the given Invoice ID',
      'Currency ID Not Found',
      'Currency ID does not match Client currency',
      'A Currency ID is required for non-customer related transactions',
      'Payment Method is required',
      'Transaction ID must be Unique',
    ],
  },

  readBack: bookedUnder(transidOf, {
    what: 'transaction',
    isOurs: (row, args) =>
      idOf(row.userid) === args.userid &&
      amountIn(row).eq(amountOf(args.amountin) ?? ZERO) &&
      amountOut(row).eq(amountOf(args.amountout) ?? ZERO),
    where: (args) => `for client ${args.userid}`,
  }),

  undo: 'No call deletes a transaction. whmcs_update_transaction corrects it, and whmcs_add_credit takes credit back that it gave; a person can delete it in WHMCS (Billing > Transactions List).',

  async preview(scene) {
    const { values, now } = scene;
    const id = values.invoiceid === undefined ? undefined : Number(values.invoiceid);
    const invoice = id === undefined ? undefined : await invoiceRecord.look(scene.reads, id);
    const person = await personOf(scene, Number(values.userid));
    const rows = await lookTransactions(scene);
    const { currency, client } = person;
    const amount = amountOfCall(values);
    const text = money(amount, currency);
    const booked = rows && id !== undefined ? bookedOn(rows, id) : undefined;
    const fees = values.fees === undefined ? ZERO : parsedAmount(values.fees);
    const on = id === undefined ? '' : ` on invoice ${id}`;
    const earlier = (rows ?? []).filter((row) => id !== undefined && idOf(row.invoiceid) === id);
    return {
      title: isOut(values)
        ? `Record ${text} paid back to ${person.label}${on}`
        : `Record ${text} received from ${person.label}`,
      sentences: [
        person.whose,
        invoice && invoiceSentence(invoice, currency, now),
        `A transaction of ${text} ${isOut(values) ? 'paid out' : 'received'} by ${word(values.paymentmethod)} is recorded${on}.`,
        isOut(values)
          ? 'No money is sent by this: it must have gone back at the gateway or the bank.'
          : 'No money is collected by this: it must have come in already.',
        booked &&
          `Received on the invoice: ${money(booked.received, currency)}. Paid back: before ${money(booked.paidBack, currency)}, after ${money(booked.paidBack.plus(amount), currency)}.`,
        where(id !== undefined, 'The status of the invoice stays as it is.'),
        where(!fees.eq(0), `Fees of ${money(fees, currency)} are recorded with it.`),
        values.credit === true && client?.credit !== undefined
          ? `Credit: before ${money(client.credit, currency)}, after ${money(client.credit.plus(amount), currency)}.`
          : undefined,
        values.description === undefined ? undefined : `It says ${quoted(values.description)}.`,
      ],
      details: earlier.map((row) => ({
        label: `transaction ${idOf(row.id) ?? ''}`.trim(),
        value: transactionText(row, currency),
      })),
      snapshot: {
        ...clientFacts(person),
        'client.currency': client?.currency,
        'client.credit': values.credit === true ? client?.credit && digits(client.credit) : undefined,
        'invoice.status': invoice?.fields.status,
        'invoice.clientid': invoice?.clientId,
        'invoice.received': booked && digits(booked.received),
        'invoice.paidback': booked && digits(booked.paidBack),
      },
    };
  },

  sample: {
    least: { userid: 1, paymentmethod: 'paypal', amountout: '5.00' },
    most: {
      userid: 2361,
      invoiceid: 1,
      transid: 'R-1',
      paymentmethod: 'paypal',
      amountout: 5,
      fees: '-0.10',
      date: '2026-01-02',
      description: 'Refund of a double payment',
    },
    more: [{ userid: 1, paymentmethod: 'paypal', transid: 'R-2', amountin: '5.00', credit: true }],
  },
});

const isOut = ({ amountout }: Values) => amountout !== undefined;
const amountOfCall = ({ amountin, amountout }: Values): Decimal => parsedAmount(amountout ?? amountin);

function transidOf(args: Values): string {
  if (args.transid !== undefined) return String(args.transid);
  const { userid, invoiceid, amountin, amountout, paymentmethod, date } = args;
  const day = date === undefined ? '' : String(date);
  return madeTransid(
    'transaction',
    userid,
    invoiceid ?? 0,
    amountin ?? '',
    amountout ?? '',
    collated(paymentmethod),
    day,
  );
}

async function recordedAmount(call: ReadCall): Promise<Stake> {
  const { values } = call;
  const fees = values.fees === undefined ? ZERO : parsedAmount(values.fees);
  return atStake([amountOfCall(values), fees], await clientCurrency(call, Number(values.userid)));
}

const lookTransactions = ({ reads, values }: Scene): Promise<readonly Body[] | undefined> =>
  reads.look({
    name: `the transactions of client ${Number(values.userid)}`,
    action: 'GetTransactions',
    params: allOfClient(values),
    pick: (reply) => transactionsIn(reply, values),
  });
