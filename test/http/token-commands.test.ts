import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { expect, onTestFinished, test } from 'vitest';
import { agentOf, credentialsFor, done, policyFile, sandboxed, temporaryFolder } from '../harness.js';
import { claimsOf, signed, signingKey, testIssuer } from '../identities/issuer.js';
import { finished, run } from '../program.js';

const POLICY = { version: '1', default: 'allow', grants: { desk: { toolsets: ['tickets'] } } };

async function served(env: Record<string, string>): Promise<string> {
  const program = run(['--http'], { ...env, MCP_HTTP_PORT: '0' });
  await expect.poll(program.out, { timeout: 15_000 }).toMatch(/\/mcp\n/);
  return /http\S+/.exec(program.out())?.[0] ?? '';
}

function agentWith(url: string, token: string) {
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  const client = new Client({ name: 'agent', version: '1.0.0' });
  onTestFinished(() => client.close());
  return { agent: agentOf(client, () => ''), connected: client.connect(transport as Transport) };
}

test('a token that a command made opens two servers of one state, with its grant; one that it revoked opens neither', async () => {
  const env = {
    ...credentialsFor(await sandboxed()),
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
    GUARD_POLICY: policyFile(POLICY),
    USER: 'anna',
  };
  const tokens = (...words: string[]) => finished(['tokens', ...words], env);
  const token = (await tokens('create', 'night-shift', '--grant', 'desk')).out.trim();
  const urls = [await served(env), await served(env)];
  const agents = urls.map((url) => agentWith(url, token));
  for (const { agent, connected } of agents) {
    await connected;
    expect(await agent.listed()).toContain('whmcs_get_tickets');
    expect(await agent.listed()).not.toContain('whmcs_get_clients');
    done(await agent.call('whmcs_get_tickets'));
  }
  const shown = JSON.parse((await finished(['audit', '--json'], env)).out) as object[];
  expect(shown).toMatchObject([
    { caller: 'night-shift', grant: 'desk', channel: 'http' },
    { caller: 'night-shift', grant: 'desk', channel: 'http' },
  ]);
  expect((await tokens()).out).toMatch(/^night-shift .* last used \d{4}/);

  expect(await tokens('revoke', 'night-shift')).toMatchObject({ code: 0 });
  for (const { agent } of agents)
    await expect(agent.call('whmcs_get_tickets')).rejects.toThrow(/no such token, or it was revoked/);
  // With no token left a server still asks for one.
  for (const url of urls) expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
});

test('a server takes what its provider signs, says where to sign in, and names a grant that the policy lacks', async () => {
  const [issuer, key] = [await testIssuer(), await signingKey('one')];
  issuer.publish(key);
  const program = run(['--http', '--sandbox'], {
    MCP_HTTP_PORT: '0',
    MCP_OAUTH_ISSUER: issuer.issuer,
    MCP_OAUTH_AUDIENCE: 'whmcs-mcp',
    MCP_OAUTH_GRANTS: 'suport=group:desk, scope:billing',
  });
  await expect.poll(program.out, { timeout: 15_000 }).toMatch(/\/mcp\n/);
  const url = /http\S+/.exec(program.out())?.[0] ?? '';
  expect(program.err()).toMatch(/warn oauth\.grant grant=suport /);
  const refused = await fetch(url, { method: 'POST', body: '{}' });
  const metadata = `${new URL(url).origin}/.well-known/oauth-protected-resource/mcp`;
  expect(refused.headers.get('www-authenticate')).toContain(`resource_metadata="${metadata}"`);
  expect(await (await fetch(metadata)).json()).toMatchObject({ authorization_servers: [issuer.issuer] });
  const token = await signed(key, { claims: claimsOf(issuer.issuer, 'whmcs-mcp', new Date()) });
  const { agent, connected } = agentWith(url, token);
  await connected;
  done(await agent.call('whmcs_get_clients'));
  expect(program.err() + program.out()).not.toContain(token.split('.')[2]);
});
