import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { announceServer, liveServers } from '../src/machine/index.js';
import { temporaryFolder } from './harness.js';

/** A user with one server, what its entry in the list says, and a way to say something else. */
function listed() {
  const home = temporaryFolder();
  const user = { platform: 'linux', home } as const;
  const server = announceServer(user, { state: '/var/state.db', folder: '/srv' });
  const list = join(home, '.local/state/whmcs-mcp/live');
  const [name = ''] = readdirSync(list);
  const file = join(list, name);
  const entry: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
  const change = (differing: Record<string, unknown>) =>
    writeFileSync(file, JSON.stringify({ ...entry, ...differing }));
  return { user, list, file, entry, change, leave: server.leave };
}

test('a server is listed until it leaves', () => {
  const { user, list, leave } = listed();
  expect(liveServers(user)).toMatchObject([{ pid: process.pid, state: '/var/state.db', folder: '/srv' }]);
  leave();
  expect(liveServers(user)).toEqual([]);
  expect(readdirSync(list)).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'another process with the number of a server is not that server',
  () => {
    const { user, list, entry, change, leave } = listed();
    change({ start: `${entry.start}1` });
    expect(liveServers(user)).toEqual([]);
    expect(readdirSync(list)).toEqual([]);
    leave();
  },
);

test('a server whose processes can not be seen is live for as long as its entry is kept fresh', () => {
  const { user, file, change, leave } = listed();
  change({ space: 'another container', pid: 2 ** 30 });
  expect(liveServers(user)).toHaveLength(1);
  const old = new Date(Date.now() - 120_000);
  utimesSync(file, old, old);
  expect(liveServers(user)).toEqual([]);
  leave();
});
