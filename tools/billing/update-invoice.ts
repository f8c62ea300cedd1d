import { z } from 'zod';
import {
  atMostOne,
  confirmation,
  eachOnce,
  idOf,
  line,
  may,
  named,
  need,
  type ReachCall,
  type Reached,
  type ReadCall,
  type Stake,
  type Values,
  whereArgs,
  whereRecord,
  write,
} from '../../src/catalog/index.js';
import { parsedAmount } from '../../src/decimal.js';
import { once } from '../../src/once.js';
import { isChanged, MAIL_STAYS, where, word } from '../../src/prose/index.js';
import {
  atStake,
  changesOf,
  changesSomething,
  clientCurrency,
  clientFacts,
  clientReached,
  holds,
  invoiceChanges,
  invoiceRecord,
  invoiceSentence,
  invoiceStakes,
  NOTHING_AT_STAKE,
  namedRow,
  ofPerson,
  ownLines,
  personOf,
  setBack,
  shownChanges,
  shownLines,
} from '../../src/records/index.js';
import { againstPublishing } from './against-invoice.js';
import { keptSentences, lineSentences, linesIn, notesSentence, sumSentence } from './changed-lines.js';
import { knownGateway } from './gateways.js';
import { newLine, taxedLine } from './lines.js';

const changedLine = once(() =>
  z.strictObject({
    id: line.id(),
    description: line.text(),
    amount: line.money({ sign: 'any' }),
    taxed: line.flag(),
  }),
);

const byId = <T>(rows: readonly { id: number }[], pick: (row: never) => T): Record<string, T> =>
  Object.fromEntries(rows.map((row) => [row.id, pick(row as never)]));

const CHANGES = {
  invoiceid: need.id(),
  // Paid and Refunded would mark it so without a transaction; Overdue is computed and can't be set.
  status: may.choice(['Draft', 'Unpaid', 'Cancelled', 'Collections', 'Payment Pending']),
  paymentmethod: may.text('System name'),
  taxrate: may.percent(),
  taxrate2: may.percent('Second tax'),
  credit: may.money('Credit applied, as a new total', { sign: 'zero' }),
  date: may.date(),
  duedate: may.date(),
  datepaid: may.date(),
  notes: may.clearable('Printed on the invoice', 65_535),
  items: may.rows(changedLine, 'Existing lines to replace, by line id', (rows) => ({
    itemdescription: byId(rows, (row: z.output<ReturnType<typeof changedLine>>) => row.description),
    itemamount: byId(rows, (row: z.output<ReturnType<typeof changedLine>>) => row.amount),
    itemtaxed: byId(rows, (row: z.output<ReturnType<typeof changedLine>>) => row.taxed),
  })),
  newitems: may.rows(newLine, 'Lines to add, again with each call', (rows) => ({
    newitemdescription: rows.map((row) => row.description),
    newitemamount: rows.map((row) => row.amount),
    newitemtaxed: rows.map((row) => row.taxed),
  })),
  deletelineids: may.ids('Lines to remove'),
  publish: may.flag(),
  publishandsendemail: may.flag(),
};

/** The lines that a call names. */
function idsOf(values: Values): number[] {
  const { changed, removed } = linesIn(values);
  return [...changed.map(({ id }) => Number(id)), ...removed];
}

