import { describe, expect, test } from 'vitest';
import { couldBeListed, decide, redactFor, UNKNOWN } from '../../src/policy/index.js';
import { ask, blank, type Document, policyOf, problemsOf, TOOLS, textOf, verdict } from './desk.js';

const DOCUMENT: Document = {
  default: 'allow',
  grants: {
    readers: { classes: ['read', 'write'] },
    desk: { toolsets: ['tickets', 'clients'], hide: ['wipe'], callers: ['bob'] },
    tills: {
      tools: ['pay'],
      require_approval: true,
      deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 5 }] }],
      limits: [{ counter: 'till', window: 'day', max: 3 }],
    },
    others: { tools: ['look'], callers: ['*'] },
  },
};

const shownTo = (caller: Record<string, unknown>, document = DOCUMENT) =>
  TOOLS.filter((tool) => couldBeListed(decide(policyOf(document), blank(tool, { caller }))));

describe('a grant', () => {
  test('gives the callers who have it what all of its lists hold', () => {
    expect(shownTo({ name: 'ann', grant: 'readers' })).toEqual(['look', 'read_ticket', 'reply']);
    expect(shownTo({ name: 'bob' })).toEqual(['look', 'read_ticket', 'reply']);
    expect(shownTo({ name: 'cat', grant: 'tills' })).toEqual(['pay']);
  });

  test('is found by its name alone, and by no name of a caller that it does not list', () => {
    const { others: _others, ...grants } = DOCUMENT.grants as Record<string, Document>;
    const document = { ...DOCUMENT, grants };
    expect(shownTo({ name: 'tills' }, document)).toEqual(TOOLS);
    expect(shownTo({ name: 'desk' }, document)).toEqual(TOOLS);
  });

  test('narrows beside another one that names the same caller', () => {
    expect(shownTo({ name: 'bob', grant: 'readers' })).toEqual(['look', 'read_ticket', 'reply']);
    expect(shownTo({ name: 'bob', grant: 'tills' })).toEqual([]);
  });

  test('that the policy lacks hides everything', () => {
    for (const grant of ['gone', '', '*', 5, null, '__proto__', 'constructor', 'toString']) {
      const caller = { name: 'ann', grant };
      expect(shownTo(caller)).toEqual([]);
      expect(verdict(DOCUMENT, 'look', { caller })).toBe('hidden (no grant)');
      expect(verdict({ default: 'allow' }, 'look', { caller })).toBe('hidden (no grant)');
      expect(verdict({ default: 'allow', grants: {} }, 'look', { caller })).toBe('hidden (no grant)');
    }
  });

  test('of everybody else is for whoever has no other, and no name of an object does better', () => {
    const names = ['dan', '', undefined, 5, '*', '__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    for (const name of names) expect(shownTo({ name })).toEqual(['look']);
    expect(shownTo({})).toEqual(['look']);
    expect(shownTo({ name: 'bob' })).toContain('reply');
  });

  test('leaves whoever has none to the own rules of the policy', () => {
    const document = { ...DOCUMENT, grants: { tills: { tools: ['pay'] } }, hide: ['wipe'] };
    expect(shownTo({ name: 'ann' }, document)).toEqual(TOOLS.filter((tool) => tool !== 'wipe'));
  });

  test('lists nothing that the policy does not, and lifts nothing', () => {
    const grants = { desk: { tools: ['look'] } };
    const caller = { name: 'ann', grant: 'desk' };
    expect(verdict({ grants }, 'look', { caller })).toBe('deny (default deny)');
    const denied = { grants, tools: { look: { action: 'deny' } } };
    expect(verdict(denied, 'look', { caller })).toBe('deny /tools/look/action');
  });

  test('has rules and limits that hold for its callers alone, beside those of the policy', () => {
    const caller = { name: 'cat', grant: 'tills' };
    expect(verdict(DOCUMENT, 'pay', { caller, args: { amount: 9 } })).toBe('deny /grants/tills/deny_if/0');
    expect(verdict(DOCUMENT, 'pay', { caller, args: { amount: 4 } })).toBe(
      'approval /grants/tills/require_approval',
    );
    const document = {
      ...DOCUMENT,
      grants: { tills: { limits: [{ counter: 'till', window: 'day', max: 3 }] } },
      all_tools: { limits: [{ counter: 'till', window: 'day', max: 8 }] },
    };
    const maxFor = (who: object) =>
      ask(document, 'pay', { caller: { name: 'cat', ...who } }).limits.map(({ max, key }) => [max, key]);
    expect(maxFor({ grant: 'tills' })).toEqual([['3', 'grant:cat']]);
    expect(maxFor({})).toEqual([['8', 'grant:cat']]);
  });

  test('leaves open what nothing else settles, where the question is about everybody', () => {
    const everybody = (rules: Document, tool: string) => {
      const { outcome, deciding } = decide(policyOf(rules), blank(tool, { caller: UNKNOWN }));
      return `${outcome} ${deciding.id}`;
    };
    expect(everybody(DOCUMENT, 'wipe')).toBe('open (grants)');
    expect(everybody({ ...DOCUMENT, hide: ['wipe'] }, 'wipe')).toBe('hidden (hidden)');
    expect(everybody({ ...DOCUMENT, default: 'deny' }, 'wipe')).toBe('deny (default deny)');
    expect(everybody({ default: 'allow' }, 'wipe')).toBe('allow (default allow)');
  });
});

describe('personal data', () => {
  const policy = policyOf({
    redact: { contact: 'mask', tax: 'drop' },
    grants: {
      desk: { redact: { contact: 'show', tax: 'mask', address: 'drop', staff: 'mask' } },
      bob: { callers: ['bob'], redact: { contact: 'drop' } },
    },
  });

  test('is hidden as the strictest of the policy and the grants says', () => {
    expect(redactFor(policy, { name: 'ann' })).toBe(policy.redact);
    expect(redactFor(policy, { name: 'ann', grant: 'gone' })).toBe(policy.redact);
    const rest = { payment: 'show', network: 'show' };
    expect(redactFor(policy, { name: 'ann', grant: 'desk' })).toEqual({
      contact: 'mask',
      address: 'drop',
      tax: 'drop',
      staff: 'mask',
      ...rest,
    });
    expect(redactFor(policy, { name: 'bob', grant: 'desk' })).toMatchObject({ contact: 'drop', tax: 'drop' });
  });
});

test('a file that gives grants by the names of callers is refused: it would open what it kept closed', () => {
  expect(problemsOf(textOf({ grants: { '*': {} } }))).toEqual([
    expect.stringContaining('/grants/* is the name of callers, and no grant'),
  ]);
  expect(problemsOf(textOf({ grants: { local: { tools: ['look'] } } }))).toEqual([
    expect.stringContaining('say "callers": ["local"] in it'),
  ]);
  expect(problemsOf(textOf({ grants: { local: { callers: ['local'] } } }))).toEqual([]);
  expect(problemsOf(textOf({ grants: { desk: { callers: [] } } }))).toHaveLength(1);
});
