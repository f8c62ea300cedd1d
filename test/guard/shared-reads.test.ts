import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { typed } from '../commands/terminal.js';
import { openProgram, policyFile, temporaryFolder, until } from '../harness.js';
import { heldAnswers, recorder } from '../recorder.js';

test('the same reads at once ask WHMCS once; each is decided, counted and written down by itself', async () => {
  const whmcs = await recorder();
  const none = { result: 'success', totalresults: 0, clients: { client: [] } };
  const held = heldAnswers(whmcs, 'GetClients', none);
  const env = {
    ...whmcs.env,
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
    GUARD_POLICY: policyFile({
      version: '1',
      default: 'allow',
      tools: { whmcs_get_clients: { limits: [{ counter: 'looks', window: 'hour', max: 3 }] } },
    }),
  };
  const { app, connectAs } = openProgram(env);
  const agent = await connectAs(sessionFor(LOCAL_CALLER));
  const ask = () => agent.call('whmcs_get_clients', { limitnum: 5 });
  const first = ask();
  await until(() => whmcs.received.length === 1);
  const all = [first, ask(), ask(), ask()];
  // Refused at once, while the others wait.
  expect((await Promise.race(all)).code).toBe('rate_limited');
  await until(async () => (await app.guard.limits()).some(({ used }) => used === '3'));
  for (const release of held) release();
  expect((await Promise.all(all)).map(({ code }) => code).toSorted()).toEqual([
    'rate_limited',
    undefined,
    undefined,
    undefined,
  ]);
  expect(whmcs.received).toHaveLength(1);

  const { calls } = await app.journal.calls({ limit: 10 });
  expect(calls.map(({ served }) => served ?? 'alone').toSorted()).toEqual([
    'alone',
    'alone',
    'shared',
    'shared',
  ]);
  const shared = calls.find(({ served }) => served === 'shared');
  expect((await typed(['audit', 'show', shared?.call ?? ''], env)).out).toContain(
    'another call that asked the same',
  );
});
