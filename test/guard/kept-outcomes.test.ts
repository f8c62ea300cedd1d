// Takes its time: an answer waits some seconds for a state that others keep locked.
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { ALLOW_ALL, openProgram, policyFile, temporaryFolder, until } from '../harness.js';
import { recorder } from '../recorder.js';

async function stage() {
  const whmcs = await recorder();
  const state = join(temporaryFolder(), 'state.db');
  const program = openProgram({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL), GUARD_STATE: state });
  const agent = await program.connectAs(sessionFor(LOCAL_CALLER));
  const holder = new DatabaseSync(state);
  const lock = () => {
    holder.exec('BEGIN IMMEDIATE');
    return { result: 'success' };
  };
  const unlock = () => {
    holder.exec('ROLLBACK');
    holder.close();
  };
  const outcomes = async () =>
    (await program.app.journal.calls({ kinds: ['intent'], limit: 5 })).calls.map(
      ({ result }) => result?.outcome,
    );
  return { whmcs, agent, lock, unlock, outcomes, app: program.app };
}

test('what came of a write is told although the state is locked, and written down once it is not', async () => {
  const { whmcs, agent, lock, unlock, outcomes } = await stage();
  whmcs.answers.set('LogActivity', lock);
  const answer = await agent.call('whmcs_log_activity', { description: 'one' });
  expect(answer.isError).toBe(false);
  expect(await outcomes()).toEqual([undefined]);
  unlock();
  await until(async () => (await outcomes())[0] !== undefined);
  expect(await outcomes()).toEqual(['done']);
}, 60_000);

test('a program that ends writes down what it has kept', async () => {
  const { whmcs, agent, lock, unlock, app, outcomes } = await stage();
  whmcs.answers.set('LogActivity', lock);
  expect((await agent.call('whmcs_log_activity', { description: 'one' })).isError).toBe(false);
  const ending = app.guard.idle();
  unlock();
  await ending;
  expect(await outcomes()).toEqual(['done']);
}, 60_000);
