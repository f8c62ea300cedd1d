import {
  type Body,
  type Conflict,
  type ConflictRule,
  confirmation,
  idOf,
  may,
  named,
  need,
  type Precheck,
  type ReachCall,
  type ReadCall,
  refuse,
  type Stake,
  type Values,
  write,
} from '../../../src/catalog/index.js';
import { amountOf, type Decimal, parsedAmount, ZERO } from '../../../src/decimal.js';
import { isChanged, where } from '../../../src/prose/index.js';
import {
  atStake,
  changesOf,
  changesSomething,
  clientCurrency,
  clientFacts,
  holds,
  NoStake,
  personOf,
  setBack,
  shownChanges,
  transactionsWith,
} from '../../../src/records/index.js';
import { knownGateway } from '../gateways.js';
import {
  allOfClient,
  amountIn,
  clientTransactions,
  namedTransaction,
  transactionsIn,
  transactionText,
  withId,
} from './client-transactions.js';
import { againstOthersInvoice } from './refunds.js';
import { transactionChanges } from './transaction-changes.js';

const CHANGES = {
  transactionid: need.id("WHMCS's id of it, from whmcs_get_transactions"),
  userid: need.id('The client whose it is'),
  refundid: may.int({ min: 0, max: 2_147_483_647 }, 'Transaction that it pays back; 0: none'),
  invoiceid: may.id(),
  transid: may.text("The gateway's id"),
  gateway: may.text('System name'),
  date: may.date(),
  description: may.clearable(),
  amountin: may.money('Received', { sign: 'zero' }),
  amountout: may.money('Paid out', { sign: 'zero' }),
  fees: may.money('Kept by the gateway', { sign: 'any' }),
  // Left out: currency and rate (it stays its client's), and credit (adds the amount to their credit with each call).
};

export const updateTransaction = write('whmcs_update_transaction', {
  title: 'Correct a transaction',
  about:
    'Correct a transaction of a client in the books, or say by refundid which payment it pays back. Moves no money at a gateway. Setting it back undoes it.',
  action: 'UpdateTransaction',
  whose: named({ within: isTheirs }),
  names: { client: ['userid'], invoice: ['invoiceid'] },
  money: changedStake,
  // Each of these is the books of the client, and what the client owes or is owed is read off them.
  effects: ['money'],
  says: ['transid', 'description'],
  args: CHANGES,
  rules: [
    changesSomething(transactionChanges),
    refuse(
      'refundid must be another transaction',
      ({ refundid, transactionid }) => refundid === transactionid,
    ),
  ],
  conflicts: againstRefundedTwice,
  before: [isOfClient(), knownGateway('gateway'), idIsFree()],
  sets: () => 'transaction',
  result: confirmation(),
  done: isChanged('Transaction', ['transactionid', 'userid']),
  errors: { nothingBegun: [] },

  readBack: holds(transactionChanges),

  undo: setBack('whmcs_update_transaction', transactionChanges, CHANGES, {
    otherwise: 'No call sets back what was changed; a person can edit the transaction in WHMCS.',
  }),

  async preview(scene) {
    const { values, reads } = scene;
    const id = Number(values.transactionid);
    const rows = await reads.look({
      name: `the transactions of client ${Number(values.userid)}`,
      action: 'GetTransactions',
      params: allOfClient(values),
      pick: (reply): readonly Body[] => transactionsIn(reply, values),
    });
    const row = rows && withId(rows, id);
    if (rows !== undefined && row === undefined) reads.lack(`transaction ${id}`);
    const person = await personOf(scene, Number(values.userid));
    const { currency } = person;
    const shown = shownChanges(changesOf(transactionChanges, values, row));
    const payment = rows && values.refundid !== undefined ? withId(rows, values.refundid) : undefined;
    return {
      title: `Change transaction ${id} of ${person.label}: ${shown.named}`,
      sentences: [
        person.whose,
        row && `Transaction ${id}: ${transactionText(row, currency)}.`,
        ...shown.sentences,
        payment && `It pays back transaction ${idOf(payment.id)}: ${transactionText(payment, currency)}.`,
        'No money moves at a gateway: only the books change.',
        where(
          values.amountin !== undefined || values.amountout !== undefined || values.invoiceid !== undefined,
          'What is open on an invoice is counted from its transactions; its status stays as it is.',
        ),
      ],
      details: shown.details,
      snapshot: {
        ...clientFacts(person),
        'client.currency': person.client?.currency,
        'transaction.amountin': row?.amountin,
        'transaction.amountout': row?.amountout,
        'transaction.invoiceid': row?.invoiceid,
        'transaction.refundid': row?.refundid,
        ...shown.former,
      },
    };
  },

  sample: {
    least: { transactionid: 5001, userid: 2, description: 'Refund' },
    most: {
      transactionid: 5001,
      userid: 2,
      refundid: 5020,
      transid: 'R-3',
      gateway: 'paypal',
      date: '2026-01-02',
      description: 'Refund',
      amountin: 0,
      amountout: '5.00',
      fees: '-0.10',
    },
    more: [{ transactionid: 5002, userid: 2361, invoiceid: 1 }],
  },
});

