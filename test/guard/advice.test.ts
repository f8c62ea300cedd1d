import { expect, test } from 'vitest';
import { freshPassword } from '../../src/guard/sending/password.js';
import { ALLOW_ALL, inProcess, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';

async function start() {
  const whmcs = await recorder();
  return { whmcs, agent: await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) }) };
}

const refusal = (message: string) => ({ result: 'error', message });

test.each([
  ['whmcs_add_ticket_reply', 'AddTicketReply', { message: 'hi' }],
  ['whmcs_add_ticket_note', 'AddTicketNote', { message: 'hi' }],
  ['whmcs_update_ticket', 'UpdateTicket', { priority: 'Low' }],
  ['whmcs_delete_ticket', 'DeleteTicket', {}],
  ['whmcs_get_ticket', 'GetTicket', {}],
])('%s of a number that the customer sees is told from the id', async (tool, action, more) => {
  const { agent, whmcs } = await start();
  whmcs.answers.set('GetTicket', refusal('Ticket ID not found'));
  whmcs.answers.set(action, refusal('Ticket ID not found'));
  const answer = await agent.call(tool, { ticketid: 516_757, ...more });
  expect(answer.code).toBe('whmcs_error');
  expect(answer.text).toMatch(/internal id.*not the number that the customer sees.*ticketnum: "516757"/);
  expect(answer.text).toContain('WHMCS said: "Ticket ID not found"');
});

test('nobody is asked about a ticket that WHMCS does not have', async () => {
  const whmcs = await recorder();
  whmcs.answers.set('GetTicket', refusal('Ticket ID not found'));
  const asks = { ...ALLOW_ALL, all_tools: { require_approval: { message: 'a person decides' } } };
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(asks) });
  const reply = { ticketid: 516_757, message: 'hi' };
  const answer = await agent.call('whmcs_add_ticket_reply', reply);
  expect(answer.code).toBe('invalid_arguments');
  expect(answer.text).toContain('whmcs_get_ticket with ticketnum: "516757"');
  whmcs.answers.set('GetTicket', 'no reply that could be read');
  expect((await agent.call('whmcs_add_ticket_reply', reply)).code).toBe('approval_required');
});

test('who can mend a staff username that WHMCS does not know is the operator, and not the agent', async () => {
  const { agent, whmcs } = await start();
  whmcs.answers.set('AddTicketReply', refusal('Name and email address are required if not a client'));
  const asStaff = await agent.call('whmcs_add_ticket_reply', { ticketid: 1, message: 'hi' });
  expect(asStaff.text).toMatch(/operator must set WHMCS_STAFF_USERNAME/);
  expect(asStaff.text).not.toContain('correct it');
  const asClient = await agent.call('whmcs_add_ticket_reply', { ticketid: 1, message: 'hi', clientid: 9 });
  expect(asClient.text).toContain('correct it');
  expect(asClient.text).not.toContain('WHMCS_STAFF_USERNAME');
});

test('a template that is not there is looked for by name, and not by id', async () => {
  const { agent, whmcs } = await start();
  whmcs.answers.set('SendEmail', refusal('Email Template not found'));
  const { text } = await agent.call('whmcs_send_email', { id: 1, messagename: 'Wellcome' });
  expect(text).toMatch(/no mail template of this name; whmcs_get_email_templates lists/);
  expect(text).not.toMatch(/check the id/);
});

/** A message of each kind of refusal. */
const REFUSALS = [
  'Invalid IP 2001:db8::7',
  'Forbidden IP 203.0.113.46',
  'Invalid Permissions: API action "getclients" is not allowed',
  'Invalid API Action: "x" is not a valid API action',
  'An admin user is required',
  'Authentication Failed',
  'Order ID not found or Status not Pending',
  'Client ID Not Found',
  'Duplicate Email Address',
  'Invoice Not in Unpaid Status',
  'Sending Failed. Please see documentation.',
  'Registrar Error: no',
  'Invalid Date Format',
  'Etwas anderes',
];

test.each(REFUSALS)('"%s" stands beside our advice as WHMCS said it', async (message) => {
  const { agent, whmcs } = await start();
  whmcs.answers.set('GetClients', refusal(message));
  const { text, isError } = await agent.call('whmcs_get_clients', {});
  expect(isError).toBe(true);
  expect(text.replace(/<\/?untrusted-\d+>/g, '')).toContain(`WHMCS said: ${JSON.stringify(message)}`);
  expect(text).not.toContain('[withheld]');
});

test('a password made here begins with a letter and holds no sign of the syntax of an address', () => {
  const made = Array.from({ length: 500 }, freshPassword);
  for (const password of made) {
    expect(password).toMatch(/^[A-Za-z][A-Za-z2-9!_~-]{23}$/);
    for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[!_~-]/]) expect(password).toMatch(kind);
  }
  expect(new Set(made).size).toBe(500);
});

test('a credential that is one of our own words leaves an answer its code and its sentence', async () => {
  const whmcs = await recorder();
  for (const word of ['message', 'code', 'a']) {
    const agent = await inProcess({ ...whmcs.env, WHMCS_ACCESS_KEY: word, LOG_LEVEL: 'error' });
    const answer = await agent.call('whmcs_get_client_details', { clientid: 0 });
    expect(answer.code).toBe('invalid_arguments');
    expect(answer.text).toContain('must be 1 or more'.replaceAll(word, '[withheld]'));
  }
});