export const updateInvoice = write('whmcs_update_invoice', {
  title: 'Update an invoice',
  about:
    'Change an invoice: header, lines, publishing (publishandsendemail mails it). Header changes can be set back; on WHMCS 9 a published invoice is immutable. To mark one paid use whmcs_add_payment.',
  action: 'UpdateInvoice',
  whose: named({ within: ownLines(invoiceRecord, idsOf) }),
  names: { invoice: ['invoiceid'] },
  money: changedStake,
  effects: [
    'mail?publishandsendemail',
    // The client reads the notes of what is no draft, in the client area and on the invoice.
    whereRecord(
      'mail',
      async (call) => (await namedRow(invoiceRecord, call)).status !== 'Draft',
      ({ notes }) => typeof notes === 'string' && notes.trim() !== '',
    ),
    whereArgs('money', movesMoney),
  ],
  reaches: reachedOwner,
  says: ['items', 'newitems', 'notes'],
  args: CHANGES,
  rules: [
    changesSomething(invoiceChanges),
    atMostOne('publish', 'publishandsendemail'),
    eachOnce('a line is named twice: each id may stand once, in items or in deletelineids', idsOf),
  ],
  // Lines that are added, and a mail, are there once more each time.
  sets: ({ newitems, publishandsendemail }) =>
    newitems === undefined && publishandsendemail !== true ? 'invoice' : undefined,
  hopeless: againstPublishing,
  before: [knownGateway('paymentmethod')],
  result: confirmation({ names: 'invoiceid' }),
  done: isChanged('Invoice', ['invoiceid']),
  errors: {
    nothingBegun: [
      'Invoice ID Not Found',
      'Invoice must be in Draft status to be published',
      'Invalid status…',
    ],
    leftOpen: ['Missing Variables: …'],
  },

  readBack: holds(invoiceChanges),

  undo: setBack('whmcs_update_invoice', invoiceChanges, CHANGES, {
    otherwise: 'No call sets back what was changed; a person can edit the invoice in WHMCS.',
    leaves: 'Mails are not called back, and WHMCS 9 does not change a published invoice.',
  }),

  async preview(scene) {
    const { values } = scene;
    const id = Number(values.invoiceid);
    const invoice = await invoiceRecord.look(scene.reads, id);
    const person = await personOf(scene, invoice?.clientId);
    const fields = invoice?.fields;
    const shown = shownChanges(changesOf(invoiceChanges, values, fields), { untold: UNTOLD });
    const lines = linesIn(values);
    const isIssued = fields?.status === 'Draft' && isPublished(values);
    const each = shownLines([
      ...lineSentences(lines, invoice, person.currency),
      ...(isIssued ? keptSentences(lines, invoice, person.currency) : []),
    ]);
    return {
      title: `Change invoice ${id}${ofPerson(person)}: ${shown.named}`,
      sentences: [
        person.whose,
        invoice && invoiceSentence(invoice, person.currency, scene.now),
        ...publishing(values, fields?.status, person.mail),
        ...shown.sentences,
        isIssued ? notesSentence(values, invoice) : undefined,
        sumSentence(lines, invoice, person.currency),
        ...each.sentences,
        where(
          values.credit !== undefined,
          'Credit that is put on the invoice or taken off it is money of the client.',
        ),
        where(
          fields !== undefined && fields.status !== 'Draft',
          'It is published: WHMCS 9 does not change published invoices.',
        ),
      ],
      irreversible: [
        where(values.publishandsendemail === true, MAIL_STAYS),
        where(
          lines.added.length + lines.removed.length > 0,
          'No call takes added lines off or brings deleted ones back as they were; they have to be entered again.',
        ),
      ],
      details: [...shown.details, ...each.details],
      snapshot: {
        ...clientFacts(person),
        'invoice.status': fields?.status,
        'invoice.clientid': invoice?.clientId,
        'invoice.total': fields?.total,
        'invoice.balance': fields?.balance,
        'invoice.notes': isIssued ? fields.notes : undefined,
        'invoice.lines': invoice?.lines.map((row) => `${row.id} ${row.amount} ${row.description}`),
        ...shown.former,
        'mail.to': values.publishandsendemail === true ? person.client?.email : undefined,
      },
    };
  },

  sample: {
    least: { invoiceid: 1, notes: 'late' },
    most: {
      invoiceid: 1,
      status: 'Unpaid',
      paymentmethod: 'paypal',
      taxrate: 19,
      taxrate2: 0,
      credit: 0,
      date: '2026-01-02',
      duedate: '2026-01-16',
      datepaid: '2026-01-17',
      notes: '',
      items: [{ id: 1, description: 'Hosting', amount: '9.00', taxed: true }],
      newitems: [{ description: 'Extra', amount: '1.00', taxed: true }],
      deletelineids: [2],
      publish: true,
    },
    more: [{ invoiceid: 1, publishandsendemail: true }],
  },
});

/** What changes what is owed, or when and how it is charged. The notes are all that does not. */
const MOVE_MONEY: readonly string[] = [
  'status',
  'credit',
  'taxrate',
  'taxrate2',
  'items',
  'newitems',
  'deletelineids',
  'paymentmethod',
  'date',
  'duedate',
  'datepaid',
];

const isPublished = ({ publish, publishandsendemail, status }: Values) =>
  publish === true || publishandsendemail === true || (status !== undefined && status !== 'Draft');

function movesMoney(values: Values): boolean {
  return isPublished(values) || MOVE_MONEY.some((name) => values[name] !== undefined);
}

/** Contacts get copies of what is mailed alone. */
async function reachedOwner({ values, ask }: ReachCall): Promise<Reached> {
  const { userid } = await namedRow(invoiceRecord, { values, ask });
  const { copies, ...owner } = await clientReached(ask, idOf(userid) ?? 0, 'invoice');
  return values.publishandsendemail === true && copies !== undefined ? { ...owner, copies } : owner;
}

const amountGiven = (value: unknown) => (value === undefined ? undefined : parsedAmount(value));

/** The greatest of what it comes to before, after, and their difference: a draft that is published counts as a whole. */
async function changedStake(call: ReadCall): Promise<Stake> {
  const { values } = call;
  if (!movesMoney(values)) return NOTHING_AT_STAKE;
  const invoice = await namedRow(invoiceRecord, call);
  const { changed, added, removed } = linesIn(values);
  const stakes = invoiceStakes(invoice, {
    edited: new Map(changed.map((line) => [Number(line.id), taxedLine(line)])),
    added: added.map(taxedLine),
    deleted: removed,
    rates: [amountGiven(values.taxrate), amountGiven(values.taxrate2)],
    credit: amountGiven(values.credit),
  });
  return atStake(stakes, await clientCurrency(call, idOf(invoice.userid)));
}

/** Shown in sentences of their own. */
const UNTOLD: readonly string[] = ['items', 'newitems', 'deletelineids', 'publish', 'publishandsendemail'];

function publishing(values: Values, status: unknown, mail: string): (string | undefined)[] {
  const sends = values.publishandsendemail === true;
  if (!sends && values.publish !== true) return [];
  return [
    `The draft is published: the client can see and pay it. ${sends ? `It is mailed to ${mail}.` : 'It is not mailed.'}`,
    where(
      status !== undefined && status !== 'Draft',
      `WHMCS publishes only drafts and would refuse: this one is ${word(status)}.`,
    ),
  ];
}
