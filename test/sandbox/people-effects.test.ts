import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LANDMARKS, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { ask, look, rows } from './caller.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const NEW_CLIENT = {
  firstname: 'Ünal',
  lastname: "D'Example",
  email: 'unal@example.com',
  address1: '1 Example Street',
  city: 'Exampleton',
  state: 'Testshire',
  postcode: 'ZZ1 1ZZ',
  country: 'GB',
  phonenumber: '+44.1632960999',
  password2: 'not-real-at-all',
};

describe('clients', () => {
  it('are added with a login, and welcomed', async () => {
    const { clientid } = await ask(sandbox, 'AddClient', NEW_CLIENT);
    const details = await ask(sandbox, 'GetClientsDetails', { email: 'UNAL@example.com' });
    expect(details).toMatchObject({ id: Number(clientid), firstname: 'Ünal', lastname: 'D&#039;Example' });
    expect(look(details, 'users.user.0.is_owner')).toBe(true);
    expect(sandbox.mails).toMatchObject([{ to: 'unal@example.com', template: 'Client Signup Email' }]);
    expect((await ask(sandbox, 'AddClient', NEW_CLIENT)).message).toBe(
      'A user already exists with that email address',
    );
  });

  it.each([
    ['firstname', '', 'You did not enter your first name'],
    ['email', 'nobody', 'The email address you entered was not valid'],
    ['country', 'England', 'Valid country required'],
    ['phonenumber', 'call me', 'Invalid telephone phone number'],
    ['owner_user_id', '5', 'Invalid Owner User ID'],
  ])('are refused with %s=%j', async (field, value, message) => {
    expect((await ask(sandbox, 'AddClient', { ...NEW_CLIENT, [field]: value })).message).toBe(message);
    expect(sandbox.state.clients).toHaveLength(40);
  });

  it('change field by field', async () => {
    const fields = {
      clientid: 1,
      city: 'Newtown',
      status: 'Closed',
      taxexempt: '0',
      'email_preferences[general]': '0',
    };
    await ask(sandbox, 'UpdateClient', fields);
    const details = await ask(sandbox, 'GetClientsDetails', { clientid: 1 });
    expect(details).toMatchObject({ city: 'Newtown', status: 'Closed', firstname: 'Ada', taxexempt: false });
    expect(look(details, 'email_preferences.general')).toBe('0');
    const taken = await ask(sandbox, 'UpdateClient', { clientid: 1, email: 'kessler@example.net' });
    expect(taken.message).toBe('Duplicate Email Address');
    const deaf = await ask(sandbox, 'UpdateClient', { clientid: 1, 'email_preferences[domain]': '0' });
    expect(deaf.message).toMatch(/required by ICANN/);
  });

  it('take everything with them when deleted', async () => {
    const clientid = LANDMARKS.clientWithApostrophe;
    await ask(sandbox, 'DeleteClient', { clientid });
    expect((await ask(sandbox, 'GetClientsDetails', { clientid })).message).toBe('Client Not Found');
    for (const [action, field] of [
      ['GetInvoices', 'userid'],
      ['GetOrders', 'userid'],
      ['GetClientsProducts', 'clientid'],
      ['GetClientsDomains', 'clientid'],
      ['GetTickets', 'clientid'],
      ['GetQuotes', 'userid'],
    ] as const) {
      const left = await ask(sandbox, action, { [field]: clientid, ignore_dept_assignments: 1 });
      expect(Number(left.totalresults), action).toBe(0);
    }
    expect(Number((await ask(sandbox, 'GetTransactions', { clientid })).totalresults)).toBeGreaterThan(0);
    expect((await ask(sandbox, 'DeleteClient', { clientid })).message).toBe('Client ID Not Found');
  });

  it('become affiliates once', async () => {
    await ask(sandbox, 'AffiliateActivate', { userid: 30 });
    await ask(sandbox, 'AffiliateActivate', { userid: 30 });
    expect((await ask(sandbox, 'GetAffiliates', { userid: 30 })).totalresults).toBe('1');
    expect(sandbox.requests.map((entry) => entry.effect)).toEqual([true, false, false]);
  });

  it('show every write in the activity log', async () => {
    await ask(sandbox, 'UpdateClient', { clientid: 1, notes: 'x' });
    const log = await ask(sandbox, 'GetActivityLog', { clientid: 1, date: '02/03/2026', limitnum: 1 });
    expect(rows(log, 'activity.entry')[0]).toMatchObject({
      clientId: 1,
      username: 'api',
      date: '2026-03-02 09:30:00',
    });
  });
});

