import { z } from 'zod';
import {
  area,
  atMostOne,
  confirmation,
  filledIn,
  line,
  may,
  need,
  numbered,
  paged,
  record,
  refuse,
  someChange,
  wallClock,
  whole,
} from '../../src/catalog/index.js';
import { endMade, invoice, invoiceChanged, invoiceCreated, setBack } from '../../src/records/index.js';
import { knownGateway } from './gateways.js';
import { creditApplied, newTransaction, paymentRecorded, transidKey, transidOf } from './payment-checks.js';

const STORED = [
  'Draft',
  'Unpaid',
  'Paid',
  'Cancelled',
  'Refunded',
  'Collections',
  'Payment Pending',
] as const;

const newLine = z.strictObject({
  description: line.text,
  amount: line.money({ sign: 'any' }),
  taxed: line.flag.default(false),
});
const changedLine = z.strictObject({
  id: line.id,
  description: line.text,
  amount: line.money({ sign: 'any' }),
  taxed: line.flag,
});

const byId = <T>(rows: readonly { id: number }[], pick: (row: never) => T): Record<string, T> =>
  Object.fromEntries(rows.map((row) => [row.id, pick(row as never)]));

const CHANGES = {
  invoiceid: need.id(),
  // Paid and Refunded would mark it so without a transaction; Overdue is computed and can't be set.
  status: may.choice(['Draft', 'Unpaid', 'Cancelled', 'Collections', 'Payment Pending']),
  paymentmethod: may.text('System name'),
  taxrate: may.percent(),
  taxrate2: may.percent(),
  credit: may.money('Credit applied, as a new total', { sign: 'zero' }),
  date: may.date(),
  duedate: may.date(),
  datepaid: may.date(),
  notes: may.clearable(undefined, 65_535),
  items: may.rows(changedLine, 'Existing lines to replace, by line id', (rows) => ({
    itemdescription: byId(rows, (row: z.output<typeof changedLine>) => row.description),
    itemamount: byId(rows, (row: z.output<typeof changedLine>) => row.amount),
    itemtaxed: byId(rows, (row: z.output<typeof changedLine>) => row.taxed),
  })),
  newitems: may.rows(newLine, 'Lines to add; repeating the call adds them again', (rows) => ({
    newitemdescription: rows.map((row) => row.description),
    newitemamount: rows.map((row) => row.amount),
    newitemtaxed: rows.map((row) => row.taxed),
  })),
  deletelineids: may.ids(),
  publish: may.flag(),
  publishandsendemail: may.flag(),
};

