import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allTools } from '../../src/app.js';
import { credentialsFor, inProcess, policyFile, sandboxed, temporaryFolder } from '../harness.js';

const NOBODY = 987_654;
const writing = [...allTools().values()].filter(({ risk }) => risk !== 'read');
const ASKS = {
  version: '1',
  default: 'allow',
  tools: Object.fromEntries(writing.map(({ name }) => [name, { require_approval: true }])),
};

async function start() {
  const sandbox = await sandboxed();
  const agent = await inProcess({
    ...credentialsFor(sandbox),
    GUARD_POLICY: policyFile(ASKS),
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
    GUARD_APPROVAL_WAIT: '0',
  });
  return { sandbox, agent, order: sandbox.state.orders[0] as (typeof sandbox.state.orders)[number] };
}

/** A call of the tool on a record that there is none of. */
function onNothing({ names, sample }: (typeof writing)[number]) {
  const args: Record<string, unknown> = { ...sample.least };
  const named = Object.values(names)
    .flat()
    .filter((argument) => typeof args[argument] === 'number');
  for (const argument of named) args[argument] = NOBODY;
  return named.length === 0 ? undefined : args;
}

test('nobody is asked about a record that WHMCS does not have', async () => {
  const { agent, sandbox } = await start();
  const calls = writing.flatMap((tool) => {
    const args = onNothing(tool);
    return args === undefined ? [] : [{ tool, args }];
  });
  expect(calls.length).toBeGreaterThan(20);
  for (const { tool, args } of calls) {
    const { code, text } = await agent.call(tool.name, args);
    expect(code, `${tool.name}: ${text}`).toBe('invalid_arguments');
    expect(text, tool.name).toMatch(
      /was not sent, and nobody was asked\. (?:WHMCS has no \w+ 987654|.*whmcs_get_ticket)/,
    );
    expect(sandbox.requests.map(({ action }) => action)).not.toContain(tool.action);
  }
});

describe('an order', () => {
  test.each([
    ['whmcs_cancel_order', 'Active', 'WHMCS cancels only Pending orders, and order'],
    ['whmcs_cancel_order', 'Cancelled', 'WHMCS cancels only Pending orders, and order'],
    ['whmcs_accept_order', 'Active', 'WHMCS accepts only Pending orders, and order'],
    ['whmcs_delete_order', 'Active', 'WHMCS deletes only Cancelled and Fraud orders, and order'],
  ] as const)('%s on one that is %s is refused before anybody is asked', async (tool, status, says) => {
    const { agent, order } = await start();
    order.status = status;
    const { code, text } = await agent.call(tool, { orderid: order.id });
    expect(code).toBe('invalid_arguments');
    expect(text).toContain(`${says} ${order.id} is ${status}.`);
  });

  test.each([
    ['whmcs_cancel_order', 'Pending'],
    ['whmcs_accept_order', 'Pending'],
    ['whmcs_delete_order', 'Fraud'],
    ['whmcs_cancel_order', 'Waiting for papers'],
    ['whmcs_delete_order', 'Waiting for papers'],
  ] as const)('%s on one that is %s, which WHMCS may take, asks a person', async (tool, status) => {
    const { agent, order } = await start();
    order.status = status as never;
    expect((await agent.call(tool, { orderid: order.id })).code).toBe('approval_required');
  });
});
