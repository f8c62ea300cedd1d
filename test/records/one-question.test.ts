import { expect, test } from 'vitest';
import { inProcess, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';

const conditions = [{ path: 'context.client.status', op: 'eq', value: 'Active' }];
const client = {
  result: 'success',
  client: { id: 5, status: 'Active', city: 'Oldtown', email: 'a@example.com' },
};

async function start(tool: string, rules: object) {
  const whmcs = await recorder();
  const policy = policyFile({ version: '1', default: 'allow', tools: { [tool]: rules } });
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policy });
  whmcs.answers.set('GetClientsDetails', client);
  const asked = () => whmcs.received.filter(({ action }) => action === 'GetClientsDetails');
  return { agent, whmcs, asked };
}

test('the client that a rule, the turn and the undo of a call look at is read once', async () => {
  const { agent, whmcs, asked } = await start('whmcs_update_client', { require: [{ conditions }] });
  const { text } = await agent.call('whmcs_update_client', { clientid: 5, city: 'Newtown' });
  expect(text).not.toContain('[POLICY DENIED]');
  expect(whmcs.received.filter(({ action }) => action === 'UpdateClient')).toHaveLength(1);
  expect(asked()).toHaveLength(1);
});

test('the client that a rule and the preview look at is read once, with what the client has', async () => {
  const { agent, asked } = await start('whmcs_update_client', {
    require: [{ conditions }],
    require_approval: [{ channels: ['cli'] }],
  });
  const { code } = await agent.call('whmcs_update_client', { clientid: 5, city: 'Newtown' });
  expect(code).toBe('approval_required');
  expect(asked().map(({ form }) => form)).toEqual([
    expect.arrayContaining([
      ['clientid', '5'],
      ['stats', expect.anything()],
    ]),
  ]);
});
