import { PassThrough, Writable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { stdioTransport } from '../../src/mcp/index.js';

/** A transport alone, and all that is written to its output, write by write. */
async function recorded() {
  const writes: string[] = [];
  const output = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      writes.push(String(chunk));
      done();
    },
  });
  const transport = stdioTransport(new PassThrough(), output);
  await transport.start();
  onTestFinished(() => transport.close());
  const answer = (id: number, pad = '') => transport.send({ jsonrpc: '2.0', id, result: { pad } });
  return { writes, transport, answer };
}

const idsOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).id);

test('answers of one turn of the event loop leave in one write, in their order', async () => {
  const { writes, answer } = await recorded();
  for (const id of [1, 2, 3]) await answer(id);
  expect(writes).toEqual([]);
  await new Promise(setImmediate);
  await answer(4);
  await new Promise(setImmediate);
  expect(writes.map(idsOf)).toEqual([[1, 2, 3], [4]]);
});

test('a long answer does not wait for others, and keeps its place among them', async () => {
  const { writes, answer } = await recorded();
  await answer(1);
  await answer(2, 'x'.repeat(1024 * 1024));
  expect(writes.map(idsOf)).toEqual([[1, 2]]);
});

test('closing leaves nothing unwritten', async () => {
  const { writes, transport, answer } = await recorded();
  await answer(1);
  await transport.close();
  expect(writes.map(idsOf)).toEqual([[1]]);
});
