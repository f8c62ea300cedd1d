import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inProcess, policyFile, temporaryFolder } from '../harness.js';
import { recorder } from '../recorder.js';

test('two installations that share a state have limits of their own', async () => {
  const shared = {
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
    GUARD_POLICY: policyFile({
      version: '1',
      default: 'allow',
      all_tools: { limits: [{ counter: 'c', window: 'month', max: 1, scope: 'install' }] },
    }),
  };
  const [one, other] = [await recorder(), await recorder()];
  const agents = [await inProcess({ ...one.env, ...shared }), await inProcess({ ...other.env, ...shared })];
  const codes = [];
  for (const agent of [...agents, ...agents]) codes.push((await agent.call('whmcs_get_stats')).code);
  expect(codes).toEqual([undefined, undefined, 'rate_limited', 'rate_limited']);
  expect([one.received.length, other.received.length]).toEqual([1, 1]);
});
