import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.js';
import { ALLOW_ALL, inProcess, policyFile, temporaryFolder } from '../harness.js';
import { recorder } from '../recorder.js';

test.each<[string, (path: string, old: string) => void]>([
  ['an older copy over it', (path, old) => copyFileSync(old, path)],
  ['nothing in its place', (path) => truncateSync(path, 0)],
])('once somebody put %s, no write leaves that the state could not hold', async (_what, meddle) => {
  const whmcs = await recorder();
  const folder = temporaryFolder();
  const [path, old] = [join(folder, 'state.db'), join(folder, 'old.db')];
  await (await openStore(path)).close();
  copyFileSync(path, old);
  const agent = await inProcess({
    ...whmcs.env,
    GUARD_POLICY: policyFile(ALLOW_ALL),
    GUARD_STATE: path,
  });
  for (let n = 0; n < 5; n += 1)
    expect((await agent.call('whmcs_log_activity', { description: `before ${n}` })).isError).toBe(false);
  // Another server comes and goes, and writes what there is into the file.
  await (await openStore(path)).close();
  meddle(path, old);
  for (let n = 0; n < 5; n += 1)
    expect((await agent.call('whmcs_log_activity', { description: `after ${n}` })).code).toBe('internal');
  expect(whmcs.received.filter(({ action }) => action === 'LogActivity')).toHaveLength(5);
  expect(agent.log()).toContain('whmcs-mcp restore');
});

test('once somebody emptied the log beside a state, no write leaves; a server that stops empties it rightly', async () => {
  const whmcs = await recorder();
  const path = join(temporaryFolder(), 'state.db');
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL), GUARD_STATE: path });
  const write = (description: string) => agent.call('whmcs_log_activity', { description });
  expect((await write('first')).isError).toBe(false);
  await (await openStore(path)).close();
  expect(statSync(`${path}-wal`).size).toBe(0);
  expect((await write('second')).isError).toBe(false);
  truncateSync(`${path}-wal`, 0);
  for (const description of ['third', 'fourth']) expect((await write(description)).code).toBe('internal');
  expect(whmcs.received.filter(({ action }) => action === 'LogActivity')).toHaveLength(2);
});
