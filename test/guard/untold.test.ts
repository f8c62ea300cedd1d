import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProcess, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';

const SHIPPED = join(import.meta.dirname, '../../policies');

async function start(policy: unknown) {
  const whmcs = await recorder();
  const file = typeof policy === 'string' ? join(SHIPPED, policy) : policyFile(policy);
  return { whmcs, agent: await inProcess({ ...whmcs.env, GUARD_POLICY: file }) };
}

const GONE = { result: 'error', message: 'Ticket ID Not Found' };
const BUSY = { result: 'error', message: 'Not now, 4711' };

test('a call whose effects can not be worked out says so, and not what the first rule is for', async () => {
  const { whmcs, agent } = await start('default.json');
  whmcs.answers.set('GetClientsDetails', { result: 'error', message: 'Temporarily not available' });
  const { code, text } = await agent.call('whmcs_update_client', { clientid: 77, email: 'new@example.com' });
  expect(code).toBe('approval_required');
  expect(text).toMatch(/^\[APPROVAL NEEDED\] .*what this call does could not be worked out/);
  expect(text).toContain('WHMCS would not show the record; check the ids');
  expect(text).not.toContain('owes');
});

test.each([
  ['effects', 'effects', { op: 'contains', value: 'control' }, /what this call does could not be worked out/],
  ['money', 'money.amount', { op: 'gt', value: '271.83' }, /the amount at stake could not be told/],
  ['a record', 'context.invoice.status', { op: 'eq', value: 'Draft' }, /the invoice could not be read/],
])(
  'a refusal for want of %s says what could not be told, why, and what to do, and no value',
  async (_what, path, test, says) => {
    const deny_if = [{ conditions: [{ path, ...test }], on_deny: 'Our own rule.' }];
    const { whmcs, agent } = await start({ version: '1', default: 'allow', all_tools: { deny_if } });
    whmcs.answers.set('GetInvoice', BUSY);
    whmcs.answers.set('GetClientsDetails', BUSY);
    const { code, text } = await (path === 'effects'
      ? agent.call('whmcs_update_client', { clientid: 7, email: 'new@example.com' })
      : agent.call('whmcs_apply_credit', { invoiceid: 8, amount: '9.87' }));
    expect(code).toBe('policy_denied');
    expect(text).toMatch(says);
    expect(text).toMatch(/make the same call again in a moment/);
    expect(text).toContain('The rule itself says: Our own rule.');
    expect(text).not.toMatch(/271|Draft|control|9\.87|4711/);
  },
);

test('a rule that holds keeps its own message although another fact is lost', async () => {
  const require = [
    {
      conditions: [
        { path: 'args.ticketid', op: 'eq', value: 1 },
        { path: 'context.ticket.status', op: 'eq', value: 'Open' },
      ],
      on_deny: 'Only ticket one.',
    },
  ];
  const { whmcs, agent } = await start({ version: '1', default: 'allow', all_tools: { require } });
  whmcs.answers.set('GetTicket', GONE);
  const { text } = await agent.call('whmcs_delete_ticket', { ticketid: 2 });
  expect(text).toContain('Only ticket one.');
  expect(text).not.toContain('could not be');
});

test('a limit per client says that the client could not be told', async () => {
  const limits = [
    { counter: 'mails', window: 'day', max: 5, scope: 'client', on_deny: 'Enough mail for today.' },
  ];
  const { whmcs, agent } = await start({
    version: '1',
    default: 'allow',
    tools: { whmcs_add_ticket_reply: { limits } },
  });
  whmcs.answers.set('GetTicket', BUSY);
  const { code, text } = await agent.call('whmcs_add_ticket_reply', { ticketid: 2, message: 'x' });
  expect(code).toBe('policy_denied');
  expect(text).toContain('which client this call concerns could not be told');
  expect(text).not.toContain('Enough mail');
});
