import { z } from 'zod';
import { area, confirmation, line, may, need, paged, refuse, serialized } from '../../src/catalog/index.js';
import { endMade, goneFromList, quoteRecord, settledByStatus } from '../../src/records/index.js';
import { quoteCreated } from './found.js';

const STAGES = ['Draft', 'Delivered', 'On Hold', 'Accepted', 'Lost', 'Dead'] as const;

const quoteLine = z.strictObject({
  desc: line.text,
  qty: z.int({ error: 'must be a whole number' }).min(1, 'must be 1 or more').default(1),
  up: line.money({ sign: 'any' }).describe('Unit price'),
  discount: line.percent.default('0'),
  taxable: line.flag.default(false),
});

const PROSPECT = [
  'firstname',
  'lastname',
  'companyname',
  'email',
  'address1',
  'address2',
  'city',
  'state',
  'postcode',
  'country',
  'phonenumber',
  'currency',
];

export const quotes = area('quotes', {
  whmcs_get_quotes: {
    title: 'List quotes',
    about: 'List quotes with their lines and totals.',
    action: 'GetQuotes',
    names: { quote: ['quoteid'], client: ['userid'] },
    args: {
      quoteid: may.id(),
      userid: may.id('Client id'),
      subject: may.text(),
      stage: may.choice(STAGES),
      datecreated: may.date(),
      lastmodified: may.date(),
      validuntil: may.date(),
    },
    result: paged('quotes.quote', { each: { items: 'item' } }),
  },

  whmcs_create_quote: {
    title: 'Create a quote',
    about:
      'Create a quote for a client (userid) or a prospect (name, email, address). Sends no mail. Undone by whmcs_delete_quote.',
    action: 'CreateQuote',
    names: { client: ['userid'] },
    args: {
      subject: need.text(),
      stage: need.choice(STAGES),
      validuntil: need.localDate(),
      datecreated: may.localDate(),
      lineitems: may.rows(quoteLine, 'discount: percent', (rows, name) => ({
        [name]: serialized(
          rows.map((row) => ({
            desc: row.desc,
            qty: row.qty,
            up: row.up,
            discount: row.discount,
            taxable: row.taxable ? '1' : '0',
          })),
        ),
      })),
      userid: may.id('Client id'),
      firstname: may.text(),
      lastname: may.text(),
      companyname: may.text(),
      email: may.email(),
      address1: may.text(),
      address2: may.text(),
      city: may.text(),
      state: may.text(),
      postcode: may.text(),
      country: may.country(),
      phonenumber: may.text(),
      tax_id: may.text(),
      currency: may.id(),
      proposal: may.body('Shown to the customer'),
      customernotes: may.body('Shown to the customer'),
      adminnotes: may.body('Seen by staff only'),
    },
    rules: [
      refuse(
        'give userid for an existing client, or firstname, lastname and email for a prospect',
        (args) =>
          args.userid === undefined &&
          (args.firstname === undefined || args.lastname === undefined || args.email === undefined),
      ),
      refuse(
        'userid already says who it is for: leave out the name, address and currency',
        (args) => args.userid !== undefined && PROSPECT.some((name) => args[name] !== undefined),
      ),
    ],
    before: [
      {
        // CreateQuote takes any userid, and leaves a quote that belongs to nobody.
        action: 'GetClientsDetails',
        when: (args) => args.userid !== undefined,
        params: (args) => ({ clientid: Number(args.userid) }),
        refuse: () => undefined,
      },
    ],
    readBack: quoteCreated,
    undo: endMade({ what: 'quote', result: 'quoteid', tool: 'whmcs_delete_quote', idArg: 'quoteid' }),
    result: confirmation(),
  },

  whmcs_accept_quote: {
    title: 'Accept a quote',
    about:
      'Accept a quote on behalf of its client, which turns it into an invoice and may mail them. No call undoes it; the invoice can be set Cancelled.',
    action: 'AcceptQuote',
    names: { quote: ['quoteid'] },
    money: { field: 'quote.total' },
    effects: ['money', 'mail', 'irreversible'],
    args: { quoteid: need.id() },
    readBack: settledByStatus(quoteRecord, {
      done: ['Accepted'],
      not: ['Draft', 'Delivered', 'On Hold', 'Lost', 'Dead'],
    }),
    undo: 'No call takes an acceptance back. The invoice it made can be set Cancelled with whmcs_update_invoice; a person can set the stage of the quote in WHMCS.',
    result: confirmation(),
  },

  whmcs_delete_quote: {
    title: 'Delete a quote',
    about: 'Delete a quote. Cannot be undone.',
    action: 'DeleteQuote',
    names: { quote: ['quoteid'] },
    effects: ['irreversible'],
    args: { quoteid: need.id() },
    readBack: goneFromList(quoteRecord),
    undo: 'A deleted quote does not come back. A person can restore it from a backup, or write it anew.',
    result: confirmation(),
  },
});
