import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { stdioTransport } from '../../src/mcp/index.js';
import { until } from '../harness.js';

const MIB = 1024 * 1024;

/** A transport alone, with the requests that got through it and the errors that it answered by itself. */
async function bare() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const transport = stdioTransport(input, output);
  const taken: unknown[] = [];
  transport.onmessage = (message) => {
    if ('method' in message && 'id' in message) taken.push(message.id);
  };
  await transport.start();
  onTestFinished(() => transport.close());
  const send = (message: object) => input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const big = (id: number) => send({ id, method: 'ping', params: { pad: 'x'.repeat(25 * MIB) } });
  return { input, output, transport, taken, send, big };
}

test('requests that were answered, or taken back by their client, make room for others', async () => {
  const { output, transport, taken, send, big } = await bare();
  let told = '';
  output.setEncoding('utf8').on('data', (chunk: string) => {
    told += chunk;
  });
  for (const id of [1, 2, 3]) big(id);
  await until(() => told.includes('"id":3'));
  expect(taken).toEqual([1, 2]);
  await transport.send({ jsonrpc: '2.0', id: 1, result: {} });
  big(4);
  await until(() => taken.includes(4) || told.includes('"id":4'));
  send({ method: 'notifications/cancelled', params: { requestId: 2 } });
  big(5);
  await until(() => taken.includes(5) || told.includes('"id":5'));
  expect(taken).toEqual([1, 2, 4, 5]);
});

test('a client that reads again is read from again', async () => {
  const { input, output, transport, taken, send } = await bare();
  await transport.send({ jsonrpc: '2.0', id: 1, result: { pad: 'x'.repeat(65 * MIB) } });
  expect(input.isPaused()).toBe(true);
  output.resume();
  send({ id: 2, method: 'ping' });
  await until(() => taken.includes(2));
});
