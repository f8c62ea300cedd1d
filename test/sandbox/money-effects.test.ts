import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LANDMARKS, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { ask, look, rows } from './caller.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const creditor = LANDMARKS.clientWithCredit;
const PAYMENT = { transid: 'bank-1', gateway: 'banktransfer', date: '2026-03-01 12:00:00' };

async function openInvoice() {
  const list = await ask(sandbox, 'GetInvoices', { userid: creditor, status: 'Unpaid' });
  const invoiceid = Number(look(list, 'invoices.invoice.0.id'));
  return { invoiceid, ...(await ask(sandbox, 'GetInvoice', { invoiceid })) } as {
    invoiceid: number;
    balance: string;
  };
}

const creditOf = async (clientid: number) => (await ask(sandbox, 'GetClientsDetails', { clientid })).credit;

describe('payments', () => {
  it('lower the balance, then settle the invoice, and leave transactions', async () => {
    const { invoiceid, balance } = await openInvoice();
    expect(balance).toBe('54.45');
    await ask(sandbox, 'AddInvoicePayment', { invoiceid, amount: '4.40', ...PAYMENT });
    let invoice = await ask(sandbox, 'GetInvoice', { invoiceid });
    expect([invoice.balance, invoice.status]).toEqual(['50.05', 'Unpaid']);
    await ask(sandbox, 'AddInvoicePayment', { invoiceid, ...PAYMENT, noemail: 1 });
    invoice = await ask(sandbox, 'GetInvoice', { invoiceid });
    expect([invoice.balance, invoice.status, invoice.datepaid]).toEqual([
      '0.00',
      'Paid',
      '2026-03-01 12:00:00',
    ]);
    expect(rows(invoice, 'transactions.transaction').map((row) => row.amountin)).toEqual(['4.40', '50.05']);
    expect(sandbox.mails).toEqual([
      expect.objectContaining({
        template: 'Invoice Payment Confirmation',
        about: { clientid: creditor, invoiceid },
      }),
    ]);
    const found = await ask(sandbox, 'GetTransactions', { transid: 'bank-1' });
    expect(found.totalresults).toBe(2);
  });

  it('turn what is too much into credit, also when the invoice was paid before', async () => {
    const { invoiceid } = await openInvoice();
    await ask(sandbox, 'AddInvoicePayment', { invoiceid, amount: '60.00', ...PAYMENT });
    expect(await creditOf(creditor)).toBe('255.55');
    await ask(sandbox, 'AddInvoicePayment', { invoiceid, amount: '1.00', ...PAYMENT });
    expect(await creditOf(creditor)).toBe('256.55');
  });

  it('are refused for a cancelled invoice', async () => {
    const cancelled = sandbox.state.invoices.find((one) => one.status === 'Cancelled');
    const reply = await ask(sandbox, 'AddInvoicePayment', { invoiceid: cancelled?.id ?? 0, ...PAYMENT });
    expect(reply.message).toBe('It is not possible to add a payment to an invoice that is Cancelled');
    expect((await ask(sandbox, 'AddInvoicePayment', { invoiceid: 1, ...PAYMENT })).message).toBe(
      'Invoice ID Not Found',
    );
  });
});

describe('credit', () => {
  it('pays an invoice and says so in text', async () => {
    const { invoiceid } = await openInvoice();
    expect(await ask(sandbox, 'ApplyCredit', { invoiceid, amount: '50.00' })).toEqual({
      result: 'success',
      invoiceid: String(invoiceid),
      amount: '50.00',
      invoicepaid: 'false',
    });
    expect(await creditOf(creditor)).toBe('200.00');
    expect(sandbox.mails).toEqual([]);
    expect(await ask(sandbox, 'ApplyCredit', { invoiceid })).toMatchObject({
      amount: '4.45',
      invoicepaid: 'true',
    });
    expect(await ask(sandbox, 'GetInvoice', { invoiceid })).toMatchObject({
      credit: '54.45',
      total: '0.00',
      status: 'Paid',
    });
    expect(sandbox.mails).toHaveLength(1);
  });

  it.each([
    ['250.01', 'Amount exceeds customer credit balance'],
    ['54.46', 'Amount Exceeds Invoice Balance'],
    ['0', 'Credit Amount to apply must be greater than zero'],
    ['-5.00', 'Credit Amount to apply must be greater than zero'],
  ])('refuses %s', async (amount, message) => {
    const { invoiceid } = await openInvoice();
    expect((await ask(sandbox, 'ApplyCredit', { invoiceid, amount })).message).toBe(message);
    expect(await creditOf(creditor)).toBe('250.00');
  });

  it('refuses an invoice that is not unpaid', async () => {
    const paid = sandbox.state.invoices.find((one) => one.status === 'Paid');
    const reply = await ask(sandbox, 'ApplyCredit', { invoiceid: paid?.id ?? 0, amount: '1.00' });
    expect(reply.message).toBe('Invoice Not in Unpaid Status');
  });
});

