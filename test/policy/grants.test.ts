import { describe, expect, test } from 'vitest';
import {
  couldBeListed,
  decide,
  limitsOf,
  parsePolicy,
  redactFor,
  type ToolFacts,
  UNAVAILABLE,
  UNKNOWN,
} from '../../src/policy/index.js';
import { parseCases, runCases } from '../../src/policy/trial/index.js';
import {
  ask,
  blank,
  type Document,
  policyOf,
  problemsOf,
  requestOf,
  SHOP,
  TOOLS,
  textOf,
  verdict,
} from './desk.js';

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

describe('a grant of some WHMCS', () => {
  const grants = {
    desk: { installs: ['eu', 'uk'] },
    ann: { callers: ['ann'], installs: ['uk'], limits: [{ counter: 'ann', window: 'day', max: 3 }] },
  };
  const document = { default: 'allow', grants };
  const of = (install: string | undefined, caller: Document) => {
    const { outcome, deciding } = decide(policyOf(document), blank('look', { caller, install }));
    return `${outcome} ${deciding.id}`;
  };
  const HIDDEN = 'hidden (not granted)';
  const ALLOWED = 'allow (default allow)';

  test('shows nothing in any other, and nothing where no file names the WHMCS', () => {
    const caller = { name: 'bob', grant: 'desk' };
    expect(of('eu', caller)).toBe(ALLOWED);
    expect(of('us', caller)).toBe(HIDDEN);
    expect(of('EU', caller)).toBe(HIDDEN);
    expect(of('', caller)).toBe(HIDDEN);
    expect(of(undefined, caller)).toBe(HIDDEN);
    expect(of('us', { name: 'cat' })).toBe(ALLOWED);
    const { rules } = decide(policyOf(document), blank('look', { caller, install: 'us' }));
    expect(rules).toContainEqual(expect.objectContaining({ pointer: '/grants/desk/installs' }));
  });

  test('leaves of two grants what both have', () => {
    const caller = { name: 'ann', grant: 'desk' };
    expect([of('uk', caller), of('eu', caller), of('us', caller)]).toEqual([ALLOWED, HIDDEN, HIDDEN]);
  });

  test('has its limits where it holds, and nowhere else', () => {
    const limits = (install?: string) => limitsOf(policyOf(document), install).map(({ id }) => id);
    expect(limits('uk')).toEqual(['/grants/ann/limits/0']);
    expect(limits('us')).toEqual([]);
    expect(limits()).toEqual([]);
  });

  test('is refused with names that no WHMCS can have', () => {
    for (const installs of [[], ['EU'], ['eu-'], [''], 'eu', [5]])
      expect(problemsOf(textOf({ grants: { desk: { installs } } })), JSON.stringify(installs)).toHaveLength(
        1,
      );
  });

  test('can be tried out in a decision table', () => {
    const row = { tool: 'look', caller: { name: 'bob', grant: 'desk' } };
    const table = JSON.stringify([
      { ...row, install: 'eu', expect: 'allow' },
      { ...row, install: 'us', expect: 'hidden', rule: '(not granted)' },
      { ...row, expect: 'hidden' },
    ]);
    const parsed = parseCases(table, SHOP);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    expect(runCases(policyOf(document), parsed.cases).map(({ passed }) => passed)).toEqual([
      true,
      true,
      true,
    ]);
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

describe('single clients', () => {
  const more: Readonly<Record<string, Partial<ToolFacts>>> = {
    look: { whose: 'rows', naming: ['clientid'] },
    read_ticket: { whose: 'record', naming: ['ticketid'] },
    reply: { whose: 'named', naming: ['ticketid'], unproven: ['tags'] },
    accept: { whose: 'catalogue' },
    pay: { whose: 'named', naming: ['invoiceid'] },
  };
  // Of `wipe` nothing is said.
  const shop = {
    ...SHOP,
    tools: new Map([...SHOP.tools].map(([name, facts]) => [name, { ...facts, ...more[name] }])),
  };
  const caller = { name: 'ann', grant: 'desk' };
  const policy = (desk: Document, rest: Document = {}) =>
    policyOf({ default: 'allow', grants: { desk }, ...rest }, shop);
  const outcome = (
    desk: Document,
    tool: string,
    rest: Parameters<typeof requestOf>[1] = {},
    more: Document = {},
  ) => {
    const decision = decide(policy(desk, more), requestOf(tool, { caller, ...rest }));
    return `${decision.outcome} ${decision.deciding.id}`;
  };
  const DENIED = 'deny (clients)';
  const ALLOWED = 'allow (default allow)';

  test('keep from a caller what is not said to be of single clients', () => {
    expect(outcome({ clients: [7] }, 'wipe')).toBe('hidden (not granted)');
    expect(outcome({ client_groups: [3] }, 'wipe')).toBe('hidden (not granted)');
    expect(outcome({}, 'wipe')).toBe(ALLOWED);
  });

  test('are told by what the guard has found of all that a call names', () => {
    for (const tool of ['read_ticket', 'reply', 'pay']) {
      expect(outcome({ clients: [7] }, tool, { granted: true })).toBe(ALLOWED);
      expect(outcome({ clients: [7] }, tool, { granted: false })).toBe(DENIED);
      expect(outcome({ clients: [7] }, tool, { granted: UNAVAILABLE })).toBe(DENIED);
      expect(outcome({ clients: [7] }, tool, { granted: true, client: 8 })).toBe(ALLOWED);
    }
  });

  test.each<[string, Document, unknown, unknown, string]>([
    ['one of them', { clients: [5, 7] }, 7, UNAVAILABLE, ALLOWED],
    ['as text', { clients: [5, 7] }, '7', UNAVAILABLE, ALLOWED],
    ['another one', { clients: [5] }, 7, UNAVAILABLE, DENIED],
    ['none', { clients: [] }, 7, UNAVAILABLE, DENIED],
    ['nobody', { clients: [7] }, null, UNAVAILABLE, DENIED],
    ['a guest', { clients: [7] }, 'guest 7', UNAVAILABLE, DENIED],
    ['one who can not be told', { clients: [7] }, UNAVAILABLE, UNAVAILABLE, DENIED],
    ['one of the group', { client_groups: [3] }, 7, { groupid: 3 }, ALLOWED],
    ['one of another group', { client_groups: [3] }, 7, { groupid: 4 }, DENIED],
    ['one whose group can not be told', { client_groups: [3] }, 7, UNAVAILABLE, DENIED],
    ['one who is gone', { client_groups: [3] }, 7, null, DENIED],
    ['one by either', { clients: [7], client_groups: [3] }, 7, { groupid: 4 }, ALLOWED],
  ])(
    'are told, where that was not looked up, by the client concerned: %s',
    (_name, desk, client, row, expected) => {
      const context = { client: row } as { client: null };
      expect(outcome(desk, 'pay', { client: client as number, context })).toBe(expected);
    },
  );

  test('have to fit all grants of a caller', () => {
    const grants = { desk: { clients: [5, 7] }, ann: { callers: ['ann'], clients: [7, 9] } };
    const of = (client: number) =>
      decide(policyOf({ default: 'allow', grants }, shop), requestOf('pay', { caller, client })).outcome;
    expect([5, 7, 9].map(of)).toEqual(['deny', 'allow', 'deny']);
  });

  test('say nothing of a list or of the shop, unless the call names a client', () => {
    const desk = { clients: [7] };
    expect(outcome(desk, 'look')).toBe(ALLOWED);
    expect(outcome(desk, 'accept')).toBe(ALLOWED);
    expect(outcome(desk, 'look', { args: { clientid: 8 }, client: 8 })).toBe(DENIED);
    expect(outcome(desk, 'look', { args: { clientid: 7 }, client: 7 })).toBe(ALLOWED);
  });

  test('rule out arguments of which nobody can tell whom they reach', () => {
    const args = { ticketid: 1, tags: ['x'] };
    expect(outcome({ clients: [7] }, 'reply', { args, granted: true })).toBe(DENIED);
    expect(outcome({}, 'reply', { args })).toBe(ALLOWED);
  });

  test('go before all that other rules say of a record', () => {
    const rules = { tools: { pay: { deny_if: [{ conditions: [], on_deny: 'Never.' }] } } };
    expect(outcome({ clients: [7] }, 'pay', { granted: false }, rules)).toBe(DENIED);
  });

  test('are looked up first, and alone', () => {
    const open = decide(
      policy(
        { clients: [7] },
        { tools: { pay: { deny_if: [{ conditions: [{ path: 'money.amount', op: 'gt', value: 5 }] }] } } },
      ),
      requestOf('pay', { caller, client: UNKNOWN, money: UNKNOWN }),
    );
    expect(open.outcome).toBe('open');
    expect(open.needs).toMatchObject({ granted: true });
    expect(couldBeListed(decide(policy({ clients: [7] }), blank('pay', { caller })))).toBe(true);
  });

  test('are checked with the file', () => {
    const warned = (desk: Document) => {
      const parsed = parsePolicy(textOf({ default: 'allow', grants: { desk } }), shop);
      return parsed.warnings.map(({ pointer, message }) => `${pointer} ${message}`);
    };
    expect(warned({ clients: [] })).toEqual(['/grants/desk/clients reaches no client at all']);
    expect(warned({ client_groups: [] })).toEqual(['/grants/desk/client_groups reaches no client at all']);
    expect(warned({ clients: [7] })).toEqual([]);
    expect(warned({ clients: [7], tools: ['wipe'] })).toContain('/grants/desk reaches no tool at all');
    for (const clients of [['7'], [0], [-1], [1.5], '*']) {
      expect(problemsOf(textOf({ grants: { desk: { clients } } }))).not.toEqual([]);
    }
  });

  test('are told at the desk by a row of a decision table', () => {
    const rows = [
      { tool: 'pay', caller, client: 7, expect: 'allow' },
      { tool: 'pay', caller, client: 8, expect: 'deny', rule: '(clients)' },
      { tool: 'pay', caller, expect: 'deny', rule: '(clients)' },
      { tool: 'look', caller, expect: 'allow' },
      { tool: 'wipe', caller, expect: 'hidden', rule: '(not granted)' },
    ];
    const parsed = parseCases(JSON.stringify(rows), shop);
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    expect(runCases(policy({ clients: [7] }), parsed.cases).map(({ passed }) => passed)).toEqual(
      rows.map(() => true),
    );
  });
});
