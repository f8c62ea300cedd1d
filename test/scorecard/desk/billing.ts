import { call } from '../agent.js';
import { added, one, totalOf } from '../world.js';
import { all, holds, mailed, type Task } from './task.js';

const invoice = (invoiceid: number) => call('get_invoice', { invoiceid });

export const BILLING: readonly Task[] = [
  {
    id: 'remind-by-template',
    asks: 'Remind Trelawny of 3074.',
    steps: [invoice(3074), call('send_email', { id: 3074, messagename: 'First Invoice Overdue Notice' })],
    done: mailed('trelawny@example.net'),
  },
  {
    id: 'remind-in-words',
    asks: 'Write to Weller about 3080 kindly.',
    steps: [
      call('get_invoices', { status: 'Overdue' }),
      call('send_email', {
        id: 3080,
        customtype: 'invoice',
        customsubject: 'Invoice 3080',
        custommessage: '<p>Dear Jonas, invoice 3080 over 14.46 was due on 2026-02-08. May we help?</p>',
      }),
    ],
    done: mailed('weller@example.org'),
  },
  {
    id: 'send-again',
    asks: 'Ashdown lost invoice 3102, send it again.',
    steps: [call('send_email', { id: 3102, messagename: 'Invoice Created' })],
    done: mailed('ashdown@example.org'),
  },
  {
    id: 'draft',
    asks: 'Prepare an invoice for Perrin: two hours of work.',
    steps: [
      call('create_invoice', {
        userid: 9,
        status: 'Draft',
        items: [{ description: 'Two hours of work', amount: '150.00', taxed: true }],
      }),
    ],
    done: (now, before) =>
      added(now.state.invoices, before.state.invoices).some(
        (each) => each.status === 'Draft' && each.clientId === 9 && totalOf(each) === 18150,
      ),
  },
  {
    id: 'draft-with-discount',
    asks: 'Prepare a yearly invoice for Brandt with 10 off.',
    steps: [
      call('create_invoice', {
        userid: 5,
        draft: true,
        items: [
          { description: 'Web Plus, one year', amount: '119.50', taxed: true },
          { description: 'Goodwill', amount: '-10.00', taxed: true },
        ],
      }),
    ],
    done: (now, before) =>
      added(now.state.invoices, before.state.invoices).some(
        (each) => each.status === 'Draft' && each.lines.length === 2,
      ),
  },
  {
    id: 'purchase-order',
    asks: 'Print PO 4711 on invoice 3087.',
    steps: [call('update_invoice', { invoiceid: 3087, notes: 'Your order: PO 4711' })],
    done: holds('invoices', 3087, { notes: 'Your order: PO 4711' }),
  },
  {
    id: 'draft-quote',
    asks: 'Draft a quote for Dietz: a third server.',
    steps: [
      call('get_quotes', { userid: 25 }),
      call('create_quote', {
        subject: 'A third server',
        stage: 'Draft',
        validuntil: '2026-04-30',
        userid: 25,
        lineitems: [{ desc: 'VPS Large, one year', up: '450.00', taxable: true }],
      }),
    ],
    done: (now, before) =>
      added(now.state.quotes, before.state.quotes).some(
        ({ clientId, stage }) => clientId === 25 && stage === 'Draft',
      ),
  },
  {
    id: 'draft-quote-prospect',
    asks: 'Draft a quote for the visitor of 406.',
    steps: [
      call('get_ticket', { ticketid: 406 }),
      call('create_quote', {
        subject: 'Web Plus',
        stage: 'Draft',
        validuntil: '2026-04-30',
        firstname: 'Pat',
        lastname: 'Visitor',
        email: 'pat.visitor@example.org',
        lineitems: [{ desc: 'Web Plus, one year', up: '119.50' }],
      }),
    ],
    done: (now, before) =>
      added(now.state.quotes, before.state.quotes).some(({ email }) => email === 'pat.visitor@example.org'),
  },
  {
    id: 'publish',
    asks: 'Send out the draft 3120.',
    wantsPerson: true,
    steps: [invoice(3120), call('update_invoice', { invoiceid: 3120, publishandsendemail: true })],
    done: all(holds('invoices', 3120, { status: 'Unpaid' }), mailed('hollis@example.net')),
  },
  {
    id: 'bank-transfer',
    asks: 'Strauch’s transfer for 3076 arrived: 54.45.',
    wantsPerson: true,
    steps: [
      invoice(3076),
      call('add_payment', {
        invoiceid: 3076,
        gateway: 'banktransfer',
        amount: '54.45',
        transid: 'BT-2026-0302-1',
      }),
    ],
    done: all(holds('invoices', 3076, { status: 'Paid' }), mailed('strauch@example.com')),
  },
  {
    id: 'more-time',
    asks: 'Give Thornbury a week more for 3101.',
    wantsPerson: true,
    steps: [call('update_invoice', { invoiceid: 3101, duedate: '2026-03-19' })],
    done: holds('invoices', 3101, { dueDate: '2026-03-19' }),
  },
  {
    id: 'goodwill',
    asks: 'Take 5.00 off 3102 for the outage.',
    wantsPerson: true,
    steps: [
      call('update_invoice', {
        invoiceid: 3102,
        newitems: [{ description: 'Goodwill for the outage', amount: '-5.00', taxed: true }],
      }),
    ],
    done: (now, before) => {
      const [mine, first] = [one(now.state.invoices, 3102), one(before.state.invoices, 3102)];
      return mine !== undefined && first !== undefined && totalOf(mine) < totalOf(first);
    },
  },
  {
    id: 'use-credit',
    asks: 'Pay 3104 from Harrow’s credit.',
    wantsPerson: true,
    steps: [call('apply_credit', { invoiceid: 3104, amount: '45.00' })],
    done: holds('invoices', 3104, { credit: 4500 }),
  },
  {
    id: 'cancel-duplicate',
    asks: '3106 was entered twice: cancel the draft 3111 that belongs to nobody any more.',
    wantsPerson: true,
    steps: [invoice(3111), call('update_invoice', { invoiceid: 3111, status: 'Cancelled' })],
    done: holds('invoices', 3111, { status: 'Cancelled' }),
  },
];
