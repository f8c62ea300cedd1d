import { expect, test } from 'vitest';
import { later, NOON } from '../claims.js';
import type { Current } from './engine.js';

const policy = (document: string, name = '') => ({
  name,
  document,
  revision: `of ${document}`,
  who: 'anna',
  note: '',
});

export function policyContract(current: Current): void {
  const reader = () => (current.engine.isShared ? current.another() : current.store());

  test('the last one that was published is in force for everybody, and the others stay as its history', async () => {
    const { policies } = current.store();
    expect(await policies.newest('')).toBeUndefined();
    const first = await policies.publish(policy('one'), NOON);
    const second = await policies.publish({ ...policy('two'), who: 'Özge', note: 'stricter' }, later(1));
    expect(second).toEqual({
      name: '',
      number: 2,
      revision: 'of two',
      who: 'Özge',
      note: 'stricter',
      at: later(1),
    });
    const other = (await reader()).policies;
    expect(await other.newest('')).toEqual(second);
    expect(await other.history('', 10)).toEqual([second, first]);
    expect(await other.history('', 1)).toEqual([second]);
    expect(await other.document('', 1)).toBe('one');
    expect(await other.document('', 2)).toBe('two');
    expect(await other.document('', 3)).toBeUndefined();
  });

  test('names are told apart by every character, each with numbers of its own', async () => {
    const { policies } = current.store();
    const names = ['', 'main', 'Main', 'main ', 'ma%', "'; DROP TABLE policy; --"];
    for (const name of names) {
      const published = await policies.publish(policy(`of ${name}`, name), NOON);
      expect(published).toMatchObject({ name, number: 1 });
    }
    for (const name of names) expect(await policies.document(name, 1)).toBe(`of ${name}`);
  });

  test('whoever edits one that is not the newest any more adds nothing', async () => {
    const { policies } = current.store();
    expect(await policies.publish(policy('one'), NOON, 1)).toBeUndefined();
    expect(await policies.publish(policy('one'), NOON, 0)).toMatchObject({ number: 1 });
    expect(await policies.publish(policy('late'), NOON, 0)).toBeUndefined();
    expect(await policies.publish(policy('two'), NOON, 1)).toMatchObject({ number: 2 });
    expect(await policies.history('', 10)).toHaveLength(2);
  });

  test('of many who publish after the same one at once, one does', async () => {
    const { policies } = current.store();
    const others = (await reader()).policies;
    const all = Array.from({ length: 10 }, (_none, n) =>
      (n % 2 === 0 ? policies : others).publish(policy(`by ${n}`), NOON, 0),
    );
    const published = (await Promise.all(all)).filter((one) => one !== undefined);
    expect(published).toHaveLength(1);
    expect(await policies.history('', 10)).toEqual(published);
  });

  test('of many who publish at once, each has its own number', async () => {
    const { policies } = current.store();
    const others = (await reader()).policies;
    const all = Array.from({ length: 10 }, (_none, n) =>
      (n % 2 === 0 ? policies : others).publish(policy(`by ${n}`), NOON),
    );
    const numbers = (await Promise.all(all)).map((one) => one?.number);
    expect(numbers.toSorted((a = 0, b = 0) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
}
