import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { typed } from '../../commands/terminal.js';
import { temporaryFolder } from '../../harness.js';

const EXAMPLE = fileURLToPath(new URL('../../../policies/addon-actions/example.json', import.meta.url));
const DECLARED = { GUARD_ACTIONS: EXAMPLE };
const WHMCS = {
  WHMCS_API_URL: 'https://billing.example.com',
  WHMCS_API_IDENTIFIER: 'identifier',
  WHMCS_API_SECRET: 'secret',
  GUARD_STATE: 'memory',
};

function written(name: string, value: unknown): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value), { mode: 0o600 });
  return path;
}

const FAULTY = () =>
  written('actions.json', '{"actions": {\n "GetBackups": {"about": "x", "class": "raed"}}}');

const POLICY = {
  version: '1',
  default: 'deny',
  tools: {
    'action:RunBackup': { require_approval: true },
    'action:AddBannedIp': { deny_if: [{ conditions: [{ path: 'args.days', op: 'gt', value: 30 }] }] },
  },
  toolsets: ['actions'],
};

test('actions check tells what a file declares, or every fault with its place, and fails', async () => {
  const good = await typed(['actions', 'check', EXAMPLE]);
  expect(good).toMatchObject({
    code: 0,
    out: expect.stringContaining('  action:RunBackup: execute; provisioning\n'),
  });
  const file = FAULTY();
  const bad = await typed(['actions', 'check', file]);
  expect(bad.code).toBe(1);
  expect(bad.out).toContain(`${file}:2:40 error /actions/GetBackups/class must be one of`);
  expect(bad.out).toContain('did you mean "read"');
  const json = JSON.parse((await typed(['actions', 'check', file, '--json'])).out);
  expect(json.error.problems).toMatchObject([{ line: 2, pointer: '/actions/GetBackups/class' }]);
});

test('commands about policies know actions without a tool, and those that the settings declare', async () => {
  const policy = written('policy.json', POLICY);
  expect(await typed(['policy', 'check', policy], DECLARED)).toMatchObject({ code: 0 });
  const undeclared = await typed(['policy', 'check', policy]);
  expect(undeclared).toMatchObject({ code: 1, out: expect.stringContaining('no tool "action:RunBackup"') });

  const asked = await typed(['policy', 'explain', policy, 'action:RunBackup', '{"serviceid": 1}'], DECLARED);
  expect(asked).toMatchObject({ code: 0, out: expect.stringContaining('approval') });
  const banned = ['policy', 'explain', policy, 'action:AddBannedIp'];
  const long = await typed([...banned, '{"ip": "192.0.2.7", "param_reason": "spam", "days": 60}'], DECLARED);
  expect(long.out).toContain('/tools/action:AddBannedIp/deny_if/0');
  expect(await typed([...banned, '{"ip": "192.0.2.7"}'], DECLARED)).toMatchObject({ code: 1 });

  const cases = written('cases.json', [
    { tool: 'action:RunBackup', args: { serviceid: 1 }, expect: 'approval' },
    { tool: 'action:AddBannedIp', args: { ip: '192.0.2.7', param_reason: 'spam', days: 60 }, expect: 'deny' },
    { tool: 'action:AddBannedIp', args: { ip: '192.0.2.7', param_reason: 'spam', days: 7 }, expect: 'allow' },
  ]);
  const run = await typed(['policy', 'test', policy, cases], DECLARED);
  expect(run).toMatchObject({ code: 0, out: '3 of 3 cases hold.\n' });
});

test('a server does not start with a file that has a fault, and none that others could change', async () => {
  const file = FAULTY();
  const told = await typed(['tools'], { ...WHMCS, GUARD_ACTIONS: file });
  expect(told.code).toBe(1);
  expect(told.err).toContain(`GUARD_ACTIONS: ${file}:2:40 /actions/GetBackups/class must be one of`);
  const policy = written('policy.json', POLICY);
  const shown = await typed(['tools'], { ...WHMCS, ...DECLARED, GUARD_POLICY: policy });
  expect(shown).toMatchObject({ code: 0, out: expect.stringContaining('whmcs_call_action') });
  expect(await typed(['tools'], { ...WHMCS, GUARD_POLICY: policy })).toMatchObject({ code: 1 });
});
