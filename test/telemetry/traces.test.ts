import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { startTracing } from '../../src/telemetry/traces/index.js';
import { ALLOW_ALL, openProgram, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';
import { type Collector, collector, type TracedSpan } from './collector.js';

const SERVER = 2;
const CLIENT = 3;
const MARKER = 'marker-of-a-customer';
const PARENT = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const parent = (flags = '01') => `00-${PARENT.traceId}-${PARENT.spanId}-${flags}`;

type Env = Record<string, string>;

function settingsOf(env: Env) {
  const connection = {
    WHMCS_API_URL: 'https://billing.example.com',
    WHMCS_API_IDENTIFIER: 'identifier',
    WHMCS_API_SECRET: 'secret',
  };
  const read = readConfig({ ...connection, ...env }, { destructiveTools: [], state: 'memory' });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return { traces: read.config.telemetry.traces, warnings: read.warnings };
}

/** An agent whose calls are traced, and what sends the spans that were not sent yet. */
async function traced(to: Collector, env: Env = {}) {
  const whmcs = await recorder();
  const { traces } = settingsOf({
    OTEL_EXPORTER_OTLP_ENDPOINT: to.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    ...env,
  });
  const logged: string[] = [];
  const tracing =
    traces &&
    startTracing(traces, {
      version: '1.2.3',
      whmcs: new URL('https://billing.example.com/whmcs/'),
      installs: new Map(),
      log: (level, event) => logged.push(`${level} ${event}`),
    });
  const close = async () => tracing?.close();
  onTestFinished(close);
  const policy = { ...ALLOW_ALL, hide: ['whmcs_update_ticket'] };
  const program = openProgram(
    { ...whmcs.env, GUARD_POLICY: policyFile(policy) },
    {},
    onTestFinished,
    undefined,
    tracing?.observer,
  );
  return { agent: await program.connectAs(sessionFor(LOCAL_CALLER)), app: program.app, whmcs, close, logged };
}

const only = (spans: readonly TracedSpan[], kind: number) => {
  const [span, ...more] = spans.filter((one) => one.kind === kind);
  if (span === undefined || more.length > 0)
    throw new Error(`there are ${more.length + (span ? 1 : 0)} spans`);
  return span;
};

test('a call is a span of the MCP conventions, with one below it for its call to WHMCS', async () => {
  const to = await collector();
  const { agent, app, close } = await traced(to);
  await agent.call('whmcs_get_currencies');
  await close();
  const call = only(to.spans, SERVER);
  expect(call).toMatchObject({
    name: 'tools/call whmcs_get_currencies',
    parentSpanId: undefined,
    isError: false,
  });
  const [entry] = (await app.journal.calls({ limit: 1 })).calls;
  expect(call.attributes).toEqual({
    'mcp.method.name': 'tools/call',
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'whmcs_get_currencies',
    'mcp.session.id': expect.any(String),
    'jsonrpc.request.id': expect.stringMatching(/^\d+$/),
    'network.transport': 'pipe',
    'whmcs_mcp.class': 'read',
    'whmcs_mcp.call': entry?.call,
    'whmcs_mcp.decision': 'allow',
    'whmcs_mcp.outcome': 'done',
  });
  const sent = only(to.spans, CLIENT);
  expect(sent).toMatchObject({
    name: 'POST GetCurrencies',
    traceId: call.traceId,
    parentSpanId: call.spanId,
  });
  expect(sent.attributes).toEqual({
    'server.address': 'billing.example.com',
    'server.port': 443,
    'http.request.method': 'POST',
    'whmcs_mcp.action': 'GetCurrencies',
  });
  expect(to.resource).toMatchObject({ 'service.name': 'whmcs-mcp', 'service.version': '1.2.3' });
  expect(to.requests[0]?.path).toBe('/v1/traces');
});

test('what is refused or fails is an error, told by its code', async () => {
  const to = await collector();
  const { agent, whmcs, close } = await traced(to);
  await agent.call('whmcs_update_ticket', { ticketid: 1, status: 'Closed' });
  whmcs.answers.set('GetCurrencies', { result: 'error', message: `no such thing, says ${MARKER}` });
  await agent.call('whmcs_get_currencies');
  await close();
  const told = to.spans.filter(({ kind }) => kind === SERVER);
  expect(
    told.map(({ isError, attributes }) => [
      isError,
      attributes['error.type'],
      attributes['whmcs_mcp.outcome'],
    ]),
  ).toEqual([
    [true, 'tool_error', 'policy_denied'],
    [true, 'tool_error', 'whmcs_error'],
  ]);
  expect(only(to.spans, CLIENT)).toMatchObject({ isError: true, attributes: { 'error.type': 'other' } });
});

test('traces hold no arguments, no texts, no callers and no name that an agent made up', async () => {
  const to = await collector();
  const { agent, app, whmcs, close } = await traced(to);
  for (const id of [MARKER, `7\n${MARKER}`])
    await app.guard.call(sessionFor(LOCAL_CALLER), 'whmcs_get_currencies', {}, { request: { id, meta: {} } });
  whmcs.answers.set('GetTicket', { result: 'error', message: MARKER });
  await agent.call('whmcs_get_ticket', { ticketnum: MARKER });
  await agent.call(`whmcs_${MARKER}`);
  await agent.call('whmcs_get_currencies', { [MARKER]: MARKER });
  await close();
  expect(to.spans.length).toBeGreaterThan(3);
  const text = to.requests.map(({ body }) => body.toString()).join('');
  expect(text).not.toContain(MARKER);
  expect(text).not.toContain(LOCAL_CALLER.name);
});

test('a call belongs to the span of the client that its _meta names', async () => {
  const to = await collector();
  const { agent, close } = await traced(to);
  const call = (_meta: Record<string, unknown>) =>
    agent.client.callTool({ name: 'whmcs_get_currencies', _meta });
  await call({ traceparent: parent(), tracestate: 'vendor=one' });
  await close();
  expect(only(to.spans, SERVER)).toMatchObject({
    traceId: PARENT.traceId,
    parentSpanId: PARENT.spanId,
    traceState: 'vendor=one',
  });
  expect(only(to.spans, CLIENT).traceId).toBe(PARENT.traceId);
});

test.each([
  ['of another form', 'not a traceparent'],
  ['no text', 7],
  ['of zeros', `00-${'0'.repeat(32)}-${PARENT.spanId}-01`],
  ['in capitals', parent().toUpperCase()],
  ['of a version that can not be', parent().replace(/^00/, 'ff')],
  ['with more than its version has', `${parent()}-more`],
])('a parent that is %s is passed over, and the call is traced', async (_, traceparent) => {
  const to = await collector();
  const { agent, close } = await traced(to);
  await agent.client.callTool({ name: 'whmcs_get_currencies', _meta: { traceparent } });
  await close();
  const span = only(to.spans, SERVER);
  expect(span.parentSpanId).toBeUndefined();
  expect(span.traceId).not.toBe(PARENT.traceId);
});

test('a client that does not sample its trace has no spans here, unless all are wanted', async () => {
  for (const [sampler, spans] of [
    ['parentbased_always_on', 0],
    ['always_on', 2],
    ['parentbased_traceidratio', 0],
    ['of no such name', 0],
  ] as const) {
    const to = await collector();
    const { agent, close, logged } = await traced(to, { OTEL_TRACES_SAMPLER: sampler });
    await agent.client.callTool({ name: 'whmcs_get_currencies', _meta: { traceparent: parent('00') } });
    await close();
    expect(to.spans.length, sampler).toBe(spans);
    expect(logged.includes('warn traces.sampler'), sampler).toBe(sampler === 'of no such name');
  }
});

test('a share of calls is traced where that is asked for', async () => {
  for (const [share, spans] of [
    ['0', 0],
    ['1', 2],
    ['nonsense', 2],
  ] as const) {
    const to = await collector();
    const env = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: share };
    const { agent, close } = await traced(to, env);
    await agent.call('whmcs_get_currencies');
    await close();
    expect(to.spans.length, share).toBe(spans);
  }
});

