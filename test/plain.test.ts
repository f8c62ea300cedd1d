import { expect, test } from 'vitest';
import { plain } from '../src/plain.js';

test('marks stacked on a letter end at the third, and those before the first letter go', () => {
  expect(plain('a\u0301\u0302\u0303\u0304\u0305b')).toBe('a\u0301\u0302\u0303b');
  expect(plain('\u0489\u0301a\u0308')).toBe('a\u0308');
});
