import { expect, test } from 'vitest';
import { pricedText } from '../../src/prose/index.js';

test.each([
  ['€54.45 EUR', '54.45 EUR'],
  ['US$1,054.45 USD', '1,054.45 USD'],
  ['$-5.00 USD', '-5.00 USD'],
  ['€54.45', '€54.45'],
  ['54,45 €', '54,45 €'],
  ['54.45 EUR', '54.45 EUR'],
  ['54.45', '54.45'],
])('%s, as WHMCS shows it, names its currency once: %s', (shown, told) => {
  expect(pricedText(shown)).toBe(told);
});

test.each(['', 'a lot', '€54.45 EUR of credit', '<b>5</b>', 54.45, null, `€${'9'.repeat(40)} EUR`])(
  '%s is no sum of WHMCS',
  (value) => {
    expect(pricedText(value)).toBeUndefined();
  },
);
