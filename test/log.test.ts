import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createLog, lineWriter } from '../src/log.js';

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

function logged(stream = { writableLength: 0 }) {
  const writes: string[] = [];
  const lines = lineWriter({
    get writableLength() {
      return stream.writableLength;
    },
    write: (text) => writes.push(text.replace(/^\S+ /gm, '')),
  });
  return { writes, lines, log: createLog({ level: 'info', secrets: [], write: lines.write }) };
}

test('lines leave together, and none waits for long', () => {
  const { writes, log } = logged();
  log('info', 'one');
  log('debug', 'not wanted');
  log('info', 'two', { of: 2, left: undefined });
  vi.advanceTimersByTime(49);
  expect(writes).toEqual([]);
  vi.advanceTimersByTime(1);
  log('info', 'three');
  vi.advanceTimersByTime(50);
  expect(writes).toEqual(['info one\ninfo two of=2\n', 'info three\n']);
});

test('what warns is written at once, after what came before it', () => {
  const { writes, log } = logged();
  log('info', 'one');
  log('warn', 'two');
  expect(writes).toEqual(['info one\nwarn two\n']);
  log('error', 'three');
  expect(writes).toHaveLength(2);
  vi.advanceTimersByTime(50);
  expect(writes).toHaveLength(2);
});

test('a program that ends writes what is left', () => {
  const { writes, lines, log } = logged();
  log('info', 'last');
  lines.flush();
  lines.flush();
  expect(writes).toEqual(['info last\n']);
});

test('lines that nobody reads are dropped, and the gap is told', () => {
  const stream = { writableLength: 0 };
  const { writes, log } = logged(stream);
  const long = { text: 'x'.repeat(700_000) };
  log('info', 'one', long);
  log('info', 'two', long);
  log('info', 'three', long);
  vi.advanceTimersByTime(50);
  expect(writes.join('')).not.toContain('three');
  stream.writableLength = 2 * 1024 * 1024;
  log('error', 'four');
  stream.writableLength = 0;
  log('error', 'five');
  expect(writes.at(-1)).toBe('warn log.dropped lines=2\nerror five\n');
});
