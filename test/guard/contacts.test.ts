import { expect, test } from 'vitest';
import type { Ask } from '../../src/catalog/index.js';
import { previewOf } from '../../src/guard/approval/preview.js';
import { SANDBOX_NOW } from '../../src/sandbox/index.js';
import { ALLOW_ALL, credentialsFor, done, inProcess, policyFile, sandboxed } from '../harness.js';
import { asking, previewed, toolNamed } from '../preview/asking.js';
import { recorder } from '../recorder.js';

const NONE = {
  general: false,
  product: false,
  domain: false,
  invoice: false,
  support: false,
  affiliate: false,
};
const COPIES = 'copies to contacts of the client';

const only = (tool: string, path: string, op: string, value: unknown) => ({
  ...ALLOW_ALL,
  tools: { [tool]: { require: [{ conditions: [{ path, op, value }] }] } },
});

/** A desk whose first ticket of a client belongs to somebody with the contacts that the test enters. */
async function desk(policy: unknown) {
  const sandbox = await sandboxed();
  const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(policy) });
  const ticket = sandbox.state.tickets.find(({ clientId, cc }) => clientId > 0 && cc === '');
  if (ticket === undefined) throw new Error('the sandbox has no such ticket');
  const { clientId } = ticket;
  const enter = (...wants: (keyof typeof NONE)[]) => {
    const id = 900 + sandbox.state.contacts.length;
    const kinds = Object.fromEntries(wants.map((kind) => [kind, true]));
    const email = `contact${id}@books.example`;
    const [first] = sandbox.state.contacts;
    if (first === undefined) throw new Error('the sandbox has no contact');
    sandbox.state.contacts.push({ ...first, id, clientId, email, wants: { ...NONE, ...kinds } });
    return email;
  };
  let replies = 0;
  const reply = async () => {
    replies += 1;
    const args = { ticketid: ticket.id, message: `On it, ${replies}.` };
    return (await agent.call('whmcs_add_ticket_reply', args)).code;
  };
  return { sandbox, agent, ticket, enter, reply };
}

test('a contact counts among the recipients of the kinds of mail that they want, once', async () => {
  const { enter, reply, sandbox, ticket } = await desk(
    only('whmcs_add_ticket_reply', 'mail.recipients', 'lt', 2),
  );
  enter('invoice', 'general', 'domain');
  expect(await reply()).toBeUndefined();
  const copied = enter('support');
  expect(await reply()).toBe('policy_denied');
  sandbox.state.contacts.pop();
  sandbox.state.contacts.push({
    ...(sandbox.state.contacts.at(-1) as (typeof sandbox.state.contacts)[0]),
    email: copied,
    clientId: ticket.clientId + 1,
    wants: { ...NONE, support: true },
  });
  // Somebody else's contact is none of this client's.
  expect(await reply()).toBeUndefined();
});

test('a mail of an invoice goes to the contacts who want those', async () => {
  const { agent, enter, sandbox, ticket } = await desk(only('whmcs_send_email', 'mail.recipients', 'lt', 2));
  const invoice = sandbox.state.invoices.find(({ clientId }) => clientId === ticket.clientId);
  const mail = (customtype: string, id = ticket.clientId) =>
    agent.call('whmcs_send_email', { id, customtype, customsubject: 'Hello', custommessage: customtype });
  enter('invoice');
  done(await mail('general'));
  expect((await mail('invoice', invoice?.id)).code).toBe('policy_denied');
});

test('five hundred contacts are all counted', async () => {
  const { enter, reply } = await desk(only('whmcs_add_ticket_reply', 'mail.recipients', 'eq', 501));
  for (let nth = 0; nth < 500; nth += 1) enter('support');
  expect(await reply()).toBeUndefined();
});

test('a contact in copy is no outsider, somebody else is', async () => {
  const { enter, reply, sandbox, ticket } = await desk(
    only('whmcs_add_ticket_reply', 'mail.outsiders', 'lt', 1),
  );
  const own = enter('invoice');
  const stored = sandbox.state.tickets.find(({ id }) => id === ticket.id);
  Object.assign(stored ?? {}, { cc: own.toUpperCase() });
  expect(await reply()).toBeUndefined();
  Object.assign(stored ?? {}, { cc: 'contact@elsewhere.example' });
  expect(await reply()).toBe('policy_denied');
});

test('the preview names who gets copies, and its snapshot holds them', async () => {
  const { sandbox, enter, ticket } = await desk(ALLOW_ALL);
  const args = { ticketid: ticket.id, message: 'On it.' };
  const before = await previewed(sandbox, 'whmcs_add_ticket_reply', args);
  expect(before.details.map(({ label }) => label)).not.toContain(COPIES);
  const email = enter('support');
  const { details, snapshot } = await previewed(sandbox, 'whmcs_add_ticket_reply', args);
  expect(details).toContainEqual({ label: COPIES, value: `“${email}”` });
  expect(snapshot['mail.copies']).toBe(email);
  for (let nth = 0; nth < 20; nth += 1) enter('support');
  const many = await previewed(sandbox, 'whmcs_add_ticket_reply', args);
  expect(many.details.find(({ label }) => label === COPIES)?.value).toMatch(/ and 11 more$/);
});

test('a role that may not list contacts stops no mail, is asked once, and the person is told', async () => {
  const whmcs = await recorder();
  const refused = 'Invalid Permissions: API action "getcontacts" is not allowed';
  whmcs.answers.set('GetContacts', { result: 'error', message: refused });
  const rules = only('whmcs_send_email', 'mail.recipients', 'lt', 2);
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(rules) });
  const mail = { id: 1, customtype: 'general', customsubject: 'Hello' };
  for (const custommessage of ['One.', 'Two.', 'Three.']) {
    done(await agent.call('whmcs_send_email', { ...mail, custommessage }));
  }
  const asked = () => whmcs.received.filter(({ action }) => action === 'GetContacts').length;
  expect(asked()).toBe(1);
  const { sandbox, ticket } = await desk(ALLOW_ALL);
  const ask = asking(sandbox);
  const refusing: Ask = (action, params) =>
    action === 'GetContacts' ? Promise.reject({ kind: 'permission' }) : ask(action, params);
  const values = { ticketid: ticket.id, message: 'On it.' };
  const ports = { ask: refusing, now: () => SANDBOX_NOW };
  const preview = await previewOf(toolNamed('whmcs_add_ticket_reply'), values, ports);
  expect(preview.missing).toBeUndefined();
  expect(preview.details.find(({ label }) => label === COPIES)?.value).toContain('may not list contacts');
});

test('contacts that can not be told for another reason count against the mail', async () => {
  const whmcs = await recorder();
  const agent = await inProcess({
    ...whmcs.env,
    GUARD_POLICY: policyFile(only('whmcs_send_email', 'mail.recipients', 'lt', 2)),
  });
  const mail = { id: 1, customtype: 'general', customsubject: 'Hello', custommessage: 'x' };
  for (const answer of ['<html>Not now</html>', { result: 'success', totalresults: 9, contacts: [] }]) {
    whmcs.answers.set('GetContacts', answer);
    const { code, text } = await agent.call('whmcs_send_email', mail);
    expect(code).toBe('policy_denied');
    expect(text).toContain('whom this call reaches could not be told');
  }
});
