import { expect, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { ALLOW_ALL, credentialsFor, policyFile, sandboxed, until } from '../harness.js';
import { run } from '../program.js';
import { heldAnswers, recorder } from '../recorder.js';
import { callOf, INITIALIZE, PING, POST_HEADERS } from './messages.js';
import { ask, rawRequest, wireTo } from './raw.js';

const CLIENTS = {
  result: 'success',
  totalresults: 0,
  startnumber: 0,
  numreturned: 0,
  clients: { client: [] },
};

/** The built program, serving on a free port. */
async function serving(env: Record<string, string>) {
  const program = run(['--http'], { MCP_HTTP_PORT: '0', GUARD_STATE: 'memory', ...env });
  await until(() => /^MCP is served at/m.test(program.out()));
  return { ...program, port: Number(/:(\d+)\/mcp/.exec(program.out())?.[1]) };
}

test.each(['on', 'off'])(
  'at a signal calls under way are answered and new ones are sent away, with sessions %s',
  async (sessions) => {
    const whmcs = await recorder();
    const held = heldAnswers(whmcs, 'GetClients', CLIENTS);
    const { port, child, exit } = await serving({ ...whmcs.env, MCP_HTTP_SESSIONS: sessions });
    const opened = await ask(port, { headers: [...POST_HEADERS], body: INITIALIZE });
    const [, id] = /^mcp-session-id: (\S+)$/im.exec(opened.text) ?? [];
    const headers = [...POST_HEADERS, ...(id === undefined ? [] : [`Mcp-Session-Id: ${id}`])];
    const wire = await wireTo(port);
    wire.write(rawRequest(port, { headers, body: callOf('whmcs_get_clients') }));
    await until(() => held.length > 0);
    child.kill('SIGTERM');
    for (const body of [INITIALIZE, PING, callOf('whmcs_get_clients', {}, 8)]) {
      await until(async () => {
        const { status, text } = await ask(port, {
          headers: body === INITIALIZE ? [...POST_HEADERS] : headers,
          body,
        });
        return status === 503 && /^retry-after: \d+$/im.test(text);
      });
    }
    expect(wire.received()).not.toContain('"id":7');
    for (const letGo of held) letGo();
    await until(() => wire.received().includes('"id":7'));
    expect(await exit).toBe(0);
    expect(whmcs.received).toHaveLength(1);
  },
);

test('at a signal a call that waits for a person is answered at once', async () => {
  const policy = { ...ALLOW_ALL, tools: { whmcs_cancel_order: { require_approval: {} } } };
  const { port, child, exit } = await serving({
    ...credentialsFor(await sandboxed()),
    GUARD_DESTRUCTIVE: 'true',
    GUARD_POLICY: policyFile(policy),
    GUARD_APPROVAL_WAIT: '600',
    MCP_HTTP_SESSIONS: 'off',
  });
  const wire = await wireTo(port);
  const call = callOf('whmcs_cancel_order', { orderid: LANDMARKS.pendingOrder });
  wire.write(rawRequest(port, { headers: [...POST_HEADERS], body: call }));
  await until(() => /text\/event-stream/.test(wire.received()));
  child.kill('SIGTERM');
  await until(() => wire.received().includes('[APPROVAL NEEDED]'));
  expect(await exit).toBe(0);
});

test('a server that is not used ends at once, with streams open', async () => {
  const { port, child, exit } = await serving((await recorder()).env);
  const opened = await ask(port, { headers: [...POST_HEADERS], body: INITIALIZE });
  const [, id] = /^mcp-session-id: (\S+)$/im.exec(opened.text) ?? [];
  const wire = await wireTo(port);
  wire.write(
    rawRequest(port, { method: 'GET', headers: ['Accept: text/event-stream', `Mcp-Session-Id: ${id}`] }),
  );
  await wire.answers(1);
  child.kill('SIGTERM');
  await wire.ended;
  expect(await exit).toBe(0);
});

test('an address that is taken is a sentence and not a crash', async () => {
  const { env } = await recorder();
  const { port } = await serving(env);
  const second = run(['--http'], { ...env, GUARD_STATE: 'memory', MCP_HTTP_PORT: String(port) });
  expect(await second.exit).toBe(1);
  expect(second.err()).toMatch(
    /127\.0\.0\.1:\d+ is taken by another program.* take another port: MCP_HTTP_PORT/,
  );
});
