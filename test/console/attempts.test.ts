import { expect, test } from 'vitest';
import { SignInAttempts } from '../../src/console/door/attempts.js';

const HERE = '192.0.2.1';
const STRANGER = '198.51.100.9';

function attempts() {
  let at = 0;
  const all = new SignInAttempts({ perName: 5, inTotal: 20 }, () => new Date(at));
  return {
    fails: (name: string, address?: string) => all.begin(name, address) !== undefined,
    succeeds: (name: string, address?: string) => all.begin(name, address)?.(),
    pass(ms: number) {
      at += ms;
    },
  };
}

test('of one name five are tried in a minute, wherever they come from', () => {
  const { fails, pass } = attempts();
  for (let n = 0; n < 5; n += 1) expect(fails('maria', `198.51.100.${n}`)).toBe(true);
  expect(fails('maria', HERE)).toBe(false);
  pass(60_000);
  expect(fails('maria', HERE)).toBe(true);
});

test('one network that nobody has signed in from has half of all, and where none can be told all is one', () => {
  const { fails } = attempts();
  for (let n = 0; n < 10; n += 1) expect(fails(`a${n}`, `2001:db8:1:2::${n}`)).toBe(true);
  expect(fails('b', '2001:db8:1:2::ffff')).toBe(false);
  for (let n = 0; n < 10; n += 1) expect(fails(`c${n}`, `203.0.113.${n}`)).toBe(true);
  expect(fails('d', HERE)).toBe(false);

  const untold = attempts();
  for (let n = 0; n < 20; n += 1) expect(untold.fails(`a${n}`)).toBe(true);
  expect(untold.fails('b')).toBe(false);
});

test('where somebody has signed in from, no stranger keeps anybody out, and guesses are counted as well', () => {
  const { fails, succeeds } = attempts();
  succeeds('maria', HERE);
  for (let n = 0; n < 5; n += 1) fails('maria', STRANGER);
  for (let n = 0; n < 20; n += 1) fails(`a${n}`, `203.0.113.${n}`);
  expect(fails('maria', '203.0.113.200')).toBe(false);
  for (let n = 0; n < 5; n += 1) expect(fails('maria', HERE)).toBe(true);
  expect(fails('maria', HERE)).toBe(false);
  for (let n = 0; n < 15; n += 1) expect(fails(`b${n}`, HERE)).toBe(true);
  expect(fails('c', HERE)).toBe(false);
});