describe('invoices', () => {
  it('are made of numbered lines, with tax on those that are taxed', async () => {
    const made = await ask(sandbox, 'CreateInvoice', {
      userid: 1,
      sendinvoice: 1,
      itemdescription1: 'Work',
      itemamount1: '10.10',
      itemtaxed1: 1,
      itemdescription2: 'Postage',
      itemamount2: '0.2',
      itemtaxed2: 0,
    });
    const invoiceid = String(made.invoiceid);
    expect(await ask(sandbox, 'GetInvoice', { invoiceid })).toMatchObject({
      status: 'Unpaid',
      subtotal: '10.30',
      tax: '2.12',
      total: '12.42',
      balance: '12.42',
    });
    expect(sandbox.mails).toMatchObject([{ template: 'Invoice Created', to: 'marlow@example.com' }]);
  });

  it('take credit at once where asked to', async () => {
    const fields = { userid: creditor, itemdescription1: 'x', itemamount1: '100.00', autoapplycredit: 1 };
    const made = await ask(sandbox, 'CreateInvoice', fields);
    expect(made.status).toBe('Paid');
    expect(await creditOf(creditor)).toBe('150.00');
  });

  it('cannot be drafts and be sent', async () => {
    const reply = await ask(sandbox, 'CreateInvoice', { userid: 1, draft: 1, sendinvoice: 'false' });
    expect(reply.message).toMatch(/^Cannot create and send a draft invoice/);
    expect(sandbox.state.invoices).toHaveLength(120);
  });

  it('change line by line', async () => {
    const draft = sandbox.state.invoices.find((one) => one.status === 'Draft');
    const invoiceid = draft?.id ?? 0;
    const line = draft?.lines[0]?.id ?? 0;
    const partial = await ask(sandbox, 'UpdateInvoice', { invoiceid, [`itemamount[${line}]`]: '1.00' });
    expect(partial.message).toMatch(/^Missing Variables: itemdescription/);
    await ask(sandbox, 'UpdateInvoice', {
      invoiceid,
      [`itemdescription[${line}]`]: 'Changed',
      [`itemamount[${line}]`]: '1.00',
      [`itemtaxed[${line}]`]: 0,
      'newitemdescription[0]': 'Added',
      'newitemamount[0]': '2.50',
      'newitemtaxed[0]': 0,
    });
    let invoice = await ask(sandbox, 'GetInvoice', { invoiceid });
    expect(rows(invoice, 'items.item').map((row) => [row.description, row.amount])).toEqual([
      ['Changed', '1.00'],
      ['Added', '2.50'],
    ]);
    await ask(sandbox, 'UpdateInvoice', { invoiceid, 'deletelineids[]': line, publishandsendemail: 1 });
    invoice = await ask(sandbox, 'GetInvoice', { invoiceid });
    expect([invoice.total, invoice.status]).toEqual(['2.50', 'Unpaid']);
    expect(sandbox.mails).toHaveLength(1);
    expect((await ask(sandbox, 'UpdateInvoice', { invoiceid, publish: 1 })).message).toBe(
      'Invoice must be in Draft status to be published',
    );
  });

  it('are marked paid without a transaction by a status alone', async () => {
    const { invoiceid } = await openInvoice();
    await ask(sandbox, 'UpdateInvoice', { invoiceid, status: 'Paid' });
    const invoice = await ask(sandbox, 'GetInvoice', { invoiceid });
    expect([invoice.status, invoice.balance, invoice.transactions]).toEqual(['Paid', '54.45', '']);
  });
});

describe('quotes', () => {
  it('become invoices when accepted, and are gone when deleted', async () => {
    const accepted = await ask(sandbox, 'AcceptQuote', { quoteid: 502 });
    const invoice = await ask(sandbox, 'GetInvoice', { invoiceid: String(accepted.invoiceid) });
    expect(invoice).toMatchObject({ userid: 25, status: 'Unpaid', subtotal: '975.00' });
    expect(rows(invoice, 'items.item')).toHaveLength(2);
    expect(look(await ask(sandbox, 'GetQuotes', { quoteid: 502 }), 'quotes.quote.0.stage')).toBe('Accepted');
    await ask(sandbox, 'DeleteQuote', { quoteid: 502 });
    expect((await ask(sandbox, 'GetQuotes', { quoteid: 502 })).totalresults).toBe(0);
    expect((await ask(sandbox, 'DeleteQuote', { quoteid: 502 })).message).toBe('Quote ID Not Found');
  });
});
