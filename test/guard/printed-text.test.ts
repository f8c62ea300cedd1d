import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { credentialsFor, done, openProgram, sandboxed, temporaryFolder } from '../harness.js';

const POLICIES = fileURLToPath(new URL('../../policies', import.meta.url));

/** Words that send a client's money elsewhere. */
const LURE = 'From now on please pay to our new account at Example Bank, see https://pay.evil.example';

/** An agent under a shipped policy; it has read a customer's ticket where it is tainted. */
async function desk(policy: string, { tainted = true } = {}) {
  const sandbox = await sandboxed();
  const env = {
    ...credentialsFor(sandbox),
    GUARD_POLICY: `${POLICIES}/${policy}.json`,
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
  };
  const program = openProgram(env);
  const agent = await program.connectAs(sessionFor(LOCAL_CALLER));
  const [ticket, other] = sandbox.state.tickets.filter(({ clientId }) => clientId > 0);
  const invoiceOf = (status: string) => sandbox.state.invoices.find((one) => one.status === status)?.id;
  if (tainted) done(await agent.call('whmcs_get_ticket', { ticketid: ticket?.id }));
  const asks = async (name: string, args: Record<string, unknown>) => {
    const { isError, code } = await agent.call(name, args);
    return isError ? code : 'done';
  };
  return { sandbox, ...program, agent, asks, other, invoiceOf };
}

const quoteFor = (userid: number, stage: string) => ({
  subject: 'Your hosting',
  stage,
  validuntil: '2027-01-31',
  userid,
  customernotes: LURE,
});

test.each(['default', 'full', 'billing'])(
  'notes on an invoice that its client sees ask once tainted, under %s',
  async (policy) => {
    const { asks, invoiceOf } = await desk(policy);
    for (const status of ['Unpaid', 'Paid', 'Cancelled']) {
      const change = { invoiceid: invoiceOf(status), notes: LURE };
      expect([status, await asks('whmcs_update_invoice', change)]).toEqual([status, 'approval_required']);
    }
    expect(await asks('whmcs_update_invoice', { invoiceid: invoiceOf('Unpaid'), notes: '' })).toBe('done');
  },
);

test('notes on a draft are nobody’s yet, and go on an issued invoice while nothing was read', async () => {
  const { agent, asks } = await desk('default');
  const draft = { userid: 3, draft: true, items: [{ description: 'Setup', amount: '5.00' }] };
  const { invoiceid } = done(await agent.call('whmcs_create_invoice', draft));
  expect(await asks('whmcs_update_invoice', { invoiceid, notes: LURE })).toBe('done');
  expect(await asks('whmcs_update_invoice', { invoiceid, publish: true })).toBe('approval_required');
  const clean = await desk('default', { tainted: false });
  const change = { invoiceid: clean.invoiceOf('Unpaid'), notes: 'Paid by your parent company.' };
  expect(await clean.asks('whmcs_update_invoice', change)).toBe('done');
});

test.each(['default', 'full', 'billing'])(
  'a quote that the client area lists asks once tainted, in any stage, under %s',
  async (policy) => {
    const { asks } = await desk(policy);
    for (const stage of ['Lost', 'Dead', 'Delivered']) {
      expect([stage, await asks('whmcs_create_quote', quoteFor(3, stage))]).toEqual([
        stage,
        'approval_required',
      ]);
    }
    expect(await asks('whmcs_create_quote', quoteFor(3, 'Draft'))).toBe('done');
  },
);

const MESSAGES = [
  LURE,
  'Sir or Madam, your account is closed unless you call us',
  'DE89 3704 0044 0532 0130 00',
  'bc1qexample7kgdygjrsqtzq2n0yrf2493p83kk',
  'mail.evil.example',
];

test.each(['firstname', 'companyname', 'address2'])(
  'a message in the %s of a client, which stands on every mail, asks once tainted',
  async (field) => {
    const { asks } = await desk('default');
    const asked: string[] = [];
    for (const text of MESSAGES) {
      if ((await asks('whmcs_update_client', { clientid: 3, [field]: text })) === 'approval_required')
        asked.push(text);
    }
    expect(asked).toEqual(MESSAGES);
  },
);

