import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ALLOW_ALL, done, policyFile, temporaryFolder } from '../harness.js';
import { finished, overStdio } from '../program.js';
import { recorder } from '../recorder.js';

test('servers in processes of their own go by what the command publishes, from the next write on', async () => {
  const whmcs = await recorder();
  const env = { ...whmcs.env, GUARD_STATE: join(temporaryFolder(), 'state.db'), GUARD_POLICY: 'state' };
  const publish = async (policy: object) => {
    const { code, err } = await finished(['policy', 'publish', policyFile(policy)], env);
    expect(code, err).toBe(0);
  };
  const agents = [await overStdio(env), await overStdio(env)];
  for (const agent of agents) expect(await agent.listed()).toEqual([]);
  await publish(ALLOW_ALL);
  for (const agent of agents) {
    done(await agent.call('whmcs_log_activity', { description: 'one' }));
    expect(await agent.listed()).toContain('whmcs_log_activity');
  }
  await publish({ ...ALLOW_ALL, hide: ['whmcs_log_activity'] });
  for (const agent of agents) {
    const refused = await agent.call('whmcs_log_activity', { description: 'two' });
    expect(refused.code).toBe('policy_denied');
    expect(await agent.listed()).not.toContain('whmcs_log_activity');
  }
  expect(whmcs.received.map(({ action }) => action)).toEqual(['LogActivity', 'LogActivity']);
});
