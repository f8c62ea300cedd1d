import { serialize } from 'php-serialize';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LANDMARKS, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { ask, look, rows } from './caller.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const encode = (value: unknown) => Buffer.from(serialize(value)).toString('base64');

describe('requests', () => {
  it('takes the word "false" for true', async () => {
    await ask(sandbox, 'DomainUpdateLockingStatus', { domainid: 201, lockstatus: '0' });
    await ask(sandbox, 'DomainUpdateLockingStatus', { domainid: 201, lockstatus: 'false' });
    expect((await ask(sandbox, 'DomainGetLockingStatus', { domainid: 201 })).lockstatus).toBe('locked');
    await ask(sandbox, 'OpenTicket', {
      deptid: 1,
      subject: 's',
      message: 'm',
      clientid: 1,
      noemail: 'false',
    });
    expect(sandbox.mails).toEqual([]);
  });

  it('unlocks a domain where the flag is left out', async () => {
    await ask(sandbox, 'DomainUpdateLockingStatus', { domainid: 201 });
    expect((await ask(sandbox, 'DomainGetLockingStatus', { domainid: 201 })).lockstatus).toBe('unlocked');
  });

  it('ignores what it does not know, so that a misspelt filter gives everything', async () => {
    const all = await ask(sandbox, 'GetClientsProducts', {});
    expect((await ask(sandbox, 'GetClientsProducts', { serverid: 3 })).totalresults).toBe(all.totalresults);
    expect((await ask(sandbox, 'GetClientsDomains', { status: 'Expired' })).totalresults).toBe('30');
    expect((await ask(sandbox, 'GetInvoices', { clientid: 1 })).totalresults).toBe(120);
    expect((await ask(sandbox, 'GetClientsProducts', { serviceId: 101 })).totalresults).toBe('60');
  });

  it('reads the digits in front of an id', async () => {
    expect((await ask(sandbox, 'GetInvoice', { invoiceid: '3001abc' })).invoiceid).toBe(3001);
  });

  it('makes an invoice without lines of bracketed ones', async () => {
    const made = await ask(sandbox, 'CreateInvoice', {
      userid: 1,
      'itemdescription[0]': 'Work',
      'itemamount[0]': '10.00',
      'itemtaxed[0]': 1,
    });
    const invoice = await ask(sandbox, 'GetInvoice', { invoiceid: String(made.invoiceid) });
    expect(invoice.items).toEqual([]);
    expect(invoice.total).toBe('0.00');
  });

  it('still takes accountid for serviceid', async () => {
    await ask(sandbox, 'ModuleSuspend', { accountid: 101 });
    expect(sandbox.state.services[0]?.status).toBe('Suspended');
    expect((await ask(sandbox, 'ModuleSuspend', {})).message).toBe('Service ID is required');
  });

  it.each(['2026-12-31', '31.12.2026', '31/02/2026', 'tomorrow', '12/31/2026'])(
    'refuses %s where it wants its own date format',
    async (validuntil) => {
      const reply = await ask(sandbox, 'CreateQuote', { subject: 's', stage: 'Draft', validuntil });
      expect(reply).toEqual({ result: 'error', message: 'Invalid Date Format' });
      expect((await ask(sandbox, 'GetActivityLog', { date: validuntil })).message).toBe(
        'Invalid Date Format',
      );
      expect(sandbox.state.quotes).toHaveLength(6);
    },
  );

  it('follows another date setting', async () => {
    const american = await startSandbox({ dateFormat: 'MM/DD/YYYY' });
    await ask(american, 'CreateQuote', { subject: 's', stage: 'Draft', validuntil: '04/03/2026' });
    expect(american.state.quotes.at(-1)?.validUntil).toBe('2026-04-03');
    await american.close();
  });

  it('creates a quote for a client that does not exist', async () => {
    const made = await ask(sandbox, 'CreateQuote', {
      subject: 's',
      stage: 'Draft',
      validuntil: '31/12/2026',
      userid: 99_999_999,
      lineitems: encode([{ desc: 'Größe €', qty: 2, up: '10.50', discount: '10.00', taxable: true }]),
    });
    expect(made.result).toBe('success');
    const quotes = await ask(sandbox, 'GetQuotes', { quoteid: String(made.quoteid) });
    expect(rows(quotes, 'quotes.quote')[0]).toMatchObject({ client: null, subtotal: '18.90' });
    expect(look(quotes, 'quotes.quote.0.items.item.0.description')).toBe('Größe €');
  });

  it('drops line items and custom fields that were encoded otherwise', async () => {
    const json = Buffer.from(JSON.stringify([{ desc: 'x', qty: 1, up: '1.00' }])).toString('base64');
    await ask(sandbox, 'CreateQuote', {
      subject: 's',
      stage: 'Draft',
      validuntil: '31/12/2026',
      lineitems: json,
    });
    expect(sandbox.state.quotes.at(-1)?.lines).toEqual([]);
    await ask(sandbox, 'UpdateClient', { clientid: 1, customfields: json });
    expect(sandbox.state.clients[0]?.customFields).toEqual({});
    await ask(sandbox, 'UpdateClient', { clientid: 1, customfields: encode({ 1: 'Yahoo' }) });
    expect(sandbox.state.clients[0]?.customFields).toEqual({ '1': 'Yahoo' });
  });

  it('ignores password and credit in UpdateClient, and userid in LogActivity', async () => {
    await ask(sandbox, 'UpdateClient', { clientid: 1, credit: '500.00', password2: 'not-real' });
    expect((await ask(sandbox, 'GetClientsDetails', { clientid: 1 })).credit).toBe('0.00');
    await ask(sandbox, 'LogActivity', { description: 'Called about the invoice', userid: 1 });
    expect(sandbox.state.activity.at(-1)).toMatchObject({
      description: 'Called about the invoice',
      clientId: 0,
    });
  });
});

