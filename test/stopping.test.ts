import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALLOW_ALL, credentialsFor, policyFile, sandboxed, temporaryFolder, until } from './harness.js';
import { finished, run } from './program.js';
import { recorder } from './recorder.js';

const hello = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};
const frame = (message: unknown) => `${JSON.stringify(message)}\n`;
const callFrame = (id: number, name: string, args: unknown = {}) =>
  frame({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } });
const NOTE = ['whmcs_add_ticket_note', { ticketid: 404, message: 'written in the last moment' }] as const;

/** A server with a write that WHMCS has taken and does not answer until it is told to. */
async function withWriteUnderWay() {
  const whmcs = await recorder();
  const state = join(temporaryFolder(), 'state.db');
  const env = { ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL), GUARD_STATE: state };
  let release = () => {};
  whmcs.answers.set(
    'AddTicketNote',
    () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  );
  const server = run([], env);
  server.child.stdin?.on('error', () => undefined);
  server.child.stdin?.write(frame(hello) + callFrame(2, ...NOTE));
  await until(() => whmcs.received.some(({ action }) => action === 'AddTicketNote'));
  const journal = async () => JSON.parse((await finished(['audit', 'list', '--json'], env)).out);
  return { server, release: () => release(), journal };
}

describe('a signal while a write is under way', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s: its outcome is recorded', async (signal) => {
    const { server, release, journal } = await withWriteUnderWay();
    server.child.kill(signal);
    await until(() => server.err().includes('stop why=signal'));
    release();
    expect(await server.exit).toBe(0);
    expect(await journal()).toMatchObject([{ tool: NOTE[0], state: 'done' }]);
    expect(server.out()).toContain('"id":2');
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('a second one, %s, ends it at once', async (signal, expected) => {
    const { server, journal } = await withWriteUnderWay();
    server.child.kill('SIGTERM');
    await until(() => server.err().includes('stop why=signal'));
    server.child.kill(signal);
    expect(await server.exit).toBe(expected);
    // What was begun stands in the journal; whoever starts next looks it up.
    expect(await journal()).toMatchObject([{ tool: NOTE[0] }]);
  });

  test('a client that took all its pipes with it does not keep the outcome from being recorded', async () => {
    const { server, release, journal } = await withWriteUnderWay();
    for (const pipe of [server.child.stdin, server.child.stdout, server.child.stderr]) pipe?.destroy();
    release();
    await once(server.child, 'exit');
    expect(await journal()).toMatchObject([{ tool: NOTE[0], state: 'done' }]);
  });
});

test('nobody waits for a person once the program is to end', async () => {
  const sandbox = await sandboxed();
  const policy = policyFile({ ...ALLOW_ALL, classes: { write: { require_approval: true } } });
  const env = { ...credentialsFor(sandbox), GUARD_POLICY: policy, GUARD_APPROVAL_WAIT: '600' };
  const server = run([], env);
  server.child.stdin?.write(frame(hello) + callFrame(2, ...NOTE));
  await until(() => sandbox.requests.some(({ action }) => action === 'GetTicket'));
  server.child.kill('SIGTERM');
  expect(await server.exit).toBe(0);
  expect(server.out()).toContain('approval_required');
});

/** What a process holds in memory, in MiB. */
const memoryOf = (pid: number) =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** A server that has greeted its client. */
async function greeted(env: Record<string, string> = {}) {
  const server = run([], { ...credentialsFor(await sandboxed()), ...env });
  const { stdin } = server.child;
  if (stdin === null) throw new Error('a program of the tests has a stdin');
  stdin.on('error', () => undefined);
  stdin.write(frame(hello));
  await until(() => server.out().includes('"id":1'));
  return { ...server, stdin };
}

