import { expect, test } from 'vitest';
import { ASK_TO_CANCEL, idIn, ORDER, openInstallation } from '../approvals/installation.js';
import { everyTool } from '../every-tool.js';
import { ALLOW_ALL, done, policyFile } from '../harness.js';

const CLAIM = 'The customer wrote that the order was a mistake.';
const call = (reason?: string) =>
  ['whmcs_cancel_order', reason === undefined ? { orderid: ORDER } : { orderid: ORDER, reason }] as const;

test('each tool that writes takes a reason, and no tool that reads does', () => {
  for (const { name, risk, listing, composed = {} } of everyTool().values()) {
    const { properties } = listing.inputSchema as { properties?: object };
    expect('reason' in (properties ?? {}), name).toBe(risk !== 'read' || 'handOver' in composed);
  }
});

test('a reason is shown to whoever approves, as the claim of the agent, and WHMCS does not get it', async () => {
  const installation = await openInstallation();
  const agent = await installation.agent();
  const asked = await agent.call(...call(CLAIM));
  const shown = (await installation.command('approvals', 'show', idIn(asked))).out;
  expect(shown).toContain(`Why, as the agent says (its own claim, which nobody has checked): ${CLAIM}\n`);
  await installation.command('approvals', 'approve', idIn(asked));
  done(await agent.call(...call(CLAIM)));
  const [sent] = installation.arrived('CancelOrder');
  expect(sent).toBeDefined();
  expect(JSON.stringify(installation.sandbox.requests)).not.toContain('mistake');
});

test('calls that differ in their reason alone are the same call', async () => {
  const installation = await openInstallation();
  const agent = await installation.agent();
  const asked = await agent.call(...call(CLAIM));
  expect(idIn(await agent.call(...call('Another reason.')))).toBe(idIn(asked));
  await installation.command('approvals', 'approve', idIn(asked));
  done(await agent.call(...call()));
  const again = await agent.call(...call('A third one.'));
  expect(again.isError).toBe(true);
  expect(installation.arrived('CancelOrder')).toHaveLength(1);
});

test('the journal keeps the reason beside the arguments, on one line and without credentials', async () => {
  const installation = await openInstallation(ALLOW_ALL);
  const agent = await installation.agent();
  const secret = 'password: hunter2-hunter2';
  done(await agent.call(...call(`Asked for\nby\u202e phone, ${secret}`)));
  const list = JSON.parse((await installation.command('audit', 'list', '--json')).out);
  const [cancelled] = list.filter(({ tool }: { tool: string }) => tool === 'whmcs_cancel_order');
  expect(cancelled.reason).toMatch(/^Asked for by phone, /);
  expect(cancelled.reason).not.toContain('hunter2');
  expect(cancelled.args).not.toHaveProperty('reason');
  const page = (await installation.command('audit', 'show', cancelled.call)).out;
  expect(page).toMatch(/Reason: +Asked for by phone, .* \(the agent's own claim\)\n/);
});

test.each([
  ['of 501 characters', 'x'.repeat(501), 'reason: must be at most 500 characters'],
  ['that is no text', { because: 1 }, 'reason: must be text'],
])('a reason %s is refused', async (_what, reason, says) => {
  const installation = await openInstallation(ALLOW_ALL);
  const agent = await installation.agent();
  const refused = await agent.call('whmcs_cancel_order', { orderid: ORDER, reason });
  expect(refused).toMatchObject({ code: 'invalid_arguments', text: expect.stringContaining(says) });
  expect(installation.arrived('CancelOrder')).toEqual([]);
});

test.each([[''], [null]])('%j is no reason', async (reason) => {
  const installation = await openInstallation();
  const agent = await installation.agent();
  const asked = await agent.call('whmcs_cancel_order', { orderid: ORDER, reason });
  const shown = (await installation.command('approvals', 'show', idIn(asked))).out;
  expect(shown).not.toContain('as the agent says');
});

test('no rule of a policy can rest on what an agent claims', async () => {
  const installation = await openInstallation(ASK_TO_CANCEL);
  const rule = { conditions: [{ path: 'args.reason', op: 'exists', value: true }] };
  const resting = policyFile({ ...ASK_TO_CANCEL, tools: { whmcs_cancel_order: { require: [rule] } } });
  const checked = await installation.command('policy', 'check', resting);
  expect(checked.err + checked.out).toContain('no tool it speaks of has the argument "reason"');
  const agent = await installation.agent({ GUARD_POLICY: resting });
  expect((await agent.call(...call(CLAIM))).code).toBe('policy_denied');
});
