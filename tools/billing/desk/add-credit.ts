import {
  type Body,
  type Conflict,
  type ConflictRule,
  confirmation,
  may,
  NAMED,
  need,
  type ReadCall,
  type Stake,
  sameText,
  type Values,
  write,
} from '../../../src/catalog/index.js';
import { amountOf, type Decimal, parsedAmount } from '../../../src/decimal.js';
import { digits, money, quoted, TEXT_SHOWN, where } from '../../../src/prose/index.js';
import { atStake, clientCurrency, clientFacts, clientRow, personOf } from '../../../src/records/index.js';
import { addedRow } from '../../added-row.js';
import { beforeAndAfter } from '../settling.js';

export const addCredit = write('whmcs_add_credit', {
  title: 'Add or remove credit',
  about:
    'Add to the credit balance of a client, or take from it (type); no mail. The opposite type undoes it. whmcs_apply_credit pays an invoice from it.',
  action: 'AddCredit',
  whose: NAMED,
  names: { client: ['clientid'] },
  money: movedCredit,
  effects: ['money'],
  args: {
    clientid: need.id(),
    // Optional in WHMCS, where leaving it out adds: whoever moves money says which way.
    type: need.choice(['add', 'remove'], 'To their credit, or from it'),
    amount: need.money('In the currency of the client'),
    description: need.text('Why, for staff'),
    date: may.date('YYYY-MM-DD; today when left out'),
    // Left out: adminid (it would stand there as somebody else's).
  },
  conflicts: againstBalance,
  result: confirmation(),
  done: (args, result) =>
    `${digits(parsedAmount(args.amount))} is ${isAdded(args) ? 'added to' : 'taken from'} the credit of client ${args.clientid}${balanceIn(result)}.`,
  errors: {
    nothingBegun: [
      'Type can only be add or remove',
      'Client ID Not Found',
      'Admin ID Not Found',
      'No Amount Provided',
      'Amount must be in decimal format: ### or ###.##',
      'Date Format is not Valid',
    ],
  },

  // Entries show a day and no time.
  readBack: addedRow({
    action: 'GetCredits',
    params: (args) => ({ clientid: Number(args.clientid) }),
    list: 'credits.credit',
    of: (args) => `the credit of client ${args.clientid}`,
    row: 'entry',
    like: (row, args) =>
      amountOf(row.amount)?.eq(signed(args)) === true && sameText(row.description, args.description),
  }),

  undo: {
    leaves:
      'Both entries stay in the history of the credit; credit that was spent meanwhile is not there to be taken.',
    call: (args) => ({
      tool: 'whmcs_add_credit',
      args: {
        clientid: args.clientid,
        type: isAdded(args) ? 'remove' : 'add',
        amount: args.amount,
        description: `Takes back: ${String(args.description)}`.slice(0, 255),
      },
    }),
  },

  async preview(scene) {
    const { values } = scene;
    const person = await personOf(scene, Number(values.clientid));
    const amount = parsedAmount(values.amount);
    const text = money(amount, person.currency);
    const credit = person.client?.credit;
    const after = credit && (isAdded(values) ? credit.plus(amount) : credit.minus(amount));
    return {
      title: isAdded(values)
        ? `Give ${person.label} ${text} of credit`
        : `Take ${text} of credit from ${person.label}`,
      sentences: [
        person.whose,
        credit && after && beforeAndAfter('Credit', credit, after, person.currency),
        `The reason, which staff read: ${quoted(values.description, TEXT_SHOWN)}.`,
        isAdded(values)
          ? 'WHMCS pays invoices from credit where it is set to, and the client may use it.'
          : undefined,
        where(values.date !== undefined, `It is dated ${String(values.date)}.`),
        'No money moves at a gateway, and no mail is sent.',
      ],
      snapshot: {
        ...clientFacts(person),
        'client.currency': person.client?.currency,
        'client.credit': credit && digits(credit),
      },
    };
  },

  sample: {
    least: { clientid: 1, type: 'add', amount: '10.00', description: 'Downtime' },
    most: { clientid: 1, type: 'add', amount: 2.5, description: 'Entered twice', date: '2026-01-02' },
  },
});

const isAdded = ({ type }: Values) => type === 'add';
const signed = (args: Values): Decimal => {
  const amount = parsedAmount(args.amount);
  return isAdded(args) ? amount : amount.times(-1);
};

function balanceIn({ newbalance }: Body): string {
  const balance = amountOf(newbalance);
  return balance === undefined ? '' : `, which is ${digits(balance)} now`;
}

async function movedCredit(call: ReadCall): Promise<Stake> {
  const { amount, clientid } = call.values;
  return atStake([parsedAmount(amount)], await clientCurrency(call, Number(clientid)));
}

/** WHMCS documents no refusal of this: it would leave a client with less than nothing. */
async function againstBalance(call: Parameters<ConflictRule>[0]): Promise<readonly Conflict[]> {
  const { values } = call;
  if (isAdded(values)) return [];
  const row = await clientRow(call, Number(values.clientid)).catch(() => undefined);
  const credit = amountOf(row?.credit);
  const amount = parsedAmount(values.amount);
  return credit?.lt(amount)
    ? [{ says: `The client has ${digits(credit)} of credit, which is less than ${digits(amount)}.` }]
    : [];
}
