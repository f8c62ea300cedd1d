import { expect, test } from 'vitest';
import { Breaker } from '../../src/whmcs/breaker.js';
import type { Trouble } from '../../src/whmcs/fault.js';

const REFUSED: Trouble = {
  kind: 'auth',
  refusal: true,
  answered: true,
  reached: true,
  message: 'WHMCS refused the credential.',
  retry: 'no',
};

test('a rest is told until a call may try again: who waits for the end of it would else wait for ever', () => {
  let now = 0;
  const breaker = new Breaker(() => now);
  expect(breaker.restsFor()).toBeUndefined();
  breaker.failed(REFUSED, false);
  expect(breaker.restsFor()).toBe('auth');
  now = 59_999;
  expect(breaker.restsFor()).toBe('auth');
  now = 60_000;
  expect(breaker.restsFor()).toBeUndefined();
  // Asking has not taken the place of the call that tries.
  expect(breaker.refuses()).toBeUndefined();
  expect(breaker.refuses()?.kind).toBe('auth');
});
