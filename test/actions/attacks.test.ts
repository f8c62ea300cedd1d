import { beforeAll, describe, expect, test } from 'vitest';
import { riskClassOf, whyNever } from '../../src/catalog/index.js';
import { callingTools } from '../every-tool.js';
import { done } from '../harness.js';
import { documented } from '../recorder.js';
import { desk } from './stage.js';

const covered = new Map([...callingTools().values()].map(({ name, action }) => [action, name]));
const actions = Object.keys(documented);
const never = actions.filter((action) => whyNever(action) !== undefined);
const uncovered = actions.filter((action) => riskClassOf(action) !== undefined && !covered.has(action));

const CYRILLIC: Readonly<Record<string, string>> = {
  a: 'а',
  c: 'с',
  e: 'е',
  i: 'і',
  o: 'о',
  p: 'р',
  s: 'ѕ',
  y: 'у',
};

/** The same name in spellings that a careless comparison lets past. */
const spellings = (name: string): string[] => [
  name,
  name.toLowerCase(),
  name.toUpperCase(),
  ` ${name} `,
  `${name}\n`,
  [...name].join(' '),
  name.replace(/(?<=[a-z])(?=[A-Z])/g, '_'),
  `${name}\u200b`,
  `${name}.php`,
  [...name].map((letter) => CYRILLIC[letter] ?? letter).join(''),
  [...name].map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)).join(''),
  [...name].map((letter) => `${letter}\u0301`).join(''),
];

describe('what is never called', () => {
  let at: Awaited<ReturnType<typeof desk>>;

  test('is refused in every spelling, and nothing leaves', async () => {
    at = await desk();
    expect(never.length).toBeGreaterThanOrEqual(15);
    for (const action of never) {
      for (const name of spellings(action)) {
        const refused = await at.call(name, {});
        expect(refused, name).toMatchObject({ code: 'invalid_arguments' });
      }
    }
    expect(await at.call('DecryptPassword', { id: 1 })).toMatchObject({
      text: expect.stringMatching(/DecryptPassword is never called.*shows secrets/),
    });
    expect(at.sent()).toEqual([]);
  }, 20_000);
});

test('an action that a tool calls is refused with the name of that tool', async () => {
  const { call, sent } = await desk();
  for (const [action, tool] of covered) expect((await call(action, {})).text, action).toContain(`${tool}`);
  expect(sent()).toEqual([]);
});

describe('parameters', () => {
  const NEWS = { date: '2026-03-02 09:00:00', title: 'Moved', announcement: 'We moved.' };

  test.each<[string, string, unknown]>([
    ['another action', 'AddAnnouncement', { ...NEWS, action: 'DeleteClient' }],
    ['another action in capitals', 'AddAnnouncement', { ...NEWS, Action: 'DeleteClient' }],
    ['another action as a list', 'AddAnnouncement', { ...NEWS, 'action[]': 'DeleteClient' }],
    ['a form of answer', 'AddAnnouncement', { ...NEWS, responsetype: 'xml' }],
    ['a credential', 'AddAnnouncement', { ...NEWS, identifier: 'x', secret: 'y' }],
    ['an admin', 'AddAnnouncement', { ...NEWS, username: 'admin', password: 'x' }],
    ['an access key', 'AddAnnouncement', { ...NEWS, accesskey: 'x' }],
    ['a password', 'AddAnnouncement', { ...NEWS, password2: 'x' }],
    ['what is not documented', 'AddAnnouncement', { ...NEWS, parentid: 1 }],
    ['what only this server reads', 'AddAnnouncement', { ...NEWS, repeat_of: 'x' }],
    ['too little', 'AddAnnouncement', { title: 'Moved' }],
    ['a list for a text', 'AddAnnouncement', { ...NEWS, title: ['Moved', 'twice'] }],
    ['an object for a text', 'AddAnnouncement', { ...NEWS, title: { action: 'DeleteClient' } }],
    ['a text for a number', 'AddBannedIp', { ip: '192.0.2.7', reason: 'x', days: '7 OR 1=1' }],
    ['NUL', 'AddAnnouncement', { ...NEWS, title: 'Moved\0' }],
    ['keys that PHP reads otherwise', 'SendAdminEmail', { mergefields: { 'a][action': 'x' } }],
    [
      'what is nested too deep',
      'SendAdminEmail',
      { mergefields: { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } } },
    ],
    ['no object', 'AddAnnouncement', 'title=Moved'],
  ])('with %s are refused, and nothing leaves', async (_, action, params) => {
    const { call, sent } = await desk();
    expect(await call(action, params)).toMatchObject({ code: 'invalid_arguments' });
    expect(sent()).toEqual([]);
  });

  test('of a misspelt name are refused with the nearest one', async () => {
    const { call } = await desk();
    const told = await call('AddAnnouncement', { ...NEWS, tittle: 'Moved' });
    expect(told.text).toContain('Did you mean "title"');
  });

  test('in lists and objects leave as PHP reads them', async () => {
    const at = await desk();
    const said = { customsubject: 'News', custommessage: 'See below.', type: 'system' };
    done(await at.call('SendAdminEmail', { ...said, mergefields: { name: 'Anna', lines: ['a', 'b'] } }));
    done(await at.call('SendAdminEmail', { ...said, mergefields: '{"name":"Bert"}' }));
    expect(at.fieldsOf('SendAdminEmail')).toEqual([
      { ...said, 'mergefields[name]': 'Anna', 'mergefields[lines][0]': 'a', 'mergefields[lines][1]': 'b' },
      { ...said, 'mergefields[name]': 'Bert' },
    ]);
  });
});

