import { expect, test } from 'vitest';
import { readConfig, secretsOf } from '../../src/config/index.js';
import { createLog } from '../../src/log.js';

test('neither the token of Prometheus nor that of the collector gets into the log', () => {
  const read = readConfig(
    {
      WHMCS_API_URL: 'https://billing.example.com',
      WHMCS_API_IDENTIFIER: 'identifier-of-whmcs',
      WHMCS_API_SECRET: 'secret-of-whmcs',
      MCP_METRICS_TOKEN: 'token-of-prometheus',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20token-of-the-collector,x-tenant=one',
    },
    { destructiveTools: [], state: 'memory' },
  );
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  expect(JSON.stringify(read.config)).not.toMatch(/token-of/);
  let written = '';
  const write = (line: string) => {
    written += line;
  };
  const log = createLog({ level: 'info', secrets: secretsOf(read.config), write });
  log('info', 'test', { one: 'token-of-prometheus', two: 'token-of-the-collector', three: 'tenant one' });
  expect(written).toMatch(/one="?\[secret\]"? two="?\[secret\]"? three="tenant one"$/m);
});

test.each(['short', 'a token with spaces in it', 'ends-in-a-line-break\n-and-more'])(
  'a token for metrics that no header can hold, or that is short, stops the start: %j',
  (token) => {
    const read = readConfig({ MCP_METRICS_TOKEN: token }, { destructiveTools: [], state: 'memory' });
    const problems = 'problems' in read ? read.problems : [];
    expect(problems.map(({ variable }) => variable)).toContain('MCP_METRICS_TOKEN');
    expect(JSON.stringify(problems)).not.toContain(token);
  },
);
