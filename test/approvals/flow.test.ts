import { expect, test } from 'vitest';
import { until } from '../harness.js';
import { ASK_TO_CANCEL, idIn, ORDER, openInstallation } from './installation.js';

const CANCEL = ['whmcs_cancel_order', { orderid: ORDER }] as const;

test('a call that needs a person waits, and executes once when the same call is made after the yes', async () => {
  const installation = await openInstallation();
  const agent = await installation.agent();
  const asked = await agent.call(...CANCEL);
  expect(asked.code).toBe('approval_required');
  expect(asked.text).toContain(idIn(asked));
  expect(asked.text).toContain('orders are cancelled by people');
  expect(installation.arrived('CancelOrder')).toEqual([]);

  const shown = await installation.command('approvals', 'show', idIn(asked));
  expect(shown.out).toContain(`order ${ORDER}`);
  const approved = await installation.command('approvals', 'approve', idIn(asked), 'customer', 'asked');
  expect(approved).toMatchObject({ code: 0, out: expect.stringContaining('is approved') });
  expect(installation.orderStatus()).toBe('Pending');

  expect((await agent.call(...CANCEL)).isError).toBe(false);
  expect(installation.orderStatus()).toBe('Cancelled');
  expect(installation.arrived('CancelOrder')).toHaveLength(1);

  const again = await agent.call(...CANCEL);
  expect(again.isError).toBe(true);
  expect(installation.arrived('CancelOrder')).toHaveLength(1);
});

test('asking twice joins the request that waits', async () => {
  const installation = await openInstallation();
  const agent = await installation.agent();
  const first = await agent.call(...CANCEL);
  const second = await agent.call(...CANCEL);
  expect(idIn(second)).toBe(idIn(first));
  const other = await agent.call('whmcs_cancel_order', { orderid: ORDER, noemail: true });
  expect(idIn(other)).not.toBe(idIn(first));
  expect((await installation.command('approvals', 'list')).out.trim().split('\n')).toHaveLength(2);
});

test('a call that waits returns the result as soon as a person has approved, and tells that it waits', async () => {
  const installation = await openInstallation(ASK_TO_CANCEL, { GUARD_APPROVAL_WAIT: '60' });
  const agent = await installation.agent();
  const progress: string[] = [];
  const reply = agent.client.callTool({ name: CANCEL[0], arguments: CANCEL[1] }, undefined, {
    onprogress: ({ message }) => progress.push(String(message)),
  });
  await until(() => progress.length > 0);
  expect(progress[0]).toMatch(/Waiting for a person to decide on \w{4}-\w{4}/);
  const id = /\w{4}-\w{4}/.exec(progress[0] ?? '')?.[0] ?? '';
  await installation.command('approvals', 'approve', id);
  expect((await reply).isError).not.toBe(true);
  expect(installation.orderStatus()).toBe('Cancelled');
});

test('a password that is made here is set once after the yes, and stands nowhere but in WHMCS', async () => {
  const change = { serviceid: 101 };
  const installation = await openInstallation({
    version: '1',
    default: 'allow',
    tools: { whmcs_module_change_password: { require_approval: true } },
  });
  const agent = await installation.agent();
  const stored = () =>
    installation.sandbox.state.services.find(({ id }) => id === change.serviceid)?.password ?? '';
  const old = stored();
  const asked = await agent.call('whmcs_module_change_password', change);
  const shown = await installation.command('approvals', 'show', idIn(asked));
  expect((await installation.command('approvals', 'approve', idIn(asked))).code).toBe(0);
  const made = await agent.call('whmcs_module_change_password', change);
  expect(made.isError).toBe(false);
  expect(stored()).not.toBe(old);
  expect(stored()).toMatch(/^\S{24}$/);
  expect(installation.arrived('ModuleChangePw')).toHaveLength(1);
  const journal = await installation.command('audit', 'export');
  const read = await agent.call('whmcs_get_client_products', change);
  for (const text of [asked.text, shown.out, made.text, journal.out, read.text, agent.log()]) {
    expect(text).not.toContain(stored());
    expect(text).not.toContain(JSON.stringify(stored()).slice(1, -1));
  }
});

test('a denial reaches the agent with its reason, answers the same call for a while, and nothing is sent', async () => {
  const installation = await openInstallation();
  const agent = await installation.agent();
  const asked = await agent.call(...CANCEL);
  await installation.command('approvals', 'deny', idIn(asked), 'the', 'customer', 'paid');
  const answer = await agent.call(...CANCEL);
  expect(answer.code).toBe('approval_denied');
  expect(answer.text).toContain('the customer paid');
  expect((await agent.call(...CANCEL)).code).toBe('approval_denied');
  expect((await installation.command('approvals', 'list')).out.trim().split('\n')).toHaveLength(1);
  expect(installation.arrived('CancelOrder')).toEqual([]);
});

test('what nobody decided on expires', async () => {
  const installation = await openInstallation(
    {
      ...ASK_TO_CANCEL,
      tools: { whmcs_cancel_order: { require_approval: { expires: 10 } } },
    },
    { GUARD_APPROVAL_WAIT: '15' },
  );
  const agent = await installation.agent();
  const answer = await agent.call(...CANCEL);
  expect(answer.code).toBe('approval_expired');
  expect((await installation.command('approvals', 'approve', idIn(answer))).code).toBe(1);
  expect(installation.arrived('CancelOrder')).toEqual([]);
});

