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

test('a token that got into a line is not written', () => {
  const { writes, log } = logged();
  const [ours, signed] = [
    `whmcs_mcp_${'aB3'.repeat(16)}c`,
    'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2lnbmF0dXJl',
  ];
  log('error', 'unexpected', { error: new Error(`bad header Bearer ${ours}`), text: signed });
  expect(writes.join('')).toContain('bad header Bearer [secret]" text=[secret]\n');
});

test('as JSON each entry is an object on one line, without secrets', () => {
  const written: string[] = [];
  const log = createLog({
    level: 'info',
    format: 'json',
    secrets: ['pa"ss\nword'],
    write: (line) => written.push(line),
    now: () => new Date(0),
  });
  log('warn', 'call', {
    tool: 'whmcs_get_clients',
    error: new Error('two\nlines\u2028\u007f'),
    left: undefined,
    said: 'it is pa"ss\nword',
    ms: 5,
  });
  expect(written.join('')).toMatch(/^[ -~]+\n$/);
  expect(JSON.parse(written.join(''))).toEqual({
    time: '1970-01-01T00:00:00.000Z',
    level: 'warn',
    event: 'call',
    tool: 'whmcs_get_clients',
    error: 'two\nlines\u2028\u007f',
    said: 'it is [secret]',
    ms: 5,
  });
});

test('as JSON a gap is told in JSON, too', () => {
  const stream = { writableLength: 2 ** 21, written: '', write: (text: string) => (stream.written += text) };
  const { write } = lineWriter(stream, { format: 'json', now: () => new Date(0) });
  write('{"lost":1}\n', true);
  stream.writableLength = 0;
  write('{"kept":1}\n', true);
  expect(
    stream.written
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { time: '1970-01-01T00:00:00.000Z', level: 'warn', event: 'log.dropped', lines: 1 },
    { kept: 1 },
  ]);
});
