import { expect, test } from 'vitest';
import { homeFolder } from '../../src/machine/index.js';

test.each(['', 'home', './home', '../home'])(
  'a home that the working folder decides on, %j, gives way to that of the account',
  (named) => {
    expect(homeFolder(named, () => '/home/owner')).toBe('/home/owner');
  },
);

test('a home that is named whole is the one, whatever the accounts say', () => {
  const accounts = () => {
    throw new Error('nobody is known by this number');
  };
  expect(homeFolder('/srv/billing', accounts)).toBe('/srv/billing');
});
