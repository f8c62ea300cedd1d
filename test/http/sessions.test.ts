import { expect, test } from 'vitest';
import { credentialsFor, done, sandboxed } from '../harness.js';
import { run } from '../program.js';
import { httpStage } from './stage.js';

test('the official client lists and calls tools in a session of its own', async () => {
  const stage = await httpStage(credentialsFor(await sandboxed()));
  const [one, other] = [await stage.agent(), await stage.agent()];
  expect(one.transport.sessionId).not.toBe(other.transport.sessionId);
  expect((await one.listed()).length).toBeGreaterThan(40);
  expect(done(await other.call('whmcs_get_clients')).items.length).toBeGreaterThan(0);
  expect(stage.endpoint.sessions).toBe(2);
});

test('without sessions each request stands alone', async () => {
  const stage = await httpStage(credentialsFor(await sandboxed()), { sessions: 'off' });
  const agent = await stage.agent();
  expect(agent.transport.sessionId).toBeUndefined();
  expect((await agent.listed()).length).toBeGreaterThan(40);
  expect(done(await agent.call('whmcs_get_clients')).items.length).toBeGreaterThan(0);
});

test('whmcs-mcp --http serves on loopback, says where, and ends at a signal', async () => {
  const program = run(['--http', '--sandbox'], { MCP_HTTP_PORT: '0' });
  await expect
    .poll(program.out, { timeout: 15_000 })
    .toMatch(/^MCP is served at http:\/\/127\.0\.0\.1:\d+\/mcp\n$/);
  const [url = ''] = /http\S+/.exec(program.out()) ?? [];
  const answer = await fetch(url, { method: 'GET' });
  expect(answer.status).toBe(400);
  program.child.kill('SIGTERM');
  expect(await program.exit).toBe(0);
});
