import { expect, test } from 'vitest';
import { vocabulary } from '../../src/app.js';
import { decide, NEW_SESSION, oneCall, type Policy, parsePolicy } from '../../src/policy/index.js';

// `action:AddCredit` was the name of a call without a tool, before whmcs_add_credit calls it.
const FORMER = 'action:AddCredit';
const TOOL = 'whmcs_add_credit';
const ARGS = { clientid: 2, type: 'add', amount: '5.00' };

function read(policy: object) {
  const parsed = parsePolicy(
    JSON.stringify({ version: '1', default: 'allow', toolsets: ['desk'], ...policy }),
    vocabulary(),
  );
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed;
}

const decided = ({ policy }: { policy: Policy }, args: object = ARGS, caller: object = { name: 'local' }) => {
  const { outcome, deciding } = decide(
    policy,
    oneCall({
      tool: TOOL,
      args: { ...args },
      effects: ['money'],
      session: NEW_SESSION,
      caller: { channel: 'stdio', ...caller },
      at: new Date(),
    }),
  );
  return `${outcome} ${deciding.id}`;
};

test('a policy that names an action which has a tool by now holds for that tool, and says so', () => {
  const hidden = read({ hide: [FORMER] });
  expect(hidden.warnings).toMatchObject([
    { pointer: '/hide/0', message: expect.stringMatching(/taken for whmcs_add_credit; name that/) },
  ]);
  expect(decided(hidden)).toBe('hidden (hidden)');
  expect(decided(read({}))).toMatch(/^allow/);
  expect(read({}).warnings).toEqual([]);
});

test('of rules under both names the stricter one wins, in whatever order they stand', () => {
  const large = [{ conditions: [{ path: 'args.amount', op: 'gt', value: 4 }] }];
  const denies = { deny_if: large };
  const asks = { require_approval: true };
  for (const tools of [
    { [FORMER]: denies, [TOOL]: asks },
    { [TOOL]: asks, [FORMER]: denies },
  ])
    expect(decided(read({ tools }))).toBe(`deny /tools/${FORMER}/deny_if/0`);
  const swapped = read({ tools: { [FORMER]: asks, [TOOL]: denies } });
  expect(decided(swapped)).toBe(`deny /tools/${TOOL}/deny_if/0`);
  expect(decided(swapped, { ...ARGS, amount: '3.00' })).toBe(`approval /tools/${FORMER}/require_approval`);
});

test('what lists the action lists the tool, in grants too', () => {
  expect(decided(read({ default: 'deny', tools: { [FORMER]: {} } }))).toMatch(/^allow/);
  expect(decided(read({ default: 'deny' }))).not.toMatch(/^allow/);
  const grants = {
    only: { tools: [FORMER], toolsets: ['desk'] },
    not: { hide: [FORMER] },
    other: { tools: ['whmcs_get_credits'], toolsets: ['desk'] },
  };
  const policy = read({ grants });
  const under = (grant: string) => decided(policy, ARGS, { name: 'agent', grant });
  expect(under('only')).toMatch(/^allow/);
  expect(under('not')).toBe('hidden (not granted)');
  expect(under('other')).toBe('hidden (not granted)');
});

test('an action that no tool calls, or that nobody calls, is refused as ever', () => {
  for (const name of ['action:DecryptPassword', 'action:AddCredits', 'action:whmcs_find_client', 'action:']) {
    const parsed = parsePolicy(JSON.stringify({ version: '1', default: 'deny', hide: [name] }), vocabulary());
    expect('problems' in parsed, name).toBe(true);
  }
});