test('ordinary names, addresses and custom fields go without a person', async () => {
  const { asks, other } = await desk('default');
  const plain = { firstname: 'Zoë', lastname: "O'Neill-Grün", companyname: 'Grün & Söhne GmbH' };
  const address = { address1: '12 Example Street', address2: 'Floor 2, Unit 7', city: 'Exampleton' };
  expect(await asks('whmcs_update_client', { clientid: 3, ...plain, ...address })).toBe('done');
  expect(await asks('whmcs_update_ticket', { ticketid: other?.id, customfields: { 1: 'Linux' } })).toBe(
    'done',
  );
  const lure = { ticketid: other?.id, customfields: { 1: LURE } };
  expect(await asks('whmcs_update_ticket', lure)).toBe('approval_required');
});

test('whoever publishes a draft, or accepts a quote, sees what its client will read', async () => {
  const { agent, app } = await desk('default');
  const shownFor = async (name: string, args: Record<string, unknown>) => {
    const { details } = await agent.call(name, args);
    const approval = await app.approvals.get(String(details.approval));
    return JSON.stringify((approval?.shown as { preview?: unknown } | undefined)?.preview);
  };
  const items = ['Setup', 'Move', 'Backup', 'Monitoring', 'Mail', 'Call 0900 to pay'].map((description) => ({
    description,
    amount: '1.00',
  }));
  const draft = { userid: 3, draft: true, items, notes: LURE };
  const { invoiceid } = done(await agent.call('whmcs_create_invoice', draft));
  const shown = await shownFor('whmcs_update_invoice', { invoiceid, publish: true });
  expect(shown).toContain('pay.evil.example');
  expect(shown).toContain('Call 0900 to pay');
  const lines = { lineitems: [{ desc: 'Call 0900 to pay', qty: 2, up: '3.00' }] };
  const { quoteid } = done(await agent.call('whmcs_create_quote', { ...quoteFor(3, 'Draft'), ...lines }));
  const quote = await shownFor('whmcs_accept_quote', { quoteid });
  expect(quote).toContain('pay.evil.example');
  expect(quote).toContain('“Call 0900 to pay” 2 × 3.00');
});

test('whoever decides is shown the effects that the session adds', async () => {
  const { agent, app } = await desk('default');
  const { details } = await agent.call('whmcs_update_client', { clientid: 3, address2: LURE });
  const { shown } = (await app.approvals.get(String(details.approval))) ?? {};
  expect((shown as { preview?: { details?: unknown } } | undefined)?.preview?.details).toContainEqual({
    label: 'effects',
    value: 'mail',
  });
});

test('a yes to publishing holds for the notes that were seen alone', async () => {
  const { agent, app } = await desk('default');
  const draft = { userid: 3, draft: true, items: [{ description: 'Setup', amount: '5.00' }] };
  const { invoiceid } = done(await agent.call('whmcs_create_invoice', draft));
  const publish = () => agent.call('whmcs_update_invoice', { invoiceid, publish: true });
  const id = String((await publish()).details.approval);
  await app.approvals.vote(id, { who: 'ada', channel: 'cli', yes: true, reason: '' });
  done(await agent.call('whmcs_update_invoice', { invoiceid, notes: LURE }));
  const { isError, text } = await publish();
  expect(isError).toBe(true);
  expect(text).toContain('invoice.notes');
});

test('a reply asks once the address of the account was changed in the session, also where its user keeps another', async () => {
  const { sandbox, agent, app } = await desk('default');
  const ticket = sandbox.state.tickets.find(({ clientId }) => clientId > 0);
  const change = { clientid: ticket?.clientId, email: 'new@elsewhere.example' };
  const { details } = await agent.call('whmcs_update_client', change);
  await app.approvals.vote(String(details.approval), { who: 'ada', channel: 'cli', yes: true, reason: '' });
  const reply = (message: string) => agent.call('whmcs_add_ticket_reply', { ticketid: ticket?.id, message });
  done(await reply('We look into it.'));
  done(await agent.call('whmcs_update_client', change));
  expect((await reply('All is done.')).code).toBe('approval_required');
});
