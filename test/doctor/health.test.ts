import { join } from 'node:path';
import { expect, test } from 'vitest';
import { healthOf, tellHealth } from '../../src/commands/doctor/health.js';
import type { Host } from '../../src/commands/index.js';
import { credentialsFor, openProgram, sandboxed, temporaryFolder } from '../harness.js';

const FLAGS = { sandbox: undefined, 'env-file': undefined };

/** A server of these settings that has started, and looks at what it needs. */
async function looking(options = {}) {
  const sandbox = await sandboxed({ now: () => new Date(), ...options });
  const env = {
    ...credentialsFor(sandbox),
    WHMCS_TIMEZONE: 'UTC',
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
  };
  const { app } = openProgram(env);
  const host = { env, cwd: temporaryFolder(), home: temporaryFolder(), platform: 'linux' } as unknown as Host;
  const logged: string[] = [];
  const log = (_level: string, event: string) => void logged.push(event);
  const look = (signal = new AbortController().signal) =>
    tellHealth(host, FLAGS, { app, log }, signal, { ratePerSecond: 0 });
  const store = await app.store();
  return { sandbox, logged, look, health: () => healthOf(store, app) };
}

test('what a server finds wrong after its start stands where consoles read it', async () => {
  const { sandbox, logged, look, health } = await looking({ allowedIps: [] });
  expect(await health()).toBeUndefined();
  await look();
  expect((await health())?.findings).toMatchObject([
    { id: 'allowed-address', status: 'error', cure: expect.stringContaining('API IP Access Restriction') },
  ]);
  expect(logged).toEqual(['doctor']);
  // One refusal is enough: to ask on would get the address banned.
  expect(sandbox.requests).toHaveLength(1);
});

test('what is good is not asked again by the next server, and too much is not looked for', async () => {
  const { sandbox, look, health } = await looking();
  await look();
  expect((await health())?.findings).toEqual([]);
  expect(sandbox.requests.some(({ action }) => action === 'DeleteClient')).toBe(false);
  const asked = sandbox.requests.length;
  await look();
  expect(sandbox.requests).toHaveLength(asked);
});

test('one that is stopped tells nothing', async () => {
  const { look, health } = await looking({ allowedIps: [] });
  await look(AbortSignal.abort());
  expect(await health()).toBeUndefined();
});
