import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addonActionsIn } from '../../../src/app.js';
import { LOCAL_CALLER, sessionFor } from '../../../src/guard/index.js';
import {
  ALLOW_ALL,
  credentialsFor,
  done,
  openProgram,
  policyFile,
  sandboxed,
  temporaryFolder,
  unmarked,
} from '../../harness.js';
import { recorder } from '../../recorder.js';

const EXAMPLE = JSON.parse(
  readFileSync(new URL('../../../policies/addon-actions/example.json', import.meta.url), 'utf8'),
);

async function addonsOf(actions: object) {
  const path = join(temporaryFolder(), 'actions.json');
  writeFileSync(path, JSON.stringify({ actions }), { mode: 0o600 });
  const addons = await addonActionsIn(path);
  if ('problems' in addons) throw new Error(addons.problems.join('\n'));
  return addons;
}

/** A real client on the sandbox, with the actions of the example; under the shipped policy where none is given. */
async function atTheDesk(
  policy?: object,
  { actions = EXAMPLE.actions, env = {} }: { actions?: object; env?: object } = {},
) {
  const sandbox = await sandboxed();
  const addons = await addonsOf(actions);
  sandbox.answerTo(addons.names);
  const own = policy === undefined ? {} : { GUARD_POLICY: policyFile({ ...ALLOW_ALL, ...policy }) };
  const settings = { ...credentialsFor(sandbox), GUARD_TOOLSETS: 'actions', WHMCS_RATE: '0', ...own, ...env };
  const { app, connectAs } = openProgram(settings, {}, undefined, undefined, undefined, undefined, addons);
  const agent = await connectAs(sessionFor(LOCAL_CALLER));
  const call = (action: string, params: object = {}, more: object = {}) =>
    agent.call('whmcs_call_action', { action, params, ...more });
  /** Makes a call that a person approves. */
  async function approved(action: string, params: object, more: object = {}) {
    const asked = await call(action, params, more);
    expect({ action, code: asked.code, text: asked.text }).toMatchObject({
      action,
      code: 'approval_required',
    });
    const request = await app.approvals.get(String(asked.details.approval));
    const vote = { who: 'anna', channel: 'cli', yes: true, reason: '' } as const;
    await app.approvals.vote(String(asked.details.approval), vote);
    return { result: unmarked(done(await call(action, params, more))), request };
  }
  const sent = () =>
    sandbox.requests.map(({ action }) => action).filter((name) => addons.names.includes(name));
  return { sandbox, app, addons, agent, connectAs, call, approved, sent };
}

test('one action of each class is found, described and called; what has an effect past a person', async () => {
  const { sandbox, app, agent, call, approved, sent } = await atTheDesk(undefined, {
    env: { GUARD_DESTRUCTIVE: 'all' },
  });
  const serviceid = sandbox.state.services.find(({ status }) => status === 'Active')?.id;
  const { actions } = done(await agent.call('whmcs_find_action', { query: 'backups of a service' }));
  expect(JSON.stringify(actions)).toContain('"GetBackups"');
  expect(unmarked(done(await agent.call('whmcs_describe_action', { action: 'get backups' })))).toMatchObject({
    action: 'GetBackups',
    class: 'read',
    group: 'Addon module',
    call: 'whmcs_call_action',
    parameters: [
      { name: 'serviceid', type: 'int', required: true },
      { name: 'state', about: 'Only those in this state.', values: ['done', 'failed'] },
    ],
  });

  expect(done(await call('GetBackups', { serviceid, state: 'done' }))).toMatchObject({
    received: { serviceid, state: 'done' },
  });
  expect(done(await call('RunBackup', { serviceid })).note).toBe('WHMCS confirmed RunBackup.');
  expect(done(await call('AddBackupNote', { backupid: 7, note: 'Keep.' }))).toMatchObject({
    note: 'WHMCS confirmed AddBackupNote.',
  });
  const sale = await approved(
    'SellStorage',
    { account: 2, gigabytes: 50 },
    { secret_params: { pin: '4711' } },
  );
  expect(JSON.stringify(sale.request)).toContain('An addon module brought this action');
  expect(JSON.stringify(sale.request)).not.toContain('4711');
  const restored = await approved('RestoreBackup', { serviceid, backupid: 7 });
  expect(JSON.stringify(restored.request)).toMatch(/Service \d+.* is Active/);
  expect(sent()).toEqual(['GetBackups', 'RunBackup', 'AddBackupNote', 'SellStorage', 'RestoreBackup']);

  const { calls } = await app.journal.calls({ limit: 50 });
  const names = calls.map(({ tool }) => tool).filter((tool) => tool.startsWith('action:'));
  expect(new Set(names)).toEqual(new Set(sent().map((name) => `action:${name}`)));
  expect(JSON.stringify(calls)).not.toContain('4711');
  const restore = calls.find(({ tool, state }) => tool === 'action:RestoreBackup' && state === 'done');
  expect(restore && app.undo.of(restore)).toMatch(/No call of this server takes it back/);
});

