import { expect, test } from 'vitest';
import { later, NOON } from '../claims.js';
import type { Current } from './engine.js';

export function sharedValueContract(current: Current): void {
  test('the last value of a name is what everybody reads', async () => {
    const { sharedValues } = current.store();
    expect(await sharedValues.get('console')).toBeUndefined();
    await sharedValues.put('console', 'http://127.0.0.1:8788', NOON);
    await sharedValues.put('other', 'else', NOON);
    await sharedValues.put('console', 'http://127.0.0.1:9999', later(1));
    const reader = current.engine.isShared ? await current.another() : current.store();
    expect(await reader.sharedValues.get('console')).toEqual({
      value: 'http://127.0.0.1:9999',
      at: later(1),
    });
    expect(await reader.sharedValues.get('other')).toEqual({ value: 'else', at: NOON });
  });

  test('names and values may be any text, and are told apart by every character', async () => {
    const { sharedValues } = current.store();
    const names = ['a', 'A', 'ä', 'a\u0308', ' a', 'a%', "'; DROP TABLE shared_value; --", '💶', '?', '$1'];
    for (const name of names) await sharedValues.put(name, `value of ${name}`, NOON);
    for (const name of names) expect((await sharedValues.get(name))?.value).toBe(`value of ${name}`);
  });
}
