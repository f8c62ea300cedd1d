import { describe, expect, test } from 'vitest';
import { LANDMARKS, type Sandbox } from '../../src/sandbox/index.js';
import { sandboxed } from '../harness.js';
import { ask } from '../sandbox/caller.js';
import { previewed } from './asking.js';

/** Unpaid, of the client with credit. */
const invoiceid = 3104;

const pay = (sandbox: Sandbox, args: Record<string, unknown>) =>
  previewed(sandbox, 'whmcs_add_payment', {
    invoiceid,
    gateway: 'banktransfer',
    ...args,
  });

const apply = (sandbox: Sandbox, args: Record<string, unknown>) =>
  previewed(sandbox, 'whmcs_apply_credit', { invoiceid, ...args });

const HARROW =
  '“Felix Harrow” (client 6) is Active, a client since 2022-10-22 (3 years ago), with no active services, 1 open invoice (54.45 EUR) and 250.00 EUR of credit.';
const INVOICE = 'Invoice 3104 is Unpaid: 54.45 EUR, of which 54.45 EUR is open, due in 10 days (2026-03-12).';

describe('a payment', () => {
  test('of part of what is open shows the balance before and after', async () => {
    const preview = await pay(await sandboxed(), { amount: '20.00', fees: '0.35' });
    expect(preview).toEqual({
      title: 'Record a payment of 20.00 EUR on invoice 3104 of “Felix Harrow” (client 6)',
      sentences: [
        HARROW,
        INVOICE,
        'A payment of 20.00 EUR by banktransfer is booked on it. No money is collected by this: it must have come in already.',
        'Open on the invoice: before 54.45 EUR, after 34.45 EUR.',
        'That does not settle the invoice: nothing that was ordered on it is set up.',
        '0.35 EUR of it is booked as fees of the gateway.',
        'A receipt goes to “harrow@example.org”.',
      ],
      irreversible: [
        'A mail that was sent is not called back.',
        'No call takes a payment back. A person can delete or refund the transaction on its invoice in WHMCS; what it set up or mailed stays.',
      ],
      details: [
        { label: 'transaction id', value: 'made from the payment itself' },
        { label: 'effects', value: 'mail, money, provisioning, irreversible' },
      ],
      snapshot: {
        'client.id': '6',
        'client.status': 'Active',
        'client.credit': '250.00',
        'client.currency': 'EUR',
        'invoice.status': 'Unpaid',
        'invoice.clientid': '6',
        'invoice.total': '54.45',
        'invoice.balance': '54.45',
        'mail.to': 'harrow@example.org',
      },
      reads: 4,
    });
  });

  test('of all that is open settles the invoice', async () => {
    const { sentences } = await pay(await sandboxed(), { amount: '54.45', noemail: true });
    expect(sentences.slice(3)).toEqual([
      'Open on the invoice: before 54.45 EUR, after 0.00 EUR.',
      'That settles the invoice: it becomes Paid, and what was ordered on it may be set up.',
      'No mail is sent.',
    ]);
  });

  test('of more than is open turns the rest into credit, as WHMCS then does', async () => {
    const sandbox = await sandboxed();
    const { sentences } = await pay(sandbox, { amount: '60.00' });
    expect(sentences.slice(3, 7)).toEqual([
      'Open on the invoice: before 54.45 EUR, after 0.00 EUR.',
      '5.55 EUR of it is more than is open, and becomes credit of the client.',
      'Credit: before 250.00 EUR, after 255.55 EUR.',
      'That settles the invoice: it becomes Paid, and what was ordered on it may be set up.',
    ]);
    await ask(sandbox, 'AddInvoicePayment', {
      invoiceid,
      amount: '60.00',
      gateway: 'banktransfer',
      date: '2026-03-02 09:30:00',
    });
    const after = await pay(sandbox, { amount: '60.00' });
    expect(after.snapshot).toMatchObject({ 'invoice.status': 'Paid', 'client.credit': '255.55' });
    expect(after.sentences).toContain('The invoice is Paid already: check that this is another payment.');
    expect(after.sentences).toContain('Credit: before 255.55 EUR, after 315.55 EUR.');
  });

  test('on a cancelled invoice would be refused', async () => {
    const sandbox = await sandboxed();
    for (const invoice of sandbox.state.invoices) if (invoice.id === invoiceid) invoice.status = 'Cancelled';
    const { sentences } = await previewed(sandbox, 'whmcs_add_payment', {
      invoiceid,
      gateway: 'banktransfer',
      amount: 1,
    });
    expect(sentences).toContain('WHMCS books no payment on a Cancelled invoice and would refuse.');
  });

  test('is in the currency of the client', async () => {
    const sandbox = await sandboxed();
    for (const client of sandbox.state.clients) if (client.id === 6) client.currencyId = 2;
    const { title, sentences, snapshot } = await pay(sandbox, { amount: '20.00' });
    expect(title).toBe('Record a payment of 20.00 USD on invoice 3104 of “Felix Harrow” (client 6)');
    expect(sentences).toContain('Open on the invoice: before 54.45 USD, after 34.45 USD.');
    expect(snapshot['client.currency']).toBe('USD');
  });
});