test('what changed underneath voids the approval, and says what', async () => {
  const installation = await openInstallation();
  const agent = await installation.agent();
  const asked = await agent.call(...CANCEL);
  await installation.command('approvals', 'approve', idIn(asked));
  const order = installation.order();
  if (order !== undefined) order.status = 'Active';
  const answer = await agent.call(...CANCEL);
  expect(answer).toMatchObject({ code: 'approval_required', details: { state: 'void' } });
  expect(answer.text).toContain('status');
  expect(installation.arrived('CancelOrder')).toEqual([]);
  // The old yes is gone for good, also once everything is as it was.
  if (order !== undefined) order.status = 'Pending';
  expect((await agent.call(...CANCEL)).code).toBe('approval_required');
  expect(installation.arrived('CancelOrder')).toEqual([]);
});

test('fifty calls at once ask once and execute once', async () => {
  const installation = await openInstallation(ASK_TO_CANCEL, { GUARD_APPROVAL_WAIT: '60' });
  const agents = await Promise.all([installation.agent(), installation.agent()]);
  const calls = Array.from({ length: 50 }, (_none, index) => agents[index % 2]?.call(...CANCEL));
  let listed = '';
  while (listed === '' || listed.includes('Nothing was asked'))
    listed = (await installation.command('approvals', 'list')).out;
  expect(listed.trim().split('\n')).toHaveLength(1);
  await installation.command('approvals', 'approve', /^\S+/.exec(listed)?.[0] ?? '');
  const answers = await Promise.all(calls);
  expect(answers.filter((answer) => answer?.isError === false)).toHaveLength(1);
  const codes = new Set(answers.flatMap((answer) => (answer?.isError ? [answer.code] : [])));
  expect([...codes]).toEqual(['duplicate_call']);
  expect(installation.arrived('CancelOrder')).toHaveLength(1);
  expect((await installation.command('approvals', 'list')).out.trim().split('\n')).toHaveLength(1);
}, 60_000);

test('an approval outlives the server that asked for it', async () => {
  const installation = await openInstallation();
  const first = await installation.agent();
  const asked = await first.call(...CANCEL);
  await first.client.close();
  await installation.command('approvals', 'approve', idIn(asked));
  const second = await installation.agent();
  expect((await second.call(...CANCEL)).isError).toBe(false);
  expect(installation.orderStatus()).toBe('Cancelled');
});

test('a policy that denies by now wins over an approval', async () => {
  const installation = await openInstallation();
  const agent = await installation.agent();
  const asked = await agent.call(...CANCEL);
  await installation.command('approvals', 'approve', idIn(asked));
  installation.setPolicy({
    ...ASK_TO_CANCEL,
    tools: { whmcs_cancel_order: { action: 'deny', reason: 'not today' } },
  });
  expect(await agent.call(...CANCEL)).toMatchObject({ code: 'policy_denied' });
  // Set back, it is another revision all the same: nobody approved under that one.
  installation.setPolicy({ ...ASK_TO_CANCEL, description: 'changed' });
  expect((await agent.call(...CANCEL)).code).toBe('approval_required');
  expect(installation.arrived('CancelOrder')).toEqual([]);
});

test('two people are two people', async () => {
  const installation = await openInstallation({
    ...ASK_TO_CANCEL,
    tools: { whmcs_cancel_order: { require_approval: { approvers: 2 } } },
  });
  const agent = await installation.agent();
  const id = idIn(await agent.call(...CANCEL));
  expect((await installation.command('approvals', 'approve', id)).out).toContain('1 of 2');
  expect(await installation.command('approvals', 'approve', id)).toMatchObject({
    code: 3,
    err: expect.stringContaining('another person'),
  });
  expect((await agent.call(...CANCEL)).code).toBe('approval_required');
  expect(installation.arrived('CancelOrder')).toEqual([]);
});

test('an agent has five requests waiting at most', async () => {
  const installation = await openInstallation({
    version: '1',
    default: 'allow',
    classes: { write: { require_approval: true } },
  });
  const agent = await installation.agent();
  const ask = (index: number) => agent.call('whmcs_log_activity', { description: `entry ${index}` });
  for (let index = 0; index < 5; index += 1) expect((await ask(index)).code).toBe('approval_required');
  const sixth = await ask(5);
  expect(sixth).toMatchObject({ code: 'policy_denied', details: { rule: '(pending approvals)' } });
  expect((await ask(0)).code).toBe('approval_required');
});

test('the command line refuses what the policy leaves to the console', async () => {
  const installation = await openInstallation({
    ...ASK_TO_CANCEL,
    tools: { whmcs_cancel_order: { require_approval: { channels: ['console'] } } },
  });
  const agent = await installation.agent();
  const id = idIn(await agent.call(...CANCEL));
  expect(await installation.command('approvals', 'approve', id)).toMatchObject({
    code: 3,
    err: expect.stringContaining('console'),
  });
  expect((await agent.call(...CANCEL)).code).toBe('approval_required');
});

test('where a preview is required and can not be made, nobody is asked', async () => {
  const installation = await openInstallation({
    ...ASK_TO_CANCEL,
    tools: { whmcs_cancel_order: { require_approval: { preview: 'required' } } },
  });
  const agent = await installation.agent();
  installation.sandbox.misbehave({ kind: 'html', actions: ['GetOrders'] });
  const answer = await agent.call(...CANCEL);
  expect(answer.code).toBe('policy_denied');
  expect(answer.text).toContain('/tools/whmcs_cancel_order/require_approval');
  expect((await installation.command('approvals', 'list')).out).toContain('Nothing was asked');
});
