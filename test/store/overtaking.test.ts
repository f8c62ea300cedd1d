import { expect, onTestFinished, test } from 'vitest';
import { SqliteDatabase } from '../../src/store/sqlite/database.js';

/** In which order a count is written that is asked for after so many lines that nobody waits for. */
async function orderAfter(lines: number): Promise<string[]> {
  const database = await SqliteDatabase.open(undefined);
  onTestFinished(() => database.close());
  const written: string[] = [];
  const note = (what: string) => async () => void written.push(what);
  const behind = Array.from({ length: lines }, () => database.write([], note('line'), { soon: true }));
  await database.write([], note('count'), { overtakes: true });
  await Promise.all(behind);
  return written;
}

test('what overtakes goes before a few lines that nobody waits for, and they are written by themselves', async () => {
  expect(await orderAfter(3)).toEqual(['count', 'line', 'line', 'line']);
});

test('many lines that nobody waits for go with whatever is next', async () => {
  expect(await orderAfter(16)).toEqual([...Array.from({ length: 16 }, () => 'line'), 'count']);
});

test('a write that does not overtake takes along what was to be written before it', async () => {
  const database = await SqliteDatabase.open(undefined);
  onTestFinished(() => database.close());
  const written: string[] = [];
  const note = (what: string) => async () => void written.push(what);
  const line = database.write([], note('line'), { soon: true });
  const count = database.write([], note('count'), { overtakes: true });
  await database.write([], note('write'), { durable: true });
  expect(written).toEqual(['count', 'line', 'write']);
  await Promise.all([line, count]);
});
