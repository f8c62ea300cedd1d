import { describe, expect, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { sandboxed } from '../harness.js';
import { ask } from '../sandbox/caller.js';
import { previewed } from './asking.js';

const [ticketid] = LANDMARKS.ticketsWithInjection;

describe('a mail', () => {
  test('of an own text shows to whom it goes and what it says', async () => {
    const preview = await previewed(await sandboxed(), 'whmcs_send_email', {
      id: 12,
      customtype: 'general',
      customsubject: 'Your order',
      custommessage: `<p>Dear {$who},</p>\n\n<p>${'we are sorry. '.repeat(30)}</p>`,
      customvars: { who: 'Jonas' },
    });
    expect(preview.title).toBe('Mail “Your order” to “Jonas Weller” (client 12)');
    expect(preview.sentences.slice(1)).toEqual([
      'A mail goes to “Jonas Weller” (client 12) at “weller@example.org”, about the client.',
      'Subject: “Your order”',
      expect.stringMatching(
        /^Text: “<p>Dear \{\$who\},<\/p> <p>we are sorry\. .{250,}…” \(\d+ more characters\)$/,
      ),
      'Filled in: “who”: “Jonas”.',
    ]);
    expect(preview.irreversible).toEqual([
      'A sent mail is not called back. A person can write another one that corrects it.',
    ]);
    expect(preview.snapshot).toMatchObject({ 'mail.to': 'weller@example.org' });
    expect(preview.reads).toBe(3);
  });

  test.each([
    ['product', 113, 'service 113 “Web Starter” for “weller-113.example”'],
    ['domain', 207, 'domain “weller-207.example”'],
    ['invoice', 3106, 'invoice 3106'],
  ])('about a %s goes to whoever it belongs to', async (customtype, id, about) => {
    const preview = await previewed(await sandboxed(), 'whmcs_send_email', {
      id,
      customtype,
      customsubject: 'Hello',
      custommessage: 'World',
    });
    expect(preview.sentences).toContain(
      `A mail goes to “Jonas Weller” (client 12) at “weller@example.org”, about ${about}.`,
    );
    expect(preview.reads).toBe(4);
  });

  test('about an affiliate goes to the client who is one', async () => {
    const sandbox = await sandboxed();
    const preview = await previewed(sandbox, 'whmcs_send_email', {
      id: 2,
      customtype: 'affiliate',
      customsubject: 'Hello',
      custommessage: 'World',
    });
    const client = sandbox.state.clients.find(({ id }) => id === 9);
    expect(preview.sentences).toContain(
      `A mail goes to “${client?.firstName} ${client?.lastName}” (client 9) at “${client?.email}”, about affiliate 2.`,
    );
  });

  test('about the ticket of a guest goes to the guest', async () => {
    const sandbox = await sandboxed();
    const { id } = (await ask(sandbox, 'OpenTicket', {
      deptid: 1,
      subject: 'Hi',
      message: 'Hello',
      name: 'Gus',
      email: 'gus@example.net',
    })) as { id: string };
    const preview = await previewed(sandbox, 'whmcs_send_email', {
      id: Number(id),
      customtype: 'support',
      customsubject: 'Hello',
      custommessage: 'World',
    });
    expect(preview.title).toBe('Mail “Hello” to “gus@example.net” (no client)');
    expect(preview.snapshot['mail.to']).toBe('gus@example.net');
  });

  test.each([
    ['Client Signup Email', 12, 'general', 4],
    ['Invoice Created', 3106, 'invoice', 5],
  ])('of the template %s is found by the type that WHMCS gives it', async (messagename, id, type, reads) => {
    const sandbox = await sandboxed();
    const subject = sandbox.state.templates.find(({ name }) => name === messagename)?.subject;
    const preview = await previewed(sandbox, 'whmcs_send_email', { id, messagename });
    expect(preview.title).toBe(`Mail “${subject}” to “Jonas Weller” (client 12)`);
    expect(preview.snapshot['mail.template']).toBe(`${type}: ${subject}`);
    expect(preview.missing).toBeUndefined();
    expect(preview.reads).toBe(reads);
  });

  test('of a template that WHMCS does not show can not say to whom it goes', async () => {
    const preview = await previewed(await sandboxed(), 'whmcs_send_email', { id: 5, messagename: 'No such' });
    expect(preview.title).toBe('Mail “No such” to whoever record 5 belongs to');
    expect(preview.missing).toBe(
      'Could not be read in WHMCS: the mail template “No such”. Whoever decides does so without it.',
    );
    expect(preview.sentences).toContain(
      'Record 5 is a client, a service, a domain, an invoice or a ticket, by what the template is for.',
    );
  });
});

describe('a reply', () => {
  test('by staff is mailed to the customer, with copies', async () => {
    const sandbox = await sandboxed();
    for (const ticket of sandbox.state.tickets) if (ticket.id === ticketid) ticket.cc = 'boss@example.net';
    const preview = await previewed(sandbox, 'whmcs_add_ticket_reply', {
      ticketid,
      message: 'On it.',
      status: 'On Hold',
      attachments: [{ name: 'plan “x”.txt', data: 'aGVsbG8=' }],
    });
    expect(preview.title).toBe('Reply to ticket 404 of “Nate Grissom” (client 16)');
    expect(preview.sentences.slice(2)).toEqual([
      'A reply is posted by staff, which the customer sees.',
      'Text: “On it.”',
      "Attached: “plan 'x'.txt”.",
      'It is mailed to “grissom@example.com”.',
      'Copies go to “boss@example.net”.',
      'The ticket becomes On Hold afterwards.',
    ]);
    expect(preview.snapshot).toMatchObject({
      'ticket.status': 'Open',
      'mail.to': 'grissom@example.com',
      'mail.cc': 'boss@example.net',
    });
    expect(preview.details[0]?.label).toBe('last message, by “Nate Grissom”, 2026-03-01');
  });

  test('in the name of somebody else says so', async () => {
    const sandbox = await sandboxed();
    const own = await previewed(sandbox, 'whmcs_add_ticket_reply', { ticketid, message: 'x', clientid: 16 });
    expect(own.sentences).toContain(
      'A reply is posted in the name of “Nate Grissom” (client 16), which the customer sees.',
    );
    expect(own.sentences).toContain('Staff and customer will take it for words of that person.');
    expect(own.sentences).toContain('It is mailed to the staff of the department.');
    const other = await previewed(sandbox, 'whmcs_add_ticket_reply', { ticketid, message: 'x', clientid: 1 });
    expect(other.sentences).toContain(
      'A reply is posted in the name of client 1 (not the client of this ticket), which the customer sees.',
    );
  });

  test('that a customer answered in between is another one to approve', async () => {
    const sandbox = await sandboxed();
    const reply = { ticketid, message: 'Done.' };
    // The status alone would not tell.
    for (const ticket of sandbox.state.tickets) if (ticket.id === ticketid) ticket.status = 'Customer-Reply';
    const seen = await previewed(sandbox, 'whmcs_add_ticket_reply', reply);
    await ask(sandbox, 'AddTicketReply', { ticketid: Number(ticketid), message: 'Stop!', clientid: 16 });
    const now = await previewed(sandbox, 'whmcs_add_ticket_reply', reply);
    expect(now.snapshot).not.toEqual(seen.snapshot);
  });
});

test('a ticket is opened for somebody, who is mailed unless the call says no', async () => {
  const sandbox = await sandboxed();
  const ticket = { deptid: 2, clientid: 12, subject: 'Your order', message: 'Hello' };
  const preview = await previewed(sandbox, 'whmcs_open_ticket', ticket);
  expect(preview.title).toBe('Open a ticket for “Jonas Weller” (client 12): “Your order”');
  expect(preview.sentences.slice(1)).toEqual([
    'A ticket “Your order” for “Jonas Weller” (client 12) is opened in department “Billing”, as if they had written it.',
    'Text: “Hello”',
    'It is mailed to “weller@example.org” and to the staff of the department.',
    'whmcs_delete_ticket removes the ticket again.',
  ]);
  const quiet = await previewed(sandbox, 'whmcs_open_ticket', { ...ticket, noemail: true });
  expect(quiet.sentences).toContain('No mail is sent (WHMCS before 8.3 sends it all the same).');
  expect(quiet.irreversible).toEqual([]);
});

test('a note goes to nobody', async () => {
  const preview = await previewed(await sandboxed(), 'whmcs_add_ticket_note', {
    ticketid,
    message: 'Known.',
  });
  expect(preview.sentences.slice(2)).toEqual([
    'A note is added that only staff see. No mail is sent.',
    'Text: “Known.”',
  ]);
});

test('a new client is compared with those who have the address', async () => {
  const sandbox = await sandboxed();
  const person = {
    firstname: 'Jonas',
    lastname: 'Weller',
    address1: '1 Example Street',
    city: 'Exampletown',
    state: 'Example',
    postcode: 'EX1 2MP',
    country: 'GB',
    phonenumber: '01632960001',
  };
  const taken = await previewed(sandbox, 'whmcs_add_client', { ...person, email: 'weller@example.org' });
  expect(taken.sentences).toContain('There is one with this address already: client 12.');
  expect(taken.snapshot).toEqual({ 'address.taken': 'client 12' });
  const free = await previewed(sandbox, 'whmcs_add_client', { ...person, email: 'new@example.org' });
  expect(free.sentences).toEqual([
    'A client “Jonas Weller” with the address “new@example.org” is made.',
    'A login user is made with it; its password is not shown here.',
    'A welcome mail goes to “new@example.org”.',
    'whmcs_delete_client deletes it again, with whatever was ordered since.',
  ]);
  expect(free.snapshot).toEqual({ 'address.taken': 'no' });
});