export const billing = area('billing', {
  whmcs_get_invoices: {
    title: 'List invoices',
    about: 'List invoices. Overdue is computed from the due date.',
    action: 'GetInvoices',
    names: { client: ['userid'] },
    args: {
      userid: may.id('Client id'),
      status: may.choice([...STORED, 'Overdue']),
      orderby: may.choice(['id', 'invoicenumber', 'date', 'duedate', 'total', 'status']),
      order: may.choice(['asc', 'desc']),
    },
    result: paged('invoices.invoice'),
  },

  whmcs_get_invoice: {
    title: 'Read an invoice',
    about:
      'One invoice with its lines, transactions and balance. On WHMCS 9 credit and debit notes are not shown.',
    action: 'GetInvoice',
    names: { invoice: ['invoiceid'] },
    args: { invoiceid: need.id() },
    result: record({ pages: 'items', each: { items: 'item', transactions: 'transaction' } }),
  },

  whmcs_create_invoice: {
    title: 'Create an invoice',
    about:
      'Create an invoice for a client. draft keeps it from the client until published; sendinvoice mails it. No deletion: set it Cancelled with whmcs_update_invoice.',
    action: 'CreateInvoice',
    names: { client: ['userid'] },
    money: { sumOf: 'items', taxes: ['taxrate', 'taxrate2'] },
    // Credit that settles the invoice does what whmcs_apply_credit does, receipt and provisioning included.
    effects: [
      'mail?sendinvoice',
      'money?autoapplycredit',
      'irreversible?autoapplycredit',
      'provisioning?autoapplycredit',
      'mail?autoapplycredit',
    ],
    args: {
      userid: need.id('Client id'),
      items: need.rows(newLine, 'Invoice lines; a negative amount is a discount', (rows) =>
        numbered(
          rows.map((row) => ({
            itemdescription: row.description,
            itemamount: row.amount,
            itemtaxed: row.taxed,
          })),
        ),
      ),
      status: may.choice(['Unpaid', 'Draft', 'Cancelled', 'Collections', 'Payment Pending']),
      draft: may.flag(),
      sendinvoice: may.alwaysFlag('Mail it to the client'),
      paymentmethod: may.text('System name'),
      taxrate: may.percent(),
      taxrate2: may.percent(),
      date: may.date(),
      duedate: may.date(),
      notes: may.body('Printed on the invoice'),
      autoapplycredit: may.alwaysFlag("Pay from the client's credit"),
      // status Paid and Refunded are not offered: they would book money that no transaction shows.
    },
    rules: [
      refuse(
        'sendinvoice does not go with a draft: create it, publish it, then send it',
        (args) => args.sendinvoice === true && (args.draft === true || args.status === 'Draft'),
      ),
      refuse(
        'draft: true does not go with another status',
        (args) => args.draft === true && args.status !== undefined && args.status !== 'Draft',
      ),
      refuse(
        'duedate must not be before date',
        (args) =>
          args.date !== undefined && args.duedate !== undefined && String(args.duedate) < String(args.date),
      ),
    ],
    before: [knownGateway('paymentmethod')],
    readBack: invoiceCreated,
    undo: endMade({
      what: 'invoice',
      result: 'invoiceid',
      tool: 'whmcs_update_invoice',
      idArg: 'invoiceid',
      and: () => ({ status: 'Cancelled' }),
      leaves:
        'The invoice stays, as Cancelled. Its mail is not called back, nor credit that paid it given back.',
    }),
    result: confirmation(),
  },

  whmcs_update_invoice: {
    title: 'Update an invoice',
    about:
      'Change an invoice: header, lines, publishing (publishandsendemail mails it). Header changes can be set back; on WHMCS 9 a published invoice is immutable. To mark one paid use whmcs_add_payment.',
    action: 'UpdateInvoice',
    names: { invoice: ['invoiceid'] },
    effects: ['mail?publishandsendemail', 'money?credit'],
    args: CHANGES,
    rules: [
      someChange('invoiceid'),
      atMostOne('publish', 'publishandsendemail'),
      refuse('a line is named twice: each id may stand once, in items or in deletelineids', (args) => {
        const ids = [
          ...((args.items ?? []) as { id: number }[]).map((row) => row.id),
          ...((args.deletelineids ?? []) as number[]),
        ];
        return new Set(ids).size !== ids.length;
      }),
    ],
    before: [knownGateway('paymentmethod')],
    readBack: invoiceChanged,
    undo: setBack('whmcs_update_invoice', invoice, CHANGES, {
      otherwise: 'No call sets back what was changed; a person can edit the invoice in WHMCS.',
      leaves: 'Mails are not called back, and WHMCS 9 does not change a published invoice.',
    }),
    result: confirmation(),
  },

  whmcs_add_payment: {
    title: 'Record a payment',
    about:
      'Record money received on an invoice, which pays it and may set off provisioning; mails a receipt unless noemail. Any excess becomes client credit. Cannot be undone.',
    action: 'AddInvoicePayment',
    names: { invoice: ['invoiceid'] },
    money: { arg: 'amount' },
    effects: ['money', 'irreversible', 'provisioning', 'mail?!noemail'],
    args: {
      invoiceid: need.id(),
      // Left out, the payment makes it, so that a repeated call is found by it and refused.
      transid: filledIn(
        may.text("The gateway's transaction id, new; made from the payment when left out"),
        (_at, args) => transidOf(args),
      ),
      gateway: need.text('System name'),
      // Optional in WHMCS, where leaving it out takes the whole balance: whoever books money says how much.
      amount: need.money(),
      // The page requires it; the moment of the call is what a caller without one means.
      date: filledIn(may.moment('YYYY-MM-DD HH:mm:ss; now when left out'), (at) =>
        wallClock(at.now(), at.timezone),
      ),
      fees: may.money('Part of amount kept by the gateway', { sign: 'zero' }),
      noemail: may.alwaysFlag(),
    },
    turn: transidKey,
    before: [knownGateway('gateway'), newTransaction],
    readBack: paymentRecorded,
    undo: 'No call takes a payment back. A person can delete or refund the transaction on its invoice in WHMCS; what it set up or mailed stays.',
    result: confirmation(),
  },

  whmcs_apply_credit: {
    title: 'Apply credit',
    about:
      "Pay an unpaid invoice from the client's credit balance; mails a receipt when that settles it unless noemail. No call gives the credit back.",
    action: 'ApplyCredit',
    names: { invoice: ['invoiceid'] },
    money: { arg: 'amount' },
    effects: ['money', 'irreversible', 'provisioning', 'mail?!noemail'],
    args: {
      invoiceid: need.id(),
      // Optional in WHMCS; stated here for the reason given at whmcs_add_payment.
      amount: need.money(),
      noemail: may.alwaysFlag(),
    },
    readBack: creditApplied,
    undo: 'No call gives the credit back. A person can remove it from the invoice in WHMCS (Credit tab), where the version allows it; what it set up or mailed stays.',
    result: confirmation(),
  },

  whmcs_get_transactions: {
    title: 'List transactions',
    about: 'Payments and refunds of an invoice or client, or by transaction id.',
    action: 'GetTransactions',
    names: { client: ['clientid'], invoice: ['invoiceid'] },
    args: { invoiceid: may.id(), clientid: may.id(), transid: may.text() },
    result: whole('transactions.transaction'),
  },
});