describe('pages', () => {
  it('gives 25 rows unless told otherwise, on the actions that page', async () => {
    const first = await ask(sandbox, 'GetInvoices');
    expect([first.totalresults, first.startnumber, first.numreturned]).toEqual([120, 0, 25]);
    const last = await ask(sandbox, 'GetInvoices', { limitstart: 110, limitnum: 50 });
    expect([last.startnumber, last.numreturned, rows(last, 'invoices.invoice').length]).toEqual([
      110, 10, 10,
    ]);
    const ids = new Set<unknown>();
    for (let start = 0; start < 60; start += 7) {
      const page = await ask(sandbox, 'GetClientsProducts', { limitstart: start, limitnum: 7 });
      for (const row of rows(page, 'products.product')) ids.add(row.id);
    }
    expect(ids.size).toBe(60);
  });

  it('gives everything on the others', async () => {
    const all = await ask(sandbox, 'GetTransactions', { limitnum: 1 });
    expect(rows(all, 'transactions.transaction').length).toBe(sandbox.state.transactions.length);
  });
});

describe('replies', () => {
  it('spells an empty list in more than one way', async () => {
    const draft = sandbox.state.invoices.find((one) => one.status === 'Draft');
    expect((await ask(sandbox, 'GetInvoice', { invoiceid: draft?.id ?? 0 })).transactions).toBe('');
    expect(await ask(sandbox, 'GetToDoItems', { status: 'Unheard of' })).not.toHaveProperty('items');
    expect((await ask(sandbox, 'GetInvoices', { userid: 99_999 })).invoices).toEqual([]);
    expect(look(await ask(sandbox, 'GetTLDPricing'), 'pricing')).toMatchObject({
      'shop.example': { transfer: [] },
    });
  });

  it('has no result in GetAdminUsers and no numreturned in GetActivityLog', async () => {
    expect(await ask(sandbox, 'GetAdminUsers')).not.toHaveProperty('result');
    expect(await ask(sandbox, 'GetActivityLog')).not.toHaveProperty('numreturned');
  });

  it('gives a client nested and flat', async () => {
    const reply = await ask(sandbox, 'GetClientsDetails', { clientid: 3 });
    expect(look(reply, 'client.email')).toBe('fontaine@example.org');
    expect(reply.email).toBe('fontaine@example.org');
    expect(reply.lastlogin).toMatch(/<br>IP Address: 198\.51\.100\.3<br>/);
  });

  it('encodes what people typed', async () => {
    const byName = await ask(sandbox, 'GetClients', { search: "siobhán o'b" });
    expect(rows(byName, 'clients.client').map((row) => [row.id, row.lastname])).toEqual([
      [LANDMARKS.clientWithApostrophe, 'O&#039;Brien'],
    ]);
    await ask(sandbox, 'AddTicketReply', { ticketid: 401, message: 'a < b & "c"', adminusername: 'api' });
    const ticket = await ask(sandbox, 'GetTicket', { ticketid: 401 });
    expect(rows(ticket, 'replies.reply').at(-1)?.message).toBe('a &lt; b &amp; &quot;c&quot;');
  });

  it('shows secrets, which is what redaction is for', async () => {
    const services = await ask(sandbox, 'GetClientsProducts', { serviceid: 101 });
    expect(look(services, 'products.product.0.password')).toMatch(/^not-real-/);
    const tickets = await ask(sandbox, 'GetTicket', { ticketid: 401 });
    expect(tickets.c).toMatch(/^\w{8}$/);
    const orders = await ask(sandbox, 'GetOrders', { id: LANDMARKS.orderWithStuckSubscription });
    expect(look(orders, 'orders.order.0.transfersecret')).toContain('EPP-not-real');
  });

  it('starts a thread with the opening post as reply 0', async () => {
    const ticket = await ask(sandbox, 'GetTicket', { ticketid: 401 });
    expect(rows(ticket, 'replies.reply').map((row) => row.replyid)).toEqual([
      '0',
      expect.stringMatching(/^\d{3}$/),
    ]);
    const byNumber = await ask(sandbox, 'GetTicket', { ticketnum: String(ticket.tid), repliessort: 'DESC' });
    expect(look(byNumber, 'replies.reply.1.replyid')).toBe('0');
    expect((await ask(sandbox, 'GetTicket', { ticketid: String(ticket.tid) })).result).toBe('error');
  });

  it('shows tickets of the credential owner’s departments only, unless told to ignore that', async () => {
    expect((await ask(sandbox, 'GetTickets', {})).totalresults).toBe('13');
    expect((await ask(sandbox, 'GetTickets', { ignore_dept_assignments: 1 })).totalresults).toBe('15');
    expect((await ask(sandbox, 'GetSupportDepartments', {})).totalresults).toBe(2);
  });

  it('leaves the server out of a listing of everything', async () => {
    const bulk = await ask(sandbox, 'GetClientsProducts', {});
    expect(look(bulk, 'products.product.0.servername')).toBe('');
    const one = await ask(sandbox, 'GetClientsProducts', { serviceid: 101 });
    expect(look(one, 'products.product.0.servername')).toBe('Saturn');
  });

  it('counts unpaid invoices past their day as overdue, a status none of them has', async () => {
    const overdue = rows(
      await ask(sandbox, 'GetInvoices', { status: 'Overdue', limitnum: 100 }),
      'invoices.invoice',
    );
    expect(overdue).toHaveLength(14);
    expect(new Set(overdue.map((row) => row.status))).toEqual(new Set(['Unpaid']));
    const invoiceid = String(overdue[0]?.id);
    expect((await ask(sandbox, 'UpdateInvoice', { invoiceid, status: 'Overdue' })).message).toBe(
      'Invalid status Overdue',
    );
  });

  it('writes JSON as PHP does', async () => {
    const response = await fetch(`${sandbox.url}/includes/api.php`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...sandbox.credentials, action: 'GetCurrencies' }).toString(),
    });
    expect(await response.text()).toContain('"prefix":"\\u20ac"');
  });
});
