import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, onTestFinished, test } from 'vitest';
import { overStdio, run } from '../program.js';
import { collector } from './collector.js';

const TOKEN = 'token-of-prometheus-alone';

/** The built server over HTTP, on the embedded WHMCS. */
async function served(env: Record<string, string> = {}) {
  const program = run(['--http', '--sandbox'], { MCP_HTTP_PORT: '0', ...env });
  await expect.poll(program.out, { timeout: 15_000 }).toMatch(/served at \S+\n/);
  const [mcp = ''] = /http\S+/.exec(program.out()) ?? [];
  return { ...program, mcp, url: new URL(mcp).origin };
}

test('whmcs-mcp --http answers probes, gives metrics for a token, and logs as JSON', async () => {
  const { url, child, exit, err } = await served({ MCP_METRICS_TOKEN: TOKEN, LOG_FORMAT: 'json' });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect((await fetch(`${url}/metrics`)).status).toBe(401);
  const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(await metrics.text()).toMatch(/^whmcs_mcp_state_up 1$/m);
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
  const lines = err().trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(expect.arrayContaining(['start', 'stop']));
});

test('what was not sent yet of traces leaves when the server ends', async () => {
  const to = await collector();
  const { mcp, child, exit } = await served({
    OTEL_EXPORTER_OTLP_ENDPOINT: to.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(mcp)));
  onTestFinished(() => client.close());
  await client.callTool({ name: 'whmcs_get_currencies' });
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
  expect(to.spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['tools/call whmcs_get_currencies', 'POST GetCurrencies']),
  );
  const call = to.spans.find(({ name }) => name.startsWith('tools/call'));
  expect(call?.attributes).toMatchObject({
    'network.transport': 'tcp',
    'network.protocol.name': 'http',
  });
});

test('a server over stdio sends traces, too', async () => {
  const to = await collector();
  const agent = await overStdio(
    { OTEL_EXPORTER_OTLP_ENDPOINT: to.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    ['--sandbox'],
  );
  await agent.call('whmcs_get_currencies');
  await agent.client.close();
  await expect
    .poll(() => to.spans.map(({ name }) => name), { timeout: 15_000 })
    .toContain('tools/call whmcs_get_currencies');
});
