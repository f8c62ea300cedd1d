import { expect, test } from 'vitest';
import { createMetrics } from '../../src/telemetry/index.js';
import { startTracing } from '../../src/telemetry/traces/index.js';
import { ALLOW_ALL, done, openProgram, policyFile } from '../harness.js';
import { openSeveral } from '../installs/several-program.js';
import { recorder } from '../recorder.js';
import { collector } from './collector.js';

const CURRENCIES = 'whmcs_get_currencies';
const CLOSE = 'whmcs_update_ticket';

const POLICY = {
  ...ALLOW_ALL,
  tools: {
    [CLOSE]: { require_approval: true },
    [CURRENCIES]: { limits: [{ counter: 'reads', max: 4, window: 'day' }] },
  },
};

/** Two WHMCS, `eu` and `us`, with metrics that know of them. */
async function watchedTwo() {
  const [eu, us] = [await recorder(), await recorder()];
  const metrics = createMetrics(['eu', 'us']);
  const policies = { eu: POLICY, us: { ...POLICY, description: 'another revision' } };
  const program = openSeveral(
    [
      { name: 'eu', url: eu.env.WHMCS_API_URL ?? '', policy: policies.eu },
      { name: 'us', url: us.env.WHMCS_API_URL ?? '', policy: policies.us },
    ],
    {},
    metrics.observer,
  );
  metrics.watch({ ...program.app, version: '1.2.3', sessions: () => 0, now: () => new Date() });
  return { ...program, eu, agent: await program.agentOf(), metrics };
}

const linesOf = async ({ text }: { text(): Promise<string> }) => (await text()).split('\n');

test('what is of one of several WHMCS is told with its name', async () => {
  const { agent, app, metrics, eu } = await watchedTwo();
  done(await agent.call(CURRENCIES, { install: 'us' }));
  done(await agent.call('whmcs_get_ticket', { install: 'us', ticketid: 1 }));
  done(await agent.call('whmcs_get_ticket', { install: 'eu', ticketid: 1 }));
  expect((await agent.call(CLOSE, { install: 'eu', ticketid: 1, status: 'Closed' })).code).toBe(
    'approval_required',
  );
  expect((await agent.call(CURRENCIES, { install: 'uk' })).code).toBe('invalid_arguments');
  eu.answers.set('GetStats', '<html>down</html>');
  for (let n = 0; n < 8; n += 1) await agent.call('whmcs_get_stats', { install: 'eu' });
  const lines = await linesOf(metrics);
  const read = `tool="${CURRENCIES}",class="read"`;
  const [limit] = await app.guard.limits();
  for (const line of [
    `whmcs_mcp_calls_total{install="us",${read},decision="allow",outcome="done"} 1`,
    `whmcs_mcp_calls_total{install="",${read},decision="none",outcome="invalid_arguments"} 1`,
    'whmcs_mcp_call_duration_seconds_count{install="us",class="read"} 2',
    'whmcs_mcp_calls_in_progress{install="us"} 0',
    'whmcs_mcp_whmcs_calls_total{install="us",action="GetCurrencies",result="ok"} 1',
    'whmcs_mcp_whmcs_try_duration_seconds_count{install="us",kind="read"} 2',
    `whmcs_mcp_policy_info{install="eu",revision="${app.policy('eu').revision}",mode="enforce"} 1`,
    `whmcs_mcp_policy_info{install="us",revision="${app.policy('us').revision}",mode="enforce"} 1`,
    'whmcs_mcp_whmcs_breaker_open{install="eu"} 1',
    'whmcs_mcp_whmcs_breaker_open{install="us"} 0',
    'whmcs_mcp_approvals_waiting{install="eu"} 1',
    'whmcs_mcp_approvals_waiting{install="us"} 0',
    'whmcs_mcp_approvals_oldest_seconds{install="us"} 0',
    // What has reached one caller in two WHMCS has reached one caller.
    'whmcs_mcp_tainted_callers 1',
    `whmcs_mcp_limit_left_ratio{install="us",rule="${limit?.rules[0]}",window="day"} 0.75`,
  ])
    expect(lines, line).toContain(line);
  expect(app.policy('eu').revision).not.toBe(app.policy('us').revision);
  expect(lines.some((line) => line.startsWith('whmcs_mcp_whmcs_retries_total{install="us"} 0'))).toBe(true);
});

test('of a state that is lost only that is told', async () => {
  const { app, metrics } = await watchedTwo();
  expect(await linesOf(metrics)).toContain('whmcs_mcp_approvals_waiting{install="eu"} 0');
  await (await app.store()).close();
  const lines = await linesOf(metrics);
  expect(lines).toContain('whmcs_mcp_state_up 0');
  expect(lines.filter((line) => /^whmcs_mcp_(approvals|halted|tainted|limit)/.test(line))).toEqual([]);
});

test('the only WHMCS of a file is told with its name, too; names become labels from the file alone', async () => {
  const whmcs = await recorder();
  const metrics = createMetrics(['eu']);
  const settings = { ...whmcs.env, GUARD_POLICY: policyFile(POLICY) };
  const { app, connectAs } = openProgram(settings, {}, undefined, undefined, metrics.observer, 'eu');
  metrics.watch({ ...app, version: '1.2.3', sessions: () => 0, now: () => new Date() });
  const agent = await connectAs({ id: 's', caller: { name: 'local', channel: 'stdio' } });
  done(await agent.call(CURRENCIES));
  await agent.call(CLOSE, { ticketid: 1, status: 'Closed' });
  const lines = await linesOf(metrics);
  expect(lines).toContain('whmcs_mcp_approvals_waiting{install="eu"} 1');
  expect(lines).toContain('whmcs_mcp_whmcs_calls_total{install="eu",action="GetCurrencies",result="ok"} 1');
  expect(lines.filter((line) => /^whmcs_mcp_limit_left_ratio/.test(line))[0]).toContain('install="eu"');
  metrics.observer.watch({ action: 'GetStats', write: false, install: 'elsewhere' }).ended({ tries: 1 });
  expect((await linesOf(metrics)).join()).not.toContain('elsewhere');
});

test('traces name the WHMCS of a call, and the address that it goes to', async () => {
  const to = await collector();
  const [eu, us] = [await recorder(), await recorder()];
  const urlOf = ({ env }: typeof eu) => env.WHMCS_API_URL ?? '';
  const { readConfig } = await import('../../src/config/index.js');
  const read = readConfig(
    { ...eu.env, OTEL_EXPORTER_OTLP_ENDPOINT: to.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    { destructiveTools: [], state: 'memory' },
  );
  if ('problems' in read || read.config.telemetry.traces === undefined)
    throw new Error('no traces are set up');
  const tracing = startTracing(read.config.telemetry.traces, {
    version: '1.2.3',
    whmcs: new URL(urlOf(eu)),
    installs: new Map([
      ['eu', new URL(urlOf(eu))],
      ['us', new URL(urlOf(us))],
    ]),
    log: () => {},
  });
  const places = [
    { name: 'eu', url: urlOf(eu) },
    { name: 'us', url: urlOf(us) },
  ];
  const { agentOf } = openSeveral(places, {}, tracing?.observer);
  done(await (await agentOf()).call(CURRENCIES, { install: 'us' }));
  await tracing?.close();
  const { spans } = to;
  expect(spans.map(({ attributes }) => attributes['whmcs_mcp.install'])).toEqual(['us', 'us']);
  const port = Number(new URL(urlOf(us)).port);
  expect(spans.map(({ attributes }) => attributes['server.port'])).toContain(port);
});
