import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { done, openProgram, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';

const hourly = (counter: string, more: object = {}) => ({ counter, window: 'hour', max: 2, ...more });

test('limits that nothing was counted in are told once for each rule, until something is', async () => {
  const whmcs = await recorder();
  const policy = policyFile({
    version: '1',
    default: 'allow',
    classes: {
      write: { limits: [hourly('{tool}_rate')] },
      financial: {
        limits: [hourly('moved', { scope: 'client', increment_from: 'money.amount', over: 'approval' })],
      },
    },
    tools: { whmcs_log_activity: { limits: [hourly('logged', { scope: 'install' })] } },
  });
  const { app, connectAs } = openProgram({ ...whmcs.env, GUARD_POLICY: policy });
  const untouched = { used: '0', max: '2', window: 'hour', resetsAt: undefined };
  expect(await app.guard.limits()).toEqual([]);
  const all = await app.guard.limits('all');
  expect(all).toHaveLength(3);
  const of = (rule: string) => all.find(({ rules }) => rules.includes(rule));
  expect(of('/classes/write/limits/0')).toMatchObject({ ...untouched, whom: 'each caller' });
  expect(of('/classes/write/limits/0')?.tools).toContain('whmcs_add_client');
  expect(of('/classes/financial/limits/0')).toMatchObject({
    ...untouched,
    whom: 'each client',
    amount: 'money.amount',
    approved: '0',
  });
  expect(of('/tools/whmcs_log_activity/limits/0')).toMatchObject({
    ...untouched,
    whom: 'everyone',
    tools: ['whmcs_log_activity'],
  });
  const agent = await connectAs(sessionFor(LOCAL_CALLER));
  done(await agent.call('whmcs_log_activity', { description: 'one' }));
  const after = await app.guard.limits('all');
  expect(after.filter(({ used }) => used === '0').map(({ rules }) => rules)).toEqual([
    ['/classes/financial/limits/0'],
  ]);
  expect(await app.guard.limits()).toHaveLength(2);
});