test('they leave as Protobuf unless JSON is asked for, with the headers, name and attributes that are set', async () => {
  const to = await collector();
  const { agent, close } = await traced(to, {
    OTEL_EXPORTER_OTLP_PROTOCOL: '',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-proof=a%20secret%20of%20the%20collector, malformed',
    OTEL_SERVICE_NAME: 'billing-guard',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging',
  });
  await agent.call('whmcs_get_currencies');
  await close();
  const [request] = to.requests;
  expect(request).toMatchObject({ type: 'application/x-protobuf', proof: 'a secret of the collector' });
  const text = request?.body.toString('latin1') ?? '';
  for (const part of [
    'billing-guard',
    'deployment.environment.name',
    'staging',
    'tools/call whmcs_get_currencies',
  ])
    expect(text).toContain(part);
});

test('an address of its own for traces is taken as it is', async () => {
  const to = await collector();
  const { agent, close } = await traced(to, {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${to.url}/intake`,
  });
  await agent.call('whmcs_get_currencies');
  await close();
  expect(to.requests.map(({ path }) => path)).toEqual(['/intake']);
});

test('a collector that refuses them changes no call, and is told in the log once', async () => {
  const { agent, close, logged } = await traced(await collector(400));
  expect((await agent.call('whmcs_get_currencies')).isError).toBe(false);
  await close();
  expect(logged).toEqual(['warn traces.failed']);
});

test('a collector that is gone is not waited for at the end', async () => {
  const { agent, close } = await traced({ ...(await collector()), url: 'http://127.0.0.1:1' });
  expect((await agent.call('whmcs_get_currencies')).isError).toBe(false);
  const began = performance.now();
  await close();
  expect(performance.now() - began).toBeLessThan(5_000);
});

test('what is set for other programs of the machine stops no start', async () => {
  const to = await collector();
  const { agent, close, logged } = await traced(to, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
  await agent.call('whmcs_get_currencies');
  await close();
  expect(to.requests).toEqual([]);
  expect(logged).toEqual(['warn traces.off']);
  const { traces, warnings } = settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' });
  expect(traces).toBeUndefined();
  expect(warnings).toEqual([expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT: /)]);
  expect(
    settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: to.url, OTEL_SDK_DISABLED: 'TRUE' }).traces,
  ).toBeUndefined();
  expect(settingsOf({}).traces).toBeUndefined();
});
