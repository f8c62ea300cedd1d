import { expect, test } from 'vitest';
import { done, unmarked } from '../harness.js';
import { answering } from './stage.js';

test('an account at a glance is what its own tools say', async () => {
  const { sandbox, agent } = await answering();
  const client = sandbox.state.clients.find(({ id }) =>
    sandbox.state.services.some((one) => one.clientId === id),
  );
  const clientid = client?.id ?? 0;
  const answer = await agent.call('whmcs_account_overview', { clientid });
  process.stdout.write(`${JSON.stringify(answer.data)}\n`);
  const told = unmarked(done(answer));
  expect(told).not.toHaveProperty('partial');
});