describe('credit', () => {
  test('that settles the invoice shows both balances before and after, and the receipt', async () => {
    const preview = await apply(await sandboxed(), { amount: '54.45' });
    expect(preview.title).toBe(
      "Pay 54.45 EUR of invoice 3104 of “Felix Harrow” (client 6) from the client's credit",
    );
    expect(preview.sentences).toEqual([
      HARROW,
      INVOICE,
      "54.45 EUR of the client's credit goes to the invoice.",
      'Open on the invoice: before 54.45 EUR, after 0.00 EUR.',
      'Credit: before 250.00 EUR, after 195.55 EUR.',
      'That settles the invoice: it becomes Paid, and what was ordered on it may be set up.',
      'A receipt goes to “harrow@example.org”.',
    ]);
  });

  test('that settles nothing sends nothing', async () => {
    const { sentences, irreversible } = await apply(await sandboxed(), { amount: '0.10' });
    expect(sentences.slice(3)).toEqual([
      'Open on the invoice: before 54.45 EUR, after 54.35 EUR.',
      'Credit: before 250.00 EUR, after 249.90 EUR.',
      'That does not settle the invoice: nothing that was ordered on it is set up.',
      'No mail is sent: a receipt is due only when the invoice is settled.',
    ]);
    expect(irreversible).toHaveLength(1);
  });

  test.each([
    ['300.00', 'That is more than the credit of 250.00 EUR, and WHMCS would refuse.'],
    ['60.00', 'That is more than is open on the invoice, and WHMCS would refuse.'],
  ])('of %s is more than there is', async (amount, sentence) => {
    const { sentences } = await apply(await sandboxed(), { amount });
    expect(sentences).toContain(sentence);
    expect(sentences.join(' ')).not.toContain('before');
  });

  test('does not pay an invoice that is not Unpaid', async () => {
    const sandbox = await sandboxed();
    for (const invoice of sandbox.state.invoices)
      if (invoice.id === invoiceid) invoice.status = 'Collections';
    const { sentences } = await previewed(sandbox, 'whmcs_apply_credit', { invoiceid, amount: 1 });
    expect(sentences).toContain(
      'WHMCS pays only Unpaid invoices from credit and would refuse: this one is Collections.',
    );
  });

  test('pays a new invoice as far as it goes', async () => {
    const sandbox = await sandboxed();
    const make = (amount: string, taxed: boolean) =>
      previewed(sandbox, 'whmcs_create_invoice', {
        userid: LANDMARKS.clientWithCredit,
        items: [{ description: 'Setup', amount, taxed }],
        autoapplycredit: true,
      });
    expect((await make('99.95', false)).sentences).toContain('Credit: before 250.00 EUR, after 150.05 EUR.');
    const large = (await make('400', false)).sentences;
    expect(large).toContain("The client's credit pays 250.00 EUR of it.");
    expect(large).toContain('Credit: before 250.00 EUR, after 0.00 EUR.');
    const taxed = await make('99.95', true);
    expect(taxed.sentences).toContain("The client's credit of 250.00 EUR pays for it as far as it goes.");
    expect(taxed.snapshot['client.credit']).toBe('250.00');
  });
});

test('an invoice is shown line by line, with what is taxed of it', async () => {
  const preview = await previewed(await sandboxed(), 'whmcs_create_invoice', {
    userid: 12,
    items: [
      { description: 'Setup', amount: '10.00', taxed: true },
      { description: 'Goodwill', amount: '-2.50' },
    ],
    taxrate: '19',
    duedate: '2026-03-20',
    sendinvoice: true,
  });
  expect(preview.title).toBe('Create an invoice of 7.50 EUR for “Jonas Weller” (client 12)');
  expect(preview.sentences.slice(1)).toEqual([
    'An invoice with 2 lines is made: “Setup” 10.00 EUR and “Goodwill” -2.50 EUR. That is 7.50 EUR in all.',
    'On 10.00 EUR of it tax of 19 % is due, on top unless prices include it.',
    'It is Unpaid, and the client can see it; it is due on 2026-03-20.',
    'It is mailed to “weller@example.org”.',
  ]);
  expect(preview.gentler).toBe(
    'Create it as a draft (draft): the client does not see it until somebody publishes it.',
  );
  expect(preview.snapshot).toMatchObject({ 'mail.to': 'weller@example.org' });
});

test('a quote that is accepted becomes an invoice of its total', async () => {
  const sandbox = await sandboxed();
  const preview = await previewed(sandbox, 'whmcs_accept_quote', { quoteid: 501 });
  expect(preview.title).toBe("Accept quote 501 of “Siobhán O'Brien” (client 7) for them");
  expect(preview.sentences.slice(1)).toEqual([
    'Quote 501 “Web shop for the bakery” is Draft: 997.71 EUR, with 2 lines, made 3 days ago (2026-02-27), valid until 2026-03-29 (in 27 days).',
    "It becomes Accepted in the client's place, and an invoice of 997.71 EUR is made of it, which the client then owes.",
    'A mail about it may go to “obrien@example.com”.',
    'Line: “Design” 8 × 75.00 EUR.',
    'Line: “Web Pro, one year” 1 × 249.50 EUR.',
  ]);
  const late = await previewed(sandbox, 'whmcs_accept_quote', { quoteid: 501 }, new Date('2026-04-02'));
  expect(late.sentences).toContain('It was valid only until then: the prices may be old.');
});

test('the lines of a new quote are added up with their discounts', async () => {
  const { sentences } = await previewed(await sandboxed(), 'whmcs_create_quote', {
    subject: 'Two servers',
    stage: 'Delivered',
    validuntil: '2026-04-03',
    userid: 12,
    lineitems: [
      { desc: 'Server', qty: 3, up: '33.33', discount: '10' },
      { desc: 'Setup', qty: 1, up: '0.10', taxable: true },
    ],
  });
  expect(sentences).toContain(
    '2 lines: “Server” 3 × 33.33 EUR, 10 % off and “Setup” 1 × 0.10 EUR. That is 90.09 EUR in all, before tax.',
  );
});