/** WHMCS changes whichever transaction has the id, and asks no one whose it is. */
async function isTheirs(call: ReachCall): Promise<boolean> {
  const { transactionid, refundid } = call.values;
  const rows = await clientTransactions(call);
  return [transactionid, refundid].every((id) => id === undefined || id === 0 || withId(rows, id));
}

/** WHMCS looks at nothing: it would change the transaction of somebody else, and make it this client's. */
function isOfClient(): Precheck {
  return {
    action: 'GetTransactions',
    params: allOfClient,
    refuse(reply, args) {
      const { userid, transactionid, refundid } = args;
      const rows = transactionsIn(reply, args);
      const wrong = (says: string) => ({
        code: 'invalid_arguments' as const,
        message: `${says} Nothing was sent.`,
      });
      if (withId(rows, transactionid) === undefined)
        return wrong(`transactionid: client ${Number(userid)} has no transaction ${Number(transactionid)}.`);
      if (refundid === undefined || refundid === 0) return undefined;
      const payment = withId(rows, refundid);
      if (payment === undefined)
        return wrong(`refundid: client ${Number(userid)} has no transaction ${Number(refundid)}.`);
      return amountIn(payment).gt(0)
        ? undefined
        : wrong(`refundid: transaction ${Number(refundid)} is no payment: nothing came in by it.`);
    },
  };
}

/** A payment that was paid back before: only somebody who knows that it goes back in parts can say so. */
async function againstRefundedTwice(call: Parameters<ConflictRule>[0]): Promise<readonly Conflict[]> {
  const { transactionid, refundid } = call.values;
  const others = await againstOthersInvoice(call);
  if (refundid === undefined || refundid === 0) return others;
  const rows = await clientTransactions(call);
  const twin = rows.find((row) => idOf(row.refundid) === refundid && idOf(row.id) !== transactionid);
  return twin === undefined
    ? others
    : [
        ...others,
        { says: `Transaction ${Number(refundid)} is paid back already, by ${namedTransaction(twin)}.` },
      ];
}

/** One id of the gateway's on two transactions makes either look like the other's repetition. */
function idIsFree(): Precheck {
  return {
    action: 'GetTransactions',
    when: ({ transid }) => transid !== undefined,
    params: ({ transid }) => ({ transid: String(transid) }),
    discreetly: 'transid: this id can not be set now. Nothing was sent.',
    refuse(reply, { transid, transactionid }) {
      const other = transactionsWith(reply, String(transid)).find((row) => idOf(row.id) !== transactionid);
      return other === undefined
        ? undefined
        : {
            code: 'duplicate_call',
            message: `transid: ${namedTransaction(other)} has this id already. Nothing was sent.`,
          };
    },
  };
}

const AMOUNTS = ['amountin', 'amountout', 'fees'] as const;

/** The greatest of its amounts before and after, and their differences. */
async function changedStake(call: ReadCall): Promise<Stake> {
  const { values } = call;
  const row = withId(await clientTransactions(call), values.transactionid);
  if (row === undefined) throw new NoStake('WHMCS shows no such transaction');
  return atStake(
    AMOUNTS.flatMap((name) => stakesOf(row, values, name)),
    await clientCurrency(call, Number(values.userid)),
  );
}

function stakesOf(row: Body, values: Values, name: (typeof AMOUNTS)[number]): Decimal[] {
  const before = amountOf(row[name]) ?? ZERO;
  const after = values[name] === undefined ? before : parsedAmount(values[name]);
  return [before, after, after.minus(before)];
}
