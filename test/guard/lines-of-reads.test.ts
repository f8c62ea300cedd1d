import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { ALLOW_ALL, done, openProgram, policyFile, temporaryFolder, until } from '../harness.js';
import { spawnStdio } from '../program.js';
import { recorder } from '../recorder.js';

const READ = 'whmcs_get_stats';
/** Far more than would fit into the time of a test if each waited for a locked state. */
const READS = 30;

async function stage() {
  const whmcs = await recorder();
  const state = join(temporaryFolder(), 'state.db');
  const env = { ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL), GUARD_STATE: state, LOG_LEVEL: 'silent' };
  let outsider: InstanceType<typeof DatabaseSync> | undefined;
  /** What any other program sees. */
  const open = () => {
    if (outsider !== undefined) return outsider;
    const database = new DatabaseSync(state);
    onTestFinished(() => database.close());
    outsider = database;
    return database;
  };
  const lines = () => {
    const row = open().prepare(`SELECT count(*) AS lines FROM journal WHERE tool = '${READ}'`).get();
    return (row as { lines: number }).lines;
  };
  return { env, lines, lock: () => open().exec('BEGIN IMMEDIATE'), unlock: () => open().exec('ROLLBACK') };
}

test('a read is answered while another program keeps the state locked, and in the journal once it is not', async () => {
  const { env, lines, lock, unlock } = await stage();
  const agent = await openProgram(env).connectAs(sessionFor(LOCAL_CALLER));
  done(await agent.call(READ));
  await until(() => lines() === 1);
  lock();
  for (let read = 0; read < READS; read += 1) done(await agent.call(READ));
  expect(lines()).toBe(1);
  unlock();
  await until(() => lines() === READS + 1);
});

test('the line of a read is there for others before long, though nobody writes after it', async () => {
  const { env, lines } = await stage();
  const agent = await spawnStdio(env);
  onTestFinished(() => agent.client.close());
  done(await agent.call(READ));
  await until(() => lines() === 1);
});

test('a server that is told to stop writes down the reads that it has answered', async () => {
  const { env, lines } = await stage();
  const agent = await spawnStdio(env);
  await Promise.all(Array.from({ length: READS }, async () => done(await agent.call(READ))));
  await agent.client.close();
  expect(lines()).toBe(READS);
});
