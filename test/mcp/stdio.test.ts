import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { serveMcp, stdioTransport } from '../../src/mcp/index.js';
import { ALLOW_ALL, openProgram, policyFile, until } from '../harness.js';
import { heldAnswers, recorder } from '../recorder.js';
import { callOf, hello, raw } from './raw-server.js';

const MIB = 1024 * 1024;

test('a frame that comes in small pieces is read as fast as one that comes whole', async () => {
  const { input, answer } = await raw();
  const frame = (id: number, mib: number) =>
    Buffer.from(`${JSON.stringify(callOf(id, 'whmcs_get_currencies', { x: 'a'.repeat(mib * MIB) }))}\n`);
  const time = async (id: number, mib: number) => {
    const bytes = frame(id, mib);
    const started = performance.now();
    for (let at = 0; at < bytes.length; at += 4096) input.write(bytes.subarray(at, at + 4096));
    expect((await answer(id)).result?.structuredContent?.code).toBe('invalid_arguments');
    return performance.now() - started;
  };
  await time(1, 1);
  const [small, large] = [await time(2, 3), await time(3, 24)];
  // Eight times the bytes: what copies all of them at each piece would take sixty-four times as long.
  expect(large).toBeLessThan(Math.max(small, 20) * 30);
});

test('a frame above the bound is dropped with an answer to its request, and the next one is served', async () => {
  const { send, answer, whmcs } = await raw();
  const filler = 'a'.repeat(33 * MIB);
  send(`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"${filler}"}}`);
  send(`{"method":"tools/call","params":{"name":"${filler}"},"jsonrpc":"2.0","id":"eight"}`);
  send(`{"method":"tools/call","params":{"name":"${filler}","id":9},"jsonrpc":"2.0"}`);
  for (const id of [7, 'eight', null]) {
    const { error } = await answer(id);
    expect(error).toMatchObject({ code: -32600, message: expect.stringContaining('32 MiB') });
  }
  send(callOf(10, 'whmcs_get_currencies'));
  expect((await answer(10)).error).toBeUndefined();
  expect(whmcs.received).toHaveLength(1);
});

test.each([
  ['text that is not JSON', 'hello there', -32700, null],
  ['a batch', '[{"jsonrpc":"2.0","id":5,"method":"ping"}]', -32600, null],
  ['a bare value', 'null', -32600, null],
  ['a request without a version', '{"id":5,"method":"ping"}', -32600, 5],
  ['a method that is no text', '{"jsonrpc":"2.0","id":"six","method":6}', -32600, 'six'],
])('%s is answered with an error', async (_name, line, code, id) => {
  const { send, answer } = await raw();
  send(line);
  expect((await answer(id)).error?.code).toBe(code);
});

test('bytes that are not UTF-8 are refused instead of being replaced', async () => {
  const { input, answer, whmcs } = await raw();
  const [before, after] = JSON.stringify(
    callOf(3, 'whmcs_add_ticket_note', { ticketid: 1, message: 'caf?' }),
  ).split('?');
  input.write(Buffer.concat([Buffer.from(`${before}`), Buffer.from([0xe9]), Buffer.from(`${after}\n`)]));
  expect((await answer(null)).error).toMatchObject({
    code: -32700,
    message: expect.stringContaining('UTF-8'),
  });
  expect(whmcs.received).toEqual([]);
});

test('answers and notifications that are malformed, and blank lines, are answered with nothing', async () => {
  const { send, answer, messages } = await raw();
  send('', '   ', '{"jsonrpc":"2.0","method":3}', '{"jsonrpc":"2.0","id":5,"result":3}');
  send({ jsonrpc: '2.0', id: 6, method: 'ping' });
  await answer(6);
  expect(messages.map(({ id }) => id)).toEqual(['hello', 6]);
});

test.each([[['a list']], ['text'], [5], [true]])('%j for arguments is invalid_arguments', async (args) => {
  const { send, answer, whmcs } = await raw();
  send(callOf(2, 'whmcs_get_currencies', args));
  const { result } = await answer(2);
  expect(result).toMatchObject({ isError: true, structuredContent: { code: 'invalid_arguments' } });
  expect(JSON.stringify(result)).toMatch(/object/);
  expect(whmcs.received).toEqual([]);
});