describe('tickets', () => {
  const open = { deptid: 1, subject: 'Hëllo', message: 'It does not work.', clientid: 2, serviceid: 101 };

  it('are opened, answered, noted, changed and deleted', async () => {
    const { id, tid, c } = await ask(sandbox, 'OpenTicket', open);
    const ticketid = String(id);
    await ask(sandbox, 'AddTicketReply', { ticketid, message: 'We look.', adminusername: 'sam' });
    await ask(sandbox, 'AddTicketReply', { ticketid, message: 'Thanks.', clientid: 2, noemail: 1 });
    await ask(sandbox, 'AddTicketNote', { ticketnum: String(tid), message: 'A difficult one.' });
    await ask(sandbox, 'UpdateTicket', { ticketid, flag: 1, priority: 'High' });
    const ticket = await ask(sandbox, 'GetTicket', { ticketid });
    expect(ticket).toMatchObject({
      tid,
      c,
      status: 'Customer-Reply',
      priority: 'High',
      flag: '1',
      service: 'S101',
    });
    expect(rows(ticket, 'replies.reply').map((row) => [row.message, row.admin])).toEqual([
      ['It does not work.', ''],
      ['We look.', 'Sam Tiller'],
      ['Thanks.', ''],
    ]);
    expect(rows(ticket, 'notes.note').map((row) => row.message)).toEqual(['A difficult one.']);
    expect(sandbox.mails.map((mail) => [mail.template, mail.to])).toEqual([
      ['Support Ticket Opened', 'kessler@example.net'],
      ['Support Ticket Reply', 'kessler@example.net'],
    ]);
    await ask(sandbox, 'DeleteTicket', { ticketid });
    expect((await ask(sandbox, 'DeleteTicket', { ticketid })).message).toBe('Ticket ID not found');
  });

  it('keep attachments that came as base64 JSON', async () => {
    const data = Buffer.from('content').toString('base64');
    const attachments = Buffer.from(JSON.stringify([{ name: 'a.txt', data }])).toString('base64');
    const { id } = await ask(sandbox, 'OpenTicket', { ...open, attachments });
    const ticket = await ask(sandbox, 'GetTicket', { ticketid: String(id) });
    expect(look(ticket, 'replies.reply.0.attachments')).toEqual([{ filename: 'a.txt', index: 0 }]);
  });

  it.each([
    [{ clientid: 999 }, 'Client ID Not Found'],
    [{ userid: 1 }, 'The system cannot find the provided user ID.'],
    [{ clientid: '' }, 'Name and email address are required if not a client'],
    [{ clientid: '', name: 'x', email: 'x' }, 'Email Address Invalid'],
    [{ deptid: 9 }, 'Department ID not found'],
    [{ subject: '' }, 'Subject is required'],
    [{ message: '' }, 'Message is required'],
    [{ serviceid: 9 }, 'Service ID Not Found'],
    [{ created: 'yesterday' }, 'Invalid Date Format'],
    [{ created: '2026-03-02 09:30:01' }, 'Ticket creation date cannot be in the future'],
  ])('are refused with %j', async (fields, message) => {
    expect((await ask(sandbox, 'OpenTicket', { ...open, ...fields })).message).toBe(message);
    expect(sandbox.state.tickets).toHaveLength(15);
    expect(sandbox.mails).toEqual([]);
  });

  it('name the statuses and priorities there are', async () => {
    const status = await ask(sandbox, 'UpdateTicket', { ticketid: 401, status: 'Solved' });
    expect(status.message).toMatch(/^Invalid Ticket Status. Valid statuses are: Open,Answered,/);
    const priority = await ask(sandbox, 'UpdateTicket', { ticketid: 401, priority: 'Urgent' });
    expect(priority.message).toBe('Invalid Ticket Priority. Valid priorities are: Low,Medium,High');
  });
});

describe('mail by hand', () => {
  it('goes to the client behind the related record', async () => {
    const invoice = sandbox.state.invoices[0];
    await ask(sandbox, 'SendEmail', { messagename: 'Invoice Created', id: invoice?.id ?? 0 });
    const custom = { customtype: 'general', customsubject: 'Hello', custommessage: '<p>Hi</p>', id: 2 };
    await ask(sandbox, 'SendEmail', custom);
    expect(sandbox.mails).toMatchObject([
      { template: 'Invoice Created', about: { clientid: invoice?.clientId, invoiceid: invoice?.id } },
      { to: 'kessler@example.net', subject: 'Hello', body: '<p>Hi</p>', about: { clientid: 2 } },
    ]);
  });

  it.each([
    [{ id: 1 }, 'You must provide either an existing email template name or a custom message type'],
    [{ id: 1, customtype: 'letter' }, 'Invalid message type provided'],
    [{ id: 1, customtype: 'general' }, 'A subject is required for a custom message'],
    [{ id: 1, customtype: 'general', customsubject: 's' }, 'A message body is required for a custom message'],
    [{ messagename: 'Client Signup Email' }, 'A related ID is required'],
    [{ id: 1, messagename: 'Nonsense' }, 'Email Template not found'],
    [{ id: 1, messagename: 'Quote Accepted' }, 'Email Template not found'],
    [{ id: 1, messagename: 'Seasonal Greetings' }, 'Email Template is disabled'],
    [
      { id: 1, messagename: 'Client Signup Email', customvars: 'x' },
      'The custom variables you provided are invalid.',
    ],
    [{ id: 9999, messagename: 'Client Signup Email' }, 'Sending Failed. Please see documentation.'],
    [
      { id: LANDMARKS.serviceWithoutModule, messagename: 'Other Product/Service Welcome Email' },
      'Sending Failed. Please see documentation.',
    ],
    [
      { id: 1, customtype: 'general', customsubject: 's', custommessage: '{php}{/php}' },
      'Sending Failed. Please see documentation.',
    ],
  ])('is refused with %j', async (fields, message) => {
    expect((await ask(sandbox, 'SendEmail', fields as Record<string, string | number>)).message).toBe(
      message,
    );
    expect(sandbox.mails).toEqual([]);
  });
});
