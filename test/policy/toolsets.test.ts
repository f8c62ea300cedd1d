import { describe, expect, test } from 'vitest';
import {
  anyCall,
  decide,
  type PolicyVocabulary,
  parsePolicy,
  type ToolFacts,
} from '../../src/policy/index.js';
import { EXTRA_SETS } from '../../src/terms.js';

const facts = (toolset: string, set?: ToolFacts['set']): ToolFacts => ({
  class: 'read',
  level: 'low',
  toolset,
  set,
  args: [],
  records: [],
  money: false,
  whose: 'named',
});

const AROUND: PolicyVocabulary = {
  tools: new Map([
    ['invoices', facts('billing')],
    ['tickets', facts('tickets')],
    ['credits', facts('billing', 'desk')],
    ['merge', facts('tickets', 'desk')],
    ['leaks', facts('billing', 'answers')],
    ['plan', facts('plans', 'plans')],
  ]),
  records: {},
};

type Lists = { own?: string[]; env?: string[]; grant?: string[] };

function policyOf({ own, grant }: Lists, more: object = {}) {
  const grants = grant === undefined ? {} : { grants: { some: { toolsets: grant } } };
  const toolsets = own === undefined ? {} : { toolsets: own };
  const parsed = parsePolicy(
    JSON.stringify({ version: '1', default: 'allow', ...toolsets, ...grants, ...more }),
    AROUND,
  );
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

function decided(tool: string, lists: Lists, more?: object) {
  const caller = lists.grant === undefined ? {} : { grant: 'some' };
  const switches = lists.env === undefined ? {} : { toolsets: lists.env };
  return decide(policyOf(lists, more).policy, anyCall(tool, { caller, switches }));
}

const shown = (lists: Lists, more?: object) =>
  [...AROUND.tools.keys()].filter((tool) => decided(tool, lists, more).outcome === 'allow');

describe('areas narrow, and extra sets add', () => {
  const USUAL = ['invoices', 'tickets'];
  test.each<[Lists, string[]]>([
    [{}, USUAL],
    [{ env: ['desk'] }, [...USUAL, 'credits', 'merge']],
    [{ own: ['desk'] }, [...USUAL, 'credits', 'merge']],
    [{ env: ['billing'] }, ['invoices']],
    [{ own: ['billing'] }, ['invoices']],
    [{ env: ['billing', 'desk'] }, ['invoices', 'credits']],
    [{ own: ['desk', 'billing'] }, ['invoices', 'credits']],
    [{ env: ['billing'], own: ['desk'] }, ['invoices', 'credits']],
    [{ env: ['desk'], own: ['tickets'] }, ['tickets', 'merge']],
    [{ env: ['billing'], own: ['tickets'] }, []],
    [{ env: ['desk', 'answers'] }, [...USUAL, 'credits', 'merge', 'leaks']],
    [{ env: ['desk'], own: ['answers'] }, [...USUAL, 'credits', 'merge', 'leaks']],
    [{ env: ['plans'] }, [...USUAL, 'plan']],
    [{ env: ['plans', 'tickets'] }, ['tickets', 'plan']],
    [{ env: ['plans'], own: ['tickets'] }, ['tickets', 'plan']],
    [{ env: [] }, []],
    [{ own: [], env: ['desk'] }, []],
    [{ grant: ['billing'] }, ['invoices']],
    [{ grant: ['billing'], env: ['desk'] }, ['invoices']],
    [{ grant: ['billing', 'desk'], env: ['desk'] }, ['invoices', 'credits']],
    [{ grant: ['billing', 'desk'] }, ['invoices']],
    [{ grant: ['desk'], env: ['desk'] }, [...USUAL, 'credits', 'merge']],
    [{ grant: ['plans'], env: ['plans', 'desk'] }, [...USUAL, 'plan']],
    [{ grant: [], env: ['desk'] }, []],
  ])('%o', (lists, tools) => {
    expect(shown(lists)).toEqual(tools);
  });

  test('a grant without toolsets has whatever is switched on', () => {
    const grants = { grants: { some: { callers: ['*'] } } };
    expect(shown({ env: ['desk'] }, grants)).toEqual([...USUAL, 'credits', 'merge']);
  });
});

const NAMES = ['billing', 'tickets', ...EXTRA_SETS];
/** Every list of up to two names, and none at all. */
const LISTS: (string[] | undefined)[] = [
  undefined,
  ...NAMES.map((one) => [one]),
  ...NAMES.flatMap((one) => EXTRA_SETS.map((set) => [one, set])),
];

describe('laws', () => {
  test('to name an extra set never hides a tool', () => {
    for (const env of LISTS)
      for (const set of EXTRA_SETS) {
        // An empty list would not come about: there is one name in it then.
        const before = shown({ ...(env && { env }) });
        expect(shown({ env: [...(env ?? []), set] }), `${env} and ${set}`).toEqual(
          expect.arrayContaining(before),
        );
        expect(shown({ own: [...(env ?? []), set] })).toEqual(
          expect.arrayContaining(shown({ ...(env && { own: env }) })),
        );
        if (env !== undefined)
          expect(shown({ grant: [...env, set] })).toEqual(expect.arrayContaining(shown({ grant: env })));
      }
  });

  test('no list shows a tool of an extra set that it does not name', () => {
    for (const env of LISTS) {
      const extras = new Set(env);
      for (const tool of shown({ ...(env && { env }) })) {
        const { set } = AROUND.tools.get(tool) ?? {};
        if (set !== undefined) expect(extras, tool).toContain(set);
      }
    }
  });

  test('to speak of a tool that is not switched on changes nothing of any other', () => {
    const speaking = { tools: { credits: { action: 'allow' }, plan: {} }, hide: ['merge'] };
    for (const env of LISTS)
      for (const tool of ['invoices', 'tickets'])
        expect(decided(tool, { ...(env && { env }) }, speaking).outcome).toBe(
          decided(tool, { ...(env && { env }) }).outcome,
        );
    expect(shown({}, speaking)).toEqual(['invoices', 'tickets']);
  });

  test('no rule, show, switch or mode opens a set that is off', () => {
    const speaking = { tools: { credits: { action: 'allow' } }, classes: { read: {} } };
    const decision = decided('credits', {}, speaking);
    expect(decision.deciding).toEqual({
      id: '(set)',
      verdict: 'hide',
      message: 'Not switched on: GUARD_TOOLSETS=desk, or "toolsets" in the policy',
    });
    expect(decided('credits', {}, { mode: 'shadow' }).outcome).toBe('hidden');
    const all = { readOnly: false, destructive: 'all' as const, toolsets: ['billing'] };
    expect(decide(policyOf({}).policy, anyCall('credits', { caller: {}, switches: all })).outcome).toBe(
      'hidden',
    );
  });
});

test('a grant that names extra sets alone is told that all areas are in it', () => {
  const told = policyOf({ grant: ['desk'] }).warnings.map(({ pointer, message }) => `${pointer} ${message}`);
  expect(told).toEqual([
    '/grants/some/toolsets names no area, so the tools of all areas are in it; extra sets only add',
  ]);
  expect(policyOf({ grant: ['desk', 'billing'] }).warnings).toEqual([]);
});