describe('every action without a tool', () => {
  const VALUES: Readonly<Record<string, unknown>> = { int: 1, bool: true, float: '1.50', array: { a: 'b' } };
  const leastOf = (action: string) =>
    Object.fromEntries(
      (documented[action]?.params ?? [])
        .filter(({ required }) => required)
        .filter(({ name }) => name !== 'password2')
        .map(({ name, type }) => [name, /id$/.test(name) ? 1 : (VALUES[type] ?? 'word')]),
    );
  const secretOf = (action: string) =>
    action === 'AddUser' ? { secret_params: { password2: 'not-real' } } : {};
  beforeAll(() => {
    expect(uncovered.length).toBeGreaterThan(20);
  });

  test('asks a person or is hidden under the shipped policy, unless it reads', async () => {
    for (const action of uncovered.filter((one) => riskClassOf(one) !== 'read')) {
      // Nobody decides, and a caller has few requests open at once.
      const shipped = await desk('shipped', { GUARD_DESTRUCTIVE: 'all' });
      const told = await shipped.call(action, leastOf(action), secretOf(action));
      const code = action === 'AddUser' ? 'policy_denied' : 'approval_required';
      expect({ action, code: told.code, text: told.text }).toMatchObject({ action, code });
      expect(shipped.fieldsOf(action), action).toEqual([]);
    }
  }, 20_000);

  test('leaves once, under its own name, with what was given', async () => {
    const at = await desk();
    for (const action of uncovered) {
      await at.call(action, leastOf(action), secretOf(action));
      const sent = at.fieldsOf(action);
      expect({ action, names: Object.keys(sent[0] ?? {}).sort(), times: sent.length }).toEqual({
        action,
        names: Object.keys({ ...leastOf(action), ...secretOf(action).secret_params }).sort(),
        times: 1,
      });
    }
  }, 20_000);

  test('that writes is held to single clients by what it must name, or is not theirs', async () => {
    const policy = { grants: { one: { clients: [1] } } };
    const { connectAs, fieldsOf } = await desk(policy);
    const agent = await connectAs({ id: 'one', caller: { name: 'one', channel: 'http', grant: 'one' } });
    const call = (action: string, params: object) => agent.call('whmcs_call_action', { action, params });
    expect(await call('AddBannedIp', { ip: '192.0.2.7', reason: 'x', days: 1 })).toMatchObject({
      code: 'policy_denied',
    });
    expect(await call('GetStaffOnline', {})).toMatchObject({ code: 'policy_denied' });
    expect(await call('DeleteUserClient', { user_id: 7, client_id: 2 })).toMatchObject({
      code: 'policy_denied',
    });
    expect(await call('GetUserPermissions', { user_id: 7, client_id: 1 })).toMatchObject({
      code: 'policy_denied',
    });
    for (const action of ['AddBannedIp', 'GetStaffOnline', 'DeleteUserClient', 'GetUserPermissions'])
      expect(fieldsOf(action)).toEqual([]);
  });
});