describe('what is not declared is refused, and nothing leaves', () => {
  test.each<[string, string, object, object?]>([
    ['an action', 'DropBackups', {}],
    ['a parameter', 'GetBackups', { serviceid: 1, all: true }],
    ['another action among the parameters', 'GetBackups', { serviceid: 1, action: 'DeleteClient' }],
    ['another action in capitals', 'GetBackups', { serviceid: 1, ACTION: 'DeleteClient' }],
    ['another action as a list', 'GetBackups', { serviceid: 1, 'action[]': 'DeleteClient' }],
    ['a form of answer', 'GetBackups', { serviceid: 1, responsetype: 'xml' }],
    ['a credential', 'GetBackups', { serviceid: 1, identifier: 'x' }],
    ['a credential in secret_params', 'GetBackups', { serviceid: 1 }, { secret_params: { secret: 'x' } }],
    ['a value', 'GetBackups', { serviceid: 1, state: 'DONE; DROP' }],
    ['a list for a number', 'GetBackups', { serviceid: [1, 2] }],
    ['an object for a text', 'AddBackupNote', { backupid: 1, note: { action: 'DeleteClient' } }],
    ['too little', 'GetBackups', {}],
    ['a declared secret for all to see', 'SellStorage', { account: 2, gigabytes: 1, pin: '4711' }],
  ])('%s', async (_, action, params, more) => {
    const { call, sent } = await atTheDesk({});
    expect(await call(action, params, more)).toMatchObject({ code: 'invalid_arguments' });
    expect(sent()).toEqual([]);
  });

  test('by its own name, or where nobody declared it', async () => {
    const { agent, sent } = await atTheDesk({});
    expect(await agent.call('action:GetBackups', { serviceid: 1 })).toMatchObject({ isError: true });
    expect(sent()).toEqual([]);
    const without = await atTheDesk({}, { actions: {} });
    expect((await without.call('GetBackups', { serviceid: 1 })).text).toContain('documents no action');
  });
});

describe('a policy', () => {
  test('rules over an addon action by its name and its class, and refuses one that is not declared', async () => {
    const tools = {
      'action:GetBackups': { deny_if: [{ conditions: [{ path: 'args.serviceid', op: 'eq', value: 1 }] }] },
    };
    const at = await atTheDesk({
      tools,
      hide: ['action:RunBackup'],
      classes: { write: { require_approval: true } },
    });
    expect(await at.call('GetBackups', { serviceid: 1 })).toMatchObject({ code: 'policy_denied' });
    expect(await at.call('RunBackup', { serviceid: 1 })).toMatchObject({ code: 'policy_denied' });
    expect(await at.call('AddBackupNote', { backupid: 7, note: 'Keep.' })).toMatchObject({
      code: 'approval_required',
    });
    done(await at.call('GetBackups', { serviceid: 2 }));
    expect(at.sent()).toEqual(['GetBackups']);
    await expect(atTheDesk({ hide: ['action:GetBackup'] })).rejects.toThrow();
  });

  test('holds a caller of single clients to records of theirs', async () => {
    const at = await atTheDesk({ grants: { one: { clients: [2] } } });
    const theirs = at.sandbox.state.services.find(({ clientId }) => clientId === 2)?.id;
    const others = at.sandbox.state.services.find(({ clientId }) => clientId !== 2)?.id;
    const agent = await at.connectAs({ id: 'one', caller: { name: 'one', channel: 'http', grant: 'one' } });
    const call = (action: string, params: object) => agent.call('whmcs_call_action', { action, params });
    expect(await call('RunBackup', { serviceid: others })).toMatchObject({ isError: true });
    expect(await call('SellStorage', { account: 3, gigabytes: 1 })).toMatchObject({ isError: true });
    expect(await call('AddBackupNote', { backupid: 7, note: 'x' })).toMatchObject({ code: 'policy_denied' });
    expect(at.sent()).toEqual([]);
    done(await call('RunBackup', { serviceid: theirs }));
    done(await call('SellStorage', { account: 2, gigabytes: 1 }));
    expect(at.sent()).toEqual(['RunBackup', 'SellStorage']);
  });

  test('finds the effects that are declared, and all of the class where none are', async () => {
    const says = (effect: string) => ({
      all_tools: { deny_if: [{ conditions: [{ path: 'effects', op: 'contains', value: effect }] }] },
    });
    const control = await atTheDesk(says('control'));
    done(await control.call('RunBackup', { serviceid: 1 }));
    expect(await control.call('RestoreBackup', { serviceid: 1, backupid: 7 })).toMatchObject({
      code: 'policy_denied',
    });
    const provisioning = await atTheDesk(says('provisioning'));
    expect(await provisioning.call('RunBackup', { serviceid: 1 })).toMatchObject({ code: 'policy_denied' });
    done(await provisioning.call('AddBackupNote', { backupid: 7, note: 'Keep.' }));
  });
});

