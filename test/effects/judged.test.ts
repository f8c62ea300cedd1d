import { describe, expect, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { credentialsFor, inProcess, policyFile, sandboxed } from '../harness.js';
import { recorder } from '../recorder.js';

const asksFor = (effect: string) => ({
  version: '1',
  default: 'allow',
  all_tools: { require_approval: { when: [{ path: 'effects', op: 'contains', value: effect }] } },
});

const denies = (effect: string) => ({
  version: '1',
  default: 'allow',
  all_tools: { deny_if: [{ conditions: [{ path: 'effects', op: 'contains', value: effect }] }] },
});

async function desk(policy: unknown) {
  const sandbox = await sandboxed();
  const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(policy) });
  const asked = (action: string) => sandbox.requests.filter((request) => request.action === action).length;
  return { sandbox, agent, asked };
}

describe('an effect that only the record tells', () => {
  test('asks a person where the record says so, and nobody where it does not', async () => {
    const { agent, asked, sandbox } = await desk(asksFor('irreversible'));
    const running = sandbox.state.orders.find(({ id }) =>
      sandbox.state.services.some(({ orderId, status }) => orderId === id && status === 'Active'),
    )?.id;
    const reset = await agent.call('whmcs_pending_order', { orderid: running });
    expect(reset.code).toBe('approval_required');
    expect(asked('PendingOrder')).toBe(0);
    expect((await agent.call('whmcs_pending_order', { orderid: LANDMARKS.pendingOrder })).isError).toBe(
      false,
    );
    expect(asked('PendingOrder')).toBe(1);
  });

  test('leaves its tool in the list under a rule that forbids it', async () => {
    const { agent } = await desk(denies('irreversible'));
    const listed = await agent.listed();
    expect(listed).toContain('whmcs_pending_order');
    expect(listed).toContain('whmcs_update_client');
  });

  test('is not read for where no rule asks', async () => {
    const { agent, asked } = await desk({ version: '1', default: 'allow' });
    await agent.call('whmcs_update_client', { clientid: 2, email: 'new@example.com' });
    const before = asked('GetClientsDetails');
    const { agent: other, asked: then } = await desk(asksFor('registrar'));
    await other.call('whmcs_update_client', { clientid: 2, email: 'new@example.com' });
    // The rule, the undo and the turn share their reads.
    expect(then('GetClientsDetails')).toBeLessThanOrEqual(before + 1);
  });

  test.each([
    ['asks', asksFor('control'), 'approval_required'],
    ['denies', denies('control'), 'policy_denied'],
  ])('that can not be read counts as its worst where a rule %s', async (_what, policy, code) => {
    const whmcs = await recorder();
    whmcs.answers.set('GetClientsDetails', { result: 'error', message: 'Not now' });
    const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(policy) });
    const answer = await agent.call('whmcs_update_client', { clientid: 1, email: 'new@example.com' });
    expect(answer.code).toBe(code);
    expect(whmcs.received.some(({ action }) => action === 'UpdateClient')).toBe(false);
    // What can't have the effect whatever WHMCS holds is not held up.
    expect((await agent.call('whmcs_log_activity', { description: 'x' })).isError).toBe(false);
  });
});