test('arguments that are null or left out are no arguments', async () => {
  const { send, answer } = await raw();
  send(callOf(2, 'whmcs_get_currencies', null), callOf(3, 'whmcs_get_currencies'));
  for (const id of [2, 3]) expect((await answer(id)).result?.isError).toBeUndefined();
});

test('a stream that breaks is told to the log, and is no fault of the program', async () => {
  const { input, logged } = await raw();
  input.destroy(new Error('the terminal is gone'));
  await until(() => logged.some((line) => line.includes('the terminal is gone')));
});

test('before initialize only a ping is answered', async () => {
  const { send, answer, whmcs } = await raw({ greet: false });
  send({ jsonrpc: '2.0', id: 1, method: 'ping' });
  send({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
  send(callOf(3, 'whmcs_get_currencies'));
  expect((await answer(1)).result).toEqual({});
  for (const id of [2, 3]) {
    expect((await answer(id)).error).toMatchObject({
      code: -32600,
      message: expect.stringContaining('initialize'),
    });
  }
  send(hello);
  await answer('hello');
  send({ jsonrpc: '2.0', id: 4, method: 'tools/list' });
  expect((await answer(4)).result?.tools?.length).toBeGreaterThan(0);
  expect(whmcs.received).toEqual([]);
});

test('a client is asked nothing before it says that it is ready', async () => {
  const whmcs = await recorder();
  const asking = {
    ...ALLOW_ALL,
    classes: { write: { require_approval: { channels: ['elicitation', 'cli'] } } },
  };
  const { app } = openProgram({
    ...whmcs.env,
    GUARD_POLICY: policyFile(asking),
    GUARD_APPROVAL_WAIT: '1',
  });
  const [input, output] = [new PassThrough(), new PassThrough()];
  const server = await serveMcp(sessionFor(LOCAL_CALLER), stdioTransport(input, output), {
    guard: app.guard,
    version: '0.0.0',
    log: () => {},
  });
  onTestFinished(() => server.close());
  let out = '';
  output.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  const send = (message: unknown) => input.write(`${JSON.stringify(message)}\n`);
  send({ ...hello, params: { ...hello.params, capabilities: { elicitation: {} } } });
  send(callOf(2, 'whmcs_add_ticket_note', { ticketid: 1, message: 'first' }));
  await until(() => out.includes('"id":2'));
  expect(out).not.toContain('elicitation/create');
  send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  send(callOf(3, 'whmcs_add_ticket_note', { ticketid: 1, message: 'second' }));
  await until(() => out.includes('elicitation/create'));
});

test('a client that reads nothing does not fill the memory: it is not read from any more', async () => {
  const output = new PassThrough({ highWaterMark: 1024 });
  // Nobody reads from it.
  output.setEncoding = () => output;
  output.on = () => output;
  const { input, send } = await raw({ output, greet: false });
  send(hello);
  const ping = { jsonrpc: '2.0', id: 'x'.repeat(MIB), method: 'ping' };
  let written = 0;
  while (!input.isPaused() && written < 200) {
    if (!send(ping)) await Promise.race([once(input, 'drain'), once(input, 'pause')]);
    await new Promise((next) => setImmediate(next));
    written += 1;
  }
  expect(input.isPaused()).toBe(true);
  expect(output.writableLength).toBeLessThan(70 * MIB);
});

test('what lies unanswered has a bound, and those beyond it are told so', async () => {
  const { send, answer, whmcs } = await raw();
  const held = heldAnswers(whmcs, 'AddTicketNote');
  const big = (id: number) =>
    callOf(id, 'whmcs_add_ticket_note', {
      ticketid: 1,
      message: `note ${id}`,
      attachments: [{ name: 'a.txt', data: 'QUFB'.repeat(MIB / 4) }],
    });
  for (let id = 0; id < 80; id += 1) send(big(id));
  expect((await answer(79)).error).toMatchObject({ code: -32000 });
  held.at(-1)?.();
});
