import { expect, test } from 'vitest';
import { createMetrics, metricsRoute } from '../../src/telemetry/index.js';
import { ALLOW_ALL, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';
import { watchedStage } from './stage.js';

const TOKEN = 'a-token.of_thirty~characters+/';
const ALL = `whmcs_mcp_calls_total`;

const statusOf = async (url: string, headers: Record<string, string> = {}) =>
  (await fetch(`${url}/metrics`, { headers })).status;

test('calls are counted by tool, class, decision and outcome', async () => {
  const whmcs = await recorder();
  const policy = { version: '1', default: 'deny', classes: { read: {} } };
  const { agent, metric } = await watchedStage({ ...whmcs.env, GUARD_POLICY: policyFile(policy) });
  await agent.call('whmcs_get_currencies');
  await agent.call('whmcs_get_currencies', { nonsense: 1 });
  await agent.call('whmcs_update_ticket', { ticketid: 1, status: 'Closed' });
  await agent.call('whmcs_with_a_name_of_the_agents_own');
  const read = 'tool="whmcs_get_currencies",class="read"';
  expect(await metric(`${ALL}{${read},decision="allow",outcome="done"}`)).toBe(1);
  expect(await metric(`${ALL}{${read},decision="none",outcome="invalid_arguments"}`)).toBe(1);
  const write = 'tool="whmcs_update_ticket",class="write"';
  expect(await metric(`${ALL}{${write},decision="deny",outcome="policy_denied"}`)).toBe(1);
  const unknown = 'tool="unknown",class="unknown",decision="none"';
  expect(await metric(`${ALL}{${unknown},outcome="invalid_arguments"}`)).toBe(1);
  expect(await metric('whmcs_mcp_call_duration_seconds_count{class="read"}')).toBe(2);
  expect(await metric('whmcs_mcp_calls_in_progress')).toBe(0);
});

test('calls to WHMCS are counted with what came of them, and timed by each request', async () => {
  const whmcs = await recorder();
  const { agent, metric } = await watchedStage({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
  await agent.call('whmcs_get_currencies');
  whmcs.answers.set('GetTicket', { result: 'error', message: 'Ticket ID Not Found' });
  await agent.call('whmcs_get_ticket', { ticketid: 9 });
  expect(await metric('whmcs_mcp_whmcs_calls_total{action="GetCurrencies",result="ok"}')).toBe(1);
  expect(await metric('whmcs_mcp_whmcs_calls_total{action="GetTicket",result="not_found"}')).toBe(1);
  expect(await metric('whmcs_mcp_whmcs_try_duration_seconds_count{kind="read"}')).toBe(2);
  expect(await metric('whmcs_mcp_whmcs_retries_total')).toBe(0);
  expect(await metric('whmcs_mcp_whmcs_breaker_open')).toBe(0);
});

test('the shared state is told as it is: approvals, halt, limits', async () => {
  const whmcs = await recorder();
  const policy = {
    version: '1',
    default: 'allow',
    classes: { write: { require_approval: [{ message: 'ask' }] } },
    tools: { whmcs_get_currencies: { limits: [{ counter: 'reads', max: 4, window: 'day' }] } },
  };
  const { agent, app, metric } = await watchedStage({ ...whmcs.env, GUARD_POLICY: policyFile(policy) });
  expect(await metric('whmcs_mcp_approvals_waiting')).toBe(0);
  expect(await metric('whmcs_mcp_approvals_oldest_seconds')).toBe(0);
  const asked = await agent.call('whmcs_update_ticket', { ticketid: 1, status: 'Closed' });
  expect(asked.code, asked.text).toBe('approval_required');
  expect(await metric('whmcs_mcp_approvals_waiting')).toBe(1);
  await expect.poll(() => metric('whmcs_mcp_approvals_oldest_seconds')).toBeGreaterThan(0);
  await agent.call('whmcs_get_currencies');
  const [limit] = await app.guard.limits();
  const left = `whmcs_mcp_limit_left_ratio{rule="${limit?.rules[0]}",window="${limit?.window}"}`;
  expect(await metric(left)).toBe(0.75);
  expect(await metric('whmcs_mcp_halted')).toBe(0);
  await app.halt('ann', 'a test');
  expect(await metric('whmcs_mcp_halted')).toBe(1);
  expect(await metric('whmcs_mcp_state_up')).toBe(1);
});

test('of a limit that counts for each client, the least is told that anybody has left', async () => {
  const whmcs = await recorder();
  const limits = [{ counter: 'notes', max: 4, window: 'day', scope: 'client' }];
  const policy = { ...ALLOW_ALL, tools: { whmcs_get_client_details: { limits } } };
  const { agent, app, metric } = await watchedStage({ ...whmcs.env, GUARD_POLICY: policyFile(policy) });
  for (const clientid of [1, 2, 2, 2, 3, 3]) await agent.call('whmcs_get_client_details', { clientid });
  const told = await app.guard.limits();
  expect(told.map(({ whom, used }) => `${whom}: ${used}`).sort()).toEqual([
    'client 1: 1',
    'client 2: 3',
    'client 3: 2',
  ]);
  const series = `whmcs_mcp_limit_left_ratio{rule="${told[0]?.rules[0]}",window="day"}`;
  expect(await metric(series)).toBe(0.25);
});

test('text of outsiders shows as a caller that it has reached', async () => {
  const whmcs = await recorder();
  const { agent, metric } = await watchedStage({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
  expect(await metric('whmcs_mcp_tainted_callers')).toBe(0);
  const answer = await agent.call('whmcs_get_ticket', { ticketid: 1 });
  expect(answer.isError, answer.text).toBe(false);
  expect(await metric('whmcs_mcp_tainted_callers')).toBe(1);
});

test('of a state that is lost only that is told', async () => {
  const { app, metric } = await watchedStage((await recorder()).env);
  expect(await metric('whmcs_mcp_approvals_waiting')).toBe(0);
  await (await app.store()).close();
  expect(await metric('whmcs_mcp_state_up')).toBe(0);
  expect(await metric('whmcs_mcp_approvals_waiting')).toBeUndefined();
  expect(await metric('whmcs_mcp_halted')).toBeUndefined();
  expect(await metric('whmcs_mcp_build_info{version="1.2.3"}')).toBe(1);
});

test('the process, its event loop, its sessions and its policy are told, too', async () => {
  const { app, metric } = await watchedStage((await recorder()).env, { sessions: () => 7 });
  expect(await metric('whmcs_mcp_sessions')).toBe(7);
  expect(await metric(`whmcs_mcp_policy_info{revision="${app.policy().revision}",mode="enforce"}`)).toBe(1);
  expect(await metric('nodejs_eventloop_lag_p99_seconds')).toEqual(expect.any(Number));
  expect(await metric('process_resident_memory_bytes')).toBeGreaterThan(0);
  await expect.poll(() => metric('whmcs_mcp_journal_unwritten')).toBe(0);
  expect(await metric('whmcs_mcp_journal_lag_seconds')).toBe(0);
});

test('with a token metrics are for who has it', async () => {
  const { url } = await watchedStage((await recorder()).env, { token: TOKEN });
  expect(await statusOf(url, { authorization: `Bearer ${TOKEN}` })).toBe(200);
  for (const authorization of [`Bearer ${TOKEN}x`, 'Bearer ', `Basic ${TOKEN}`, TOKEN, ''])
    expect(await statusOf(url, { authorization }), authorization).toBe(401);
  const none = await fetch(`${url}/metrics`);
  expect(none.status).toBe(401);
  expect(none.headers.get('www-authenticate')).toBe('Bearer realm="metrics"');
  expect(await none.text()).not.toContain('whmcs_mcp');
});

test('without a token they are for this machine alone, and for no proxy on it', async () => {
  const { url } = await watchedStage((await recorder()).env);
  expect(await statusOf(url)).toBe(200);
  expect(await statusOf(url, { 'x-forwarded-for': '127.0.0.1' })).toBe(403);
  expect(await statusOf(url, { forwarded: 'for=127.0.0.1' })).toBe(403);
  const route = metricsRoute(createMetrics(), undefined);
  let status = 0;
  const response = { writeHead: (code: number) => (status = code), end: () => {} };
  for (const [address, expected, headers = {}] of [
    ['203.0.113.9', 403],
    ['::ffff:203.0.113.9', 403],
    ['::1', 200],
    ['::ffff:127.0.0.1', 200],
    ['127.0.0.1', 403, { via: '1.1 proxy.example.com' }],
    ['127.0.0.1', 403, { 'x-real-ip': '127.0.0.1' }],
  ] as const) {
    const request = { socket: { remoteAddress: address }, headers };
    await route.handle(request as never, response as never, {} as never);
    expect(status, address).toBe(expected);
  }
});

test('labels hold nothing that an agent can choose', async () => {
  const whmcs = await recorder();
  const { agent, url } = await watchedStage({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
  await agent.call('whmcs_marker_of_the_agent');
  await agent.call('whmcs_get_client_details', { clientid: 424242 });
  await agent.call('whmcs_get_ticket', { ticketnum: 'marker-of-the-agent' });
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).not.toMatch(/marker.of.the.agent|424242/);
});