test('texts that outsiders write are marked and taint, however short they are', async () => {
  const actions = {
    GetNotes: {
      about: 'x',
      class: 'read',
      parameters: { type: { type: 'string' } },
      outsiders_write: ['received.type'],
    },
    GetKinds: { about: 'x', class: 'read', parameters: { type: { type: 'string' } } },
  };
  const { app, call } = await atTheDesk({}, { actions });
  expect((await call('GetKinds', { type: 'Hosting' })).text).not.toContain('<untrusted');
  expect(await app.guard.taint.list()).toEqual([]);
  expect((await call('GetNotes', { type: 'Hosting' })).text).toMatch(/<untrusted-\d+>Hosting<\/untrusted/);
  expect(await app.guard.taint.list()).toHaveLength(1);
});

test('an error proves that nothing was begun where the file says so, and nothing otherwise', async () => {
  const whmcs = await recorder();
  whmcs.answers.set('RunBackup', { result: 'error', message: 'Quota is used up' });
  for (const [refusals, code] of [
    [['Quota is used up'], 'whmcs_error'],
    [[], 'outcome_unknown'],
  ] as const) {
    const addons = await addonsOf({ RunBackup: { about: 'x', class: 'execute', refusals } });
    const env = { ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL), GUARD_TOOLSETS: 'actions' };
    const { connectAs } = openProgram(env, {}, undefined, undefined, undefined, undefined, addons);
    const agent = await connectAs(sessionFor(LOCAL_CALLER));
    expect(await agent.call('whmcs_call_action', { action: 'RunBackup' })).toMatchObject({ code });
  }
  expect(whmcs.received.filter(({ action }) => action === 'RunBackup')).toHaveLength(2);
});

test('what changes something leaves once, also where its answer is lost, and a read is made again', async () => {
  const { sandbox, call, sent } = await atTheDesk({});
  const serviceid = 1;
  sandbox.misbehave({ kind: 'reset-after', actions: ['RunBackup', 'GetBackups'] });
  expect(await call('RunBackup', { serviceid })).toMatchObject({ code: 'outcome_unknown' });
  expect(sent()).toEqual(['RunBackup']);
  await call('GetBackups', { serviceid });
  expect(sent().length).toBeGreaterThan(2);
});

test('a number that is said to name no record names none', async () => {
  const userid = (record: object) => ({ userid: { type: 'int', required: true, ...record } });
  const actions = {
    TagClient: { about: 'x', class: 'write', parameters: userid({}) },
    TagOther: { about: 'x', class: 'write', parameters: userid({ record: 'none' }) },
  };
  const at = await atTheDesk({ grants: { one: { clients: [2] } } }, { actions });
  const agent = await at.connectAs({ id: 'one', caller: { name: 'one', channel: 'http', grant: 'one' } });
  const call = (action: string) => agent.call('whmcs_call_action', { action, params: { userid: 2 } });
  done(await call('TagClient'));
  expect(await call('TagOther')).toMatchObject({ code: 'policy_denied' });
  expect(at.sent()).toEqual(['TagClient']);
});

test('what could name records of others is not taken of a caller of single clients', async () => {
  const also = {
    services: { type: 'array' },
    account: { type: 'int' },
    invoices: { type: 'string' },
    options: { type: 'array' },
    note: { type: 'string' },
  };
  const parameters = { serviceid: { type: 'int', required: true }, ...also };
  const at = await atTheDesk(
    { grants: { one: { clients: [2] } } },
    { actions: { CopyBackup: { about: 'x', class: 'write', parameters } } },
  );
  const serviceid = at.sandbox.state.services.find(({ clientId }) => clientId === 2)?.id;
  const agent = await at.connectAs({ id: 'one', caller: { name: 'one', channel: 'http', grant: 'one' } });
  const call = (params: object) =>
    agent.call('whmcs_call_action', { action: 'CopyBackup', params: { serviceid, ...params } });
  for (const other of [{ services: [9] }, { account: 9 }, { invoices: '9' }, { options: { to: 9 } }])
    expect({ other, ...(await call(other)) }).toMatchObject({ code: 'policy_denied' });
  expect(at.sent()).toEqual([]);
  done(await call({ note: 'Keep.' }));
  expect(at.sent()).toEqual(['CopyBackup']);
});

test('a parameter that is named for a credential is one, whether the file says so or not', async () => {
  const named = ['api_access_key', 'privatekey', 'AuthKey', 'eppcode', 'pin'];
  const parameters = Object.fromEntries(named.map((name) => [name, { type: 'string' }]));
  const at = await atTheDesk({}, { actions: { SetKey: { about: 'x', class: 'write', parameters } } });
  for (const name of named)
    expect({ name, ...(await at.call('SetKey', { [name]: 'k3y' })) }).toMatchObject({
      code: 'invalid_arguments',
    });
  expect(at.sent()).toEqual([]);
  done(await at.call('SetKey', {}, { secret_params: { eppcode: 'k3y' } }));
  expect(at.sent()).toEqual(['SetKey']);
});

test('the same call of a write is refused as a repetition', async () => {
  const { call, sent } = await atTheDesk({ classes: {} });
  done(await call('AddBackupNote', { backupid: 7, note: 'Keep.' }));
  expect(await call('AddBackupNote', { backupid: 7, note: 'Keep.' })).toMatchObject({
    code: 'duplicate_call',
  });
  expect(sent()).toHaveLength(1);
});
