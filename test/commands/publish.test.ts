import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { allTools } from '../../src/app.js';
import { tableFor } from '../../src/commands/policy/decision-table.js';
import { createPolicyDesk } from '../../src/policy-desk/index.js';
import { openStore } from '../../src/store/index.js';

import { openProgram, policyFile, temporaryFolder } from '../harness.js';
import { typed } from './terminal.js';

const WHMCS = {
  WHMCS_API_URL: 'http://127.0.0.1:1',
  WHMCS_API_IDENTIFIER: 'identifier',
  WHMCS_API_SECRET: 'secret',
};
const POLICY = { version: '1', default: 'deny', classes: { read: {} } };
const OTHER = { version: '1', default: 'deny' };

function shell() {
  const env = { GUARD_STATE: join(temporaryFolder(), 'state.db'), GUARD_POLICY: 'state', USER: 'anna' };
  return { env, policy: (...words: string[]) => typed(['policy', ...words], env) };
}

const casesBeside = (file: string, expected: string, name = 'policy.cases.json') => {
  const path = join(dirname(file), name);
  const cases = [{ name: 'stats', tool: 'whmcs_get_stats', args: {}, expect: expected }];
  writeFileSync(path, JSON.stringify(cases));
  return path;
};

test('a good policy is published, with who, when and why, and told by history, show and the journal', async () => {
  const { env, policy } = shell();
  expect((await policy('history')).out).toContain('No policy was published');
  const file = policyFile(`${JSON.stringify(POLICY, null, 1)}\n`);
  const first = await policy('publish', file, '--note', 'the first');
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toMatch(/^Published as number 1 \(revision [0-9a-f]{12}\)\.$/m);
  expect((await policy('publish', file)).out).toContain('in force already, as number 1');
  expect((await policy('publish', policyFile(OTHER))).out).toContain('number 2');
  const { out } = await policy('history');
  expect(out.split('\n').map((line) => line.trim().split(/\s+/)[0])).toEqual(['2', '1', '']);
  expect(out).toMatch(/by anna {2}the first/);
  expect(JSON.parse((await policy('history', '--json', '--limit', '1')).out)).toMatchObject([
    { number: 2, who: 'anna' },
  ]);
  expect((await policy('show', '1')).out).toBe(readFileSync(file, 'utf8'));
  expect(JSON.parse((await policy('show')).out)).toEqual(OTHER);
  const store = await openStore(env.GUARD_STATE);
  const entries = await store.journal.find({ kinds: ['operator'], limit: 9 });
  await store.close();
  expect(entries.map(({ body }) => [body.event, body.number, body.who])).toEqual([
    ['policy.published', 2, 'anna'],
    ['policy.published', 1, 'anna'],
  ]);
});

test('an earlier one is put in force again as the newest', async () => {
  const { policy } = shell();
  for (const one of [POLICY, OTHER]) await policy('publish', policyFile(one));
  expect((await policy('rollback', '1')).out).toContain('number 3');
  expect(JSON.parse((await policy('show')).out)).toEqual(POLICY);
  expect((await policy('history')).out).toContain('number 1 again');
  expect((await policy('rollback', '9')).err).toContain('no policy number 9');
  expect((await policy('rollback', 'x')).code).toBe(1);
});

test('what has a fault, or fails its cases, changes nothing', async () => {
  const { policy } = shell();
  const faulty = await policy('publish', policyFile({ ...POLICY, hid: [] }));
  expect(faulty.code).toBe(1);
  expect(faulty.out).toContain('error /hid');
  const file = policyFile(POLICY);
  casesBeside(file, 'deny');
  const failing = await policy('publish', file);
  expect(failing.code).toBe(1);
  expect(failing.err).toContain('not published: cases come out otherwise');
  const elsewhere = casesBeside(file, 'deny', 'elsewhere.json');
  casesBeside(file, 'allow');
  expect((await policy('publish', file, '--cases', elsewhere)).code).toBe(1);
  expect((await policy('publish', file, '--cases', 'none.json')).code).toBe(1);
  expect((await policy('history')).out).toContain('No policy was published');
  const good = await policy('publish', file);
  expect(good).toMatchObject({ code: 0 });
  expect(good.out).toContain('1 of 1 cases hold');
});

test('warnings are told, and refused only with --strict', async () => {
  const { policy } = shell();
  const file = policyFile({
    ...POLICY,
    hide: ['whmcs_cancel_order'],
    tools: {
      whmcs_cancel_order: {
        deny_if: [{ conditions: [{ path: 'args.orderid', op: 'gt', value: 50 }], on_deny: 'No.' }],
      },
    },
  });
  const strict = await policy('publish', file, '--strict');
  expect(strict).toMatchObject({ code: 1 });
  expect(strict.out).toContain('warning /tools/whmcs_cancel_order');
  expect(await policy('publish', file)).toMatchObject({ code: 0 });
});

test('who publishes where no server follows is told so', async () => {
  const { env } = shell();
  const { code, err } = await typed(['policy', 'publish', policyFile(POLICY)], {
    ...env,
    GUARD_POLICY: 'other.json',
  });
  expect(code).toBe(0);
  expect(err).toContain('where GUARD_POLICY is state');
});

test('a server does not start with a policy in a state that nobody else sees', async () => {
  const settings = {
    GUARD_STATE: 'memory',
    GUARD_POLICY: 'state',
    WHMCS_API_URL: 'https://billing.example.com',
    WHMCS_API_IDENTIFIER: 'identifier',
    WHMCS_API_SECRET: 'secret',
  };
  const { code, err } = await typed(['tools'], settings);
  expect(code).toBe(1);
  expect(err).toContain('GUARD_POLICY: is state, and GUARD_STATE is memory');
});

test('the table that a policy was published with is kept with it, and the console holds edits against it', async () => {
  const { env, policy } = shell();
  const file = policyFile(POLICY);
  casesBeside(file, 'allow');
  expect((await policy('publish', file)).code).toBe(0);
  const { app } = openProgram({ ...WHMCS, ...env });
  await app.guard.upToDate('now');
  const store = await app.store();
  const desk = createPolicyDesk({
    catalog: allTools(),
    installs: [],
    switches: {},
    policy: app.policy,
    policyText: app.policyText,
    replacePolicy: app.replacePolicy,
    limits: app.guard.limits,
    casesFor: (install) => tableFor(app, store, install),
    now: () => new Date(),
  });
  expect(await desk.check(JSON.stringify(OTHER))).toMatchObject({
    cases: { name: 'policy.cases.json', total: 1, failed: [{ name: 'stats' }] },
  });
  expect(await desk.check(JSON.stringify(POLICY))).toMatchObject({ cases: { total: 1, failed: [] } });
  // One that is published without a table has none.
  expect((await policy('publish', policyFile(OTHER))).code).toBe(0);
  expect(await desk.check(JSON.stringify(OTHER))).not.toHaveProperty('cases');
});
