import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { until } from '../harness.js';
import { run } from '../program.js';

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The built program, with MCP and the console on two free ports. */
export async function serving(env: Record<string, string>) {
  const program = run(['--http', '--console'], {
    MCP_HTTP_PORT: '0',
    MCP_CONSOLE_PORT: '0',
    GUARD_STATE: 'memory',
    ...env,
  });
  await until(() => /^MCP is served at/m.test(program.out()));
  const [, mcp = ''] = /^MCP is served at (\S+)\/mcp$/m.exec(program.out()) ?? [];
  const [, url = ''] = /^The console is at (\S+)$/m.exec(program.out()) ?? [];
  const [, link = ''] = /^Sign in once with (\S+)$/m.exec(program.out()) ?? [];
  return { ...program, mcp, url, link, port: Number(new URL(url).port) };
}
