import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { ALLOW_ALL, done, openProgram, policyFile, until } from '../harness.js';
import { INITIALIZE, POST_HEADERS } from '../http/messages.js';
import { ask } from '../http/raw.js';
import { finished, run } from '../program.js';
import { recorder } from '../recorder.js';
import { describePostgres, serverForSuite } from './postgres-engine.js';

describePostgres('a server that is started while PostgreSQL is away', { timeout: 90_000 }, () => {
  const server = serverForSuite();
  let settings: Record<string, string>;
  beforeEach(async () => {
    const whmcs = await recorder();
    settings = { ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL), GUARD_STATE: await server().newState() };
    await server().end('SIGQUIT');
    onTestFinished(() => server().restart());
  });

  test('reads as the policy says, writes nothing, and works once it is there', async () => {
    const { connectAs } = openProgram(settings);
    const agent = await connectAs(sessionFor(LOCAL_CALLER));
    done(await agent.call('whmcs_get_currencies'));
    const write = () => agent.call('whmcs_log_activity', { description: 'one' });
    expect(await write()).toMatchObject({ isError: true, code: 'internal' });
    await server().restart();
    await until(async () => !(await write()).isError);
  });

  test('by HTTP it is alive and not ready, lets nobody in, and serves calls and console once it is there', async () => {
    const program = run(['--http', '--console'], { ...settings, MCP_HTTP_PORT: '0', MCP_CONSOLE_PORT: '0' });
    await until(() => /^MCP is served at/m.test(program.out()));
    const [, url = '', port = ''] = /(http:\/\/\S+?:(\d+))\/mcp/.exec(program.out()) ?? [];
    const statusOf = async (path: string) => (await fetch(`${url}${path}`)).status;
    expect(await statusOf('/healthz')).toBe(200);
    expect(await statusOf('/readyz')).toBe(503);
    const open = () => ask(Number(port), { headers: [...POST_HEADERS], body: INITIALIZE });
    const refused = await open();
    expect(refused.status).toBe(503);
    expect(refused.text).toMatch(/^retry-after: \d+$/im);
    expect(program.out()).not.toContain('The console is at');
    await server().restart();
    await until(async () => (await statusOf('/readyz')) === 200);
    expect((await open()).status).toBe(200);
    await until(() => program.out().includes('The console is at'));
    program.child.kill('SIGTERM');
    expect(await program.exit).toBe(0);
  });

  test('beyond this machine it lets nobody in who has no token, and says so without the state, too', async () => {
    const reached = {
      ...settings,
      MCP_HTTP_PORT: '0',
      MCP_TRUST_PROXY: '192.0.2.1',
      MCP_HTTP_ALLOWED_HOSTS: 'mcp.example.com',
    };
    const program = run(['--http'], reached);
    await until(() => /^MCP is served at/m.test(program.out()));
    const port = Number(/:(\d+)\/mcp/.exec(program.out())?.[1]);
    const open = () => ask(port, { headers: [...POST_HEADERS], body: INITIALIZE });
    await server().restart();
    // It would not have started had it been known that there is no token.
    await until(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200);
    expect((await open()).status).toBe(401);
    expect(await finished(['--http'], reached)).toMatchObject({
      code: 1,
      err: expect.stringContaining('tokens create'),
    });
  });

  test('a database that refuses it ends the start', async () => {
    await server().restart();
    const state = (settings.GUARD_STATE ?? '').replace('user=guard', 'user=nobody');
    const { code, err } = await finished(['--http'], { ...settings, GUARD_STATE: state });
    expect(code).toBe(1);
    expect(err).toContain('GUARD_STATE');
  });
});
