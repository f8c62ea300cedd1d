import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sandboxed, temporaryFolder } from '../harness.js';
import { examined } from './examined.js';

test('of several WHMCS each is looked at, and each finding says which it is', async () => {
  const good = await sandboxed({ now: () => new Date() });
  const shut = await sandboxed({ now: () => new Date(), allowedIps: [] });
  const file = join(temporaryFolder(), 'installs.json');
  const entry = (name: string, url: string) => ({
    name,
    url,
    identifier_env: 'ONE_IDENTIFIER',
    secret_env: 'ONE_SECRET',
    staff: 'api',
    timezone: 'UTC',
    rate: 0,
  });
  writeFileSync(file, JSON.stringify({ installs: [entry('eu', good.url), entry('us', shut.url)] }), {
    mode: 0o600,
  });
  const { code, findings, red } = await examined({
    GUARD_INSTALLS: file,
    ONE_IDENTIFIER: good.credentials.identifier,
    ONE_SECRET: good.credentials.secret,
  });
  expect(code).toBe(4);
  expect(red).toMatchObject([
    { id: 'allowed-address', says: expect.stringMatching(/^us: /), facts: { install: 'us' } },
  ]);
  const ofRole = findings.filter(({ id }) => id === 'role-lacks');
  expect(ofRole.map(({ status, facts }) => [status, facts?.install])).toEqual([
    ['ok', 'eu'],
    ['skipped', 'us'],
  ]);
  // What they share is looked at once.
  expect(findings.filter(({ id }) => id === 'state')).toHaveLength(1);
});