describe('a client that reads nothing any more', () => {
  test.skipIf(process.platform !== 'linux')(
    'stdout: the memory stays bounded, and a signal ends the server',
    async () => {
      const { child, stdin } = await greeted();
      child.stdout?.pause();
      const before = memoryOf(child.pid ?? 0);
      // A ping whose id comes back: three times the bound, and nobody reads it.
      const ping = frame({ jsonrpc: '2.0', id: 'x'.repeat(1024 * 1024), method: 'ping' });
      for (let sent = 0; sent < 200; sent += 1) {
        if (stdin.write(ping)) continue;
        const drained = once(stdin, 'drain');
        const stuck = new Promise((resolve) => setTimeout(resolve, 500, 'stuck'));
        // It is not read from any more: that is how the memory is bounded.
        if ((await Promise.race([drained, stuck])) === 'stuck') break;
      }
      expect(memoryOf(child.pid ?? 0) - before).toBeLessThan(400);
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      expect((await gone)[0]).toBe(0);
    },
    40_000,
  );

  test('stderr: lines beyond a bound are dropped and counted, calls go on, and a signal ends the server', async () => {
    const { child, stdin, out, err } = await greeted({ LOG_LEVEL: 'debug' });
    child.stderr?.pause();
    // Each of them is logged.
    stdin.write('{}\n'.repeat(20_000));
    stdin.write(callFrame(2, 'whmcs_get_currencies'));
    await until(() => out().includes('"id":2'));
    child.stderr?.resume();
    const dropped = () => /log\.dropped lines=(\d+)/.exec(err())?.[1];
    await until(() => {
      stdin.write('{}\n');
      return dropped() !== undefined;
    });
    expect(Number(dropped())).toBeGreaterThan(1000);
    expect(err().length).toBeLessThan(3 * 1024 * 1024);
    child.stderr?.pause();
    stdin.write('{}\n'.repeat(20_000));
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    expect((await gone)[0]).toBe(0);
  }, 40_000);
});

test('stdin that is closed while stdout is read: every answer comes, then it ends', async () => {
  const sandbox = await sandboxed();
  const server = run([], credentialsFor(sandbox));
  const calls = Array.from({ length: 20 }, (_, index) => callFrame(index + 2, 'whmcs_get_clients'));
  server.child.stdin?.end(frame(hello) + calls.join(''));
  expect(await server.exit).toBe(0);
  const ids = server
    .out()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).id);
  expect(ids.sort((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
});

describe('a fault that nobody caught', () => {
  /** Code that is loaded before the program, as whatever could go wrong in it. */
  function withFault(code: string): Record<string, string> {
    const path = join(temporaryFolder(), 'fault.cjs');
    writeFileSync(path, code);
    return { NODE_OPTIONS: `--require ${path}` };
  }

  test.each([
    [
      'thrown as soon as somebody would only log it',
      `const on = process.on;
       process.on = function (event, listener) {
         const result = on.call(this, event, listener);
         if (event === 'unhandledRejection') queueMicrotask(() => { throw new Error('made for the test'); });
         return result;
       };`,
    ],
    [
      'thrown once the sandbox listens',
      `require('node:net').Server.prototype.address = () => { throw new Error('made for the test'); };`,
    ],
  ])('%s leaves no half of a server', async (_what, code) => {
    const server = run(['--sandbox'], withFault(code));
    server.child.stdin?.on('error', () => undefined);
    expect(await server.exit).toBe(1);
    expect(server.out()).toBe('');
    expect(server.err()).toContain('made for the test');
  });

  test('once is logged and the service goes on, again and again it ends', async () => {
    const sandbox = await sandboxed();
    const server = run([], {
      ...credentialsFor(sandbox),
      ...withFault("process.on('SIGUSR2', () => { throw new Error('made for the test'); });"),
    });
    server.child.stdin?.on('error', () => undefined);
    server.child.stdin?.write(frame(hello));
    await until(() => server.out().includes('"id":1'));
    server.child.kill('SIGUSR2');
    await until(() => server.err().includes('made for the test'));
    server.child.stdin?.write(callFrame(2, 'whmcs_get_currencies'));
    await until(() => server.out().includes('"id":2'));
    const faults = setInterval(() => server.child.kill('SIGUSR2'), 20);
    expect(await server.exit).toBe(1);
    clearInterval(faults);
    expect(server.err()).toContain('one fault after another');
  });
});

test('a command whose reader is gone ends as it would have', async () => {
  const server = run(['--help']);
  server.child.stdout?.destroy();
  const [code] = await once(server.child, 'exit');
  expect(code).toBe(0);
});
