import { expect, test } from 'vitest';
import { credentialsFor, done, inProcess, policyFile, sandboxed } from '../harness.js';

const TOOL = 'whmcs_update_invoice';

/** Notes on an invoice of a client in a group, of one in another, and of one in none. */
async function served(rule: Record<string, unknown>) {
  const sandbox = await sandboxed();
  const { state } = sandbox;
  state.clientGroups = [
    { id: 4, name: 'Resellers & friends' },
    { id: 5, name: 'Wholesale' },
  ];
  const policy = policyFile({ version: '1', default: 'allow', tools: { [TOOL]: rule } });
  const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policy });
  const owners = [...new Set(state.invoices.map(({ clientId }) => clientId))];
  let notes = 0;
  return {
    sandbox,
    async note(of: number, groupId: number) {
      const owner = owners[of];
      const client = state.clients.find(({ id }) => id === owner);
      if (client !== undefined) client.groupId = groupId;
      notes += 1;
      const invoiceid = state.invoices.find(({ clientId }) => clientId === owner)?.id;
      return agent.call(TOOL, { invoiceid, notes: `note ${notes}` });
    },
    asked: () => sandbox.requests.filter(({ action }) => action === 'GetClientGroups').length,
  };
}

const group = (op: string, value: unknown) => [{ path: 'context.client.group', op, value }];

test('rules and limits know the groups of clients by their name', async () => {
  const { note } = await served({
    deny_if: [{ conditions: group('eq', 'Wholesale'), on_deny: 'Wholesale has its own desk.' }],
    limits: [
      { counter: 'few', window: 'month', max: 1, when: group('neq', 'Resellers & friends') },
      { counter: 'many', window: 'month', max: 2, when: group('eq', 'Resellers & friends') },
    ],
  });
  done(await note(0, 4));
  done(await note(0, 4));
  expect((await note(0, 4)).details.rule).toBe(`/tools/${TOOL}/limits/1`);
  done(await note(1, 0));
  expect((await note(1, 0)).details.rule).toBe(`/tools/${TOOL}/limits/0`);
  expect((await note(2, 5)).text).toContain('Wholesale has its own desk.');
});

test('a group that WHMCS does not list counts against the call', async () => {
  const { note } = await served({ deny_if: [{ conditions: group('eq', 'Wholesale') }] });
  done(await note(0, 4));
  expect((await note(0, 9)).code).toBe('policy_denied');
});

test('groups are asked for where a rule names them, and not for any other field', async () => {
  const plain = await served({
    require: [{ conditions: [{ path: 'context.client.status', op: 'exists' }] }],
  });
  done(await plain.note(0, 4));
  expect(plain.asked()).toBe(0);
  const named = await served({ require: [{ conditions: group('exists', true) }] });
  done(await named.note(0, 4));
  expect(named.asked()).toBe(1);
});
