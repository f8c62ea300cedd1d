import { expect, test } from 'vitest';
import { tokensOf } from '../../src/output/index.js';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { answering, day } from './stage.js';

/** What each answer may cost in the sandbox's company of 40 clients: calls to WHMCS, and tokens. */
const MOST: Readonly<Record<string, { args: object; calls: number; tokens: number }>> = {
  whmcs_find_client: { args: { query: 'marlow@example.com' }, calls: 4, tokens: 300 },
  whmcs_account_overview: { args: { clientid: LANDMARKS.clientWithCredit }, calls: 7, tokens: 1_200 },
  whmcs_why_service: { args: { serviceid: LANDMARKS.serviceOnDeadServer }, calls: 12, tokens: 1_000 },
  whmcs_overdue: { args: {}, calls: 16, tokens: 1_500 },
  whmcs_renewals_due: { args: { days: 30 }, calls: 6, tokens: 2_500 },
  whmcs_open_orders: { args: {}, calls: 3, tokens: 1_000 },
  whmcs_revenue: { args: { from: day(-60), by_product: true }, calls: 30, tokens: 1_500 },
  whmcs_billing_leaks: { args: {}, calls: 24, tokens: 1_500 },
};

test('each answer costs few calls and few tokens', async () => {
  const { agent, sandbox } = await answering();
  const listed = (await agent.client.listTools()).tools.filter(({ name }) => name in MOST);
  expect(listed.map(({ name }) => name).sort()).toEqual(Object.keys(MOST).sort());
  process.stdout.write(`listing all ${listed.length} answers: ${tokensOf(JSON.stringify(listed))} tokens\n`);
  expect(tokensOf(JSON.stringify(listed))).toBeLessThan(1_500);
  for (const [name, { args, calls, tokens }] of Object.entries(MOST)) {
    const before = sandbox.requests.length;
    const { text, isError } = await agent.call(name, args as Record<string, unknown>);
    const cost = { calls: sandbox.requests.length - before, tokens: tokensOf(text) };
    process.stdout.write(`${name}: ${cost.calls} calls, ${cost.tokens} tokens\n`);
    expect(isError, text).toBe(false);
    expect(cost.calls, name).toBeLessThanOrEqual(calls);
    expect(cost.tokens, name).toBeLessThan(tokens);
  }
});
