import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.js';
import { policyFile, temporaryFolder } from '../harness.js';
import { typed } from './terminal.js';

function setup() {
  const state = join(temporaryFolder(), 'state.db');
  const env = {
    WHMCS_API_URL: 'http://127.0.0.1:1',
    WHMCS_API_IDENTIFIER: 'identifier',
    WHMCS_API_SECRET: 'secret',
    GUARD_STATE: state,
    GUARD_POLICY: policyFile({
      version: '1',
      default: 'deny',
      grants: { support: { toolsets: ['clients'] } },
    }),
    USER: 'anna',
  };
  return { state, run: (...argv: string[]) => typed(argv, env) };
}

test('a token is printed once and alone; the state, the list and the journal hold none of it', async () => {
  const { state, run } = setup();
  const made = await run('tokens', 'create', 'night-shift', '--grant', 'support', '--expires', '90d');
  expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^whmcs_mcp_\w{49}\n$/) });
  expect(made.err).not.toContain('no grant');
  const secret = made.out.trim().slice('whmcs_mcp_'.length);
  const { out: list } = await run('tokens');
  expect(list).toMatch(
    /^night-shift {2}grant support {2}made \d{4}-\d\d-\d\d by anna {2}expires \d{4}-\d\d-\d\d \d\d:\d\d UTC {2}never used\n$/,
  );
  expect(JSON.parse((await run('tokens', 'list', '--json')).out)).toMatchObject([
    { name: 'night-shift', grant: 'support', madeBy: 'anna' },
  ]);
  const { out: events } = await run('audit', 'events', '--json');
  expect(events).toContain('token.created');
  expect(events).toContain('night-shift');
  const store = await openStore(state);
  const kept = JSON.stringify([await store.tokens.list(), await store.journal.find({ limit: 100 })]);
  await store.close();
  for (const text of [list, events, kept, made.err]) expect(text).not.toContain(secret);
});

test('one that is revoked is gone, and the journal says who did that', async () => {
  const { run } = setup();
  expect((await run('tokens', 'create', 'night-shift')).err).toContain('the first one');
  expect((await run('tokens', 'create', 'day-shift')).err).not.toContain('the first one');
  await run('tokens', 'revoke', 'day-shift');
  expect(await run('tokens', 'create', 'Night-Shift')).toMatchObject({
    code: 1,
    err: expect.stringContaining('already'),
  });
  expect(await run('tokens', 'revoke', 'NIGHT-SHIFT')).toMatchObject({ code: 0 });
  expect(await run('tokens', 'revoke', 'night-shift')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no token'),
  });
  expect((await run('tokens')).out).toContain('There are no tokens');
  const { out } = await run('audit', 'events', '--json');
  expect(out).toContain('token.revoked');
  expect(out).toContain('anna');
});

test.each([
  [['operator'], 'stands for something else'],
  [['a b'], '1 to 64 letters'],
  [['ben', '--expires', 'soon'], '90d'],
  [['ben', '--grant', 'a\nb'], 'one line'],
])('tokens create %j is refused', async (words, why) => {
  const { run } = setup();
  expect(await run('tokens', 'create', ...words)).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining(why),
  });
  expect((await run('tokens')).out).toContain('There are no tokens');
});

test('a grant that the policy does not have is told', async () => {
  const { run } = setup();
  const { code, err } = await run('tokens', 'create', 'ben', '--grant', 'suport');
  expect([code, err]).toEqual([0, expect.stringContaining('has no grant suport')]);
});

test('tokens are made, listed and revoked where no WHMCS is set', async () => {
  const env = { GUARD_STATE: join(temporaryFolder(), 'state.db') };
  const made = await typed(['tokens', 'create', 'ben', '--grant', 'support'], env);
  expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^whmcs_mcp_\w{49}\n$/) });
  expect(made.err).toMatch(/policy \S+default\.json has no grant support/);
  expect((await typed(['tokens'], env)).out).toMatch(/^ben {2}grant support/);
  expect((await typed(['tokens', 'revoke', 'ben'], env)).code).toBe(0);
});

test('a state that no server shares is no place for tokens', async () => {
  const { code, err } = await typed(['tokens', 'create', 'ben', '--sandbox'], { GUARD_STATE: 'memory' });
  expect([code, err]).toEqual([1, expect.stringContaining('name a file')]);
});
