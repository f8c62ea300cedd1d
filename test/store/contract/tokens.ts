import { expect, test } from 'vitest';
import { later, NOON } from '../claims.js';
import type { Current } from './engine.js';

const token = (name: string, differing: { digest?: string; grant?: string; expiresAt?: Date } = {}) => ({
  name,
  digest: `digest of ${name}`,
  grant: undefined,
  madeAt: NOON,
  madeBy: 'anna',
  expiresAt: undefined,
  ...differing,
});

export function tokenContract(current: Current): void {
  const another = async () => (current.engine.isShared ? await current.another() : current.store()).tokens;

  test('what was made is found by its digest alone, by everybody, and listed by name', async () => {
    const { tokens } = current.store();
    const night = token('Night-Shift', { grant: 'support', expiresAt: later(1_000) });
    expect(await tokens.add(night)).toBe(true);
    expect(await tokens.add(token('billing'))).toBe(true);
    const reader = await another();
    const unused = { usedAt: undefined };
    expect(await reader.find('digest of Night-Shift')).toEqual({ ...night, ...unused });
    expect(await reader.find('digest of billing')).toEqual({ ...token('billing'), ...unused });
    for (const other of ['Night-Shift', 'night-shift', 'digest of night-shift', ''])
      expect(await reader.find(other), other).toBeUndefined();
    expect((await reader.list()).map(({ name }) => name)).toEqual(['billing', 'Night-Shift']);
  });

  test('a name is one person, however it is written, and the token that is there stays', async () => {
    const { tokens } = current.store();
    await tokens.add(token('Özge'));
    expect(await tokens.add(token('ÖZGE', { digest: 'another' }))).toBe(false);
    expect(await tokens.find('another')).toBeUndefined();
    expect(await tokens.find('digest of Özge')).toMatchObject({ name: 'Özge' });
    expect(await tokens.remove('özge')).toBe(true);
    expect(await tokens.add(token('ÖZGE', { digest: 'another' }))).toBe(true);
  });

  test('that there were tokens is known, too, when the last one is gone', async () => {
    const { tokens } = current.store();
    expect(await tokens.wereMade()).toBe(false);
    expect(await tokens.remove('nobody')).toBe(false);
    expect(await tokens.wereMade()).toBe(false);
    await tokens.add(token('anna'));
    const reader = await another();
    expect(await reader.wereMade()).toBe(true);
    await tokens.remove('anna');
    expect(await reader.wereMade()).toBe(true);
    expect(await reader.list()).toEqual([]);
  });

  test('of two who take one name at the same time one gets it', async () => {
    const [one, other] = [current.store().tokens, await another()];
    const added = await Promise.all([
      one.add(token('anna', { digest: 'one' })),
      other.add(token('Anna', { digest: 'other' })),
    ]);
    expect([...added].sort()).toEqual([false, true]);
    expect(await one.list()).toHaveLength(1);
  });

  test('what is removed is gone at once for whoever asked for it again and again', async () => {
    const [one, other] = [current.store().tokens, await another()];
    const seen = async () => {
      const found = await Promise.all([one, other].map((tokens) => tokens.find('digest of anna')));
      return found.map((token) => token !== undefined);
    };
    for (const [makes, ends] of [
      [one, other],
      [other, one],
    ] as const) {
      expect(await seen()).toEqual([false, false]);
      await makes.add(token('anna'));
      expect(await seen()).toEqual([true, true]);
      expect(await seen()).toEqual([true, true]);
      expect(await ends.remove('anna')).toBe(true);
      expect(await seen()).toEqual([false, false]);
      expect(await ends.remove('anna')).toBe(false);
    }
  });

  test('a question asked while a token is removed is no answer for the next one', async () => {
    const { tokens } = current.store();
    for (let round = 0; round < 20; round += 1) {
      await tokens.add(token('anna'));
      const asked = Array.from({ length: 5 }, () => tokens.find('digest of anna'));
      const removing = tokens.remove('anna');
      asked.push(...Array.from({ length: 5 }, () => tokens.find('digest of anna')));
      await removing;
      expect(await tokens.find('digest of anna')).toBeUndefined();
      await Promise.all(asked);
      expect(await tokens.find('digest of anna')).toBeUndefined();
    }
  });

  test('the latest use is kept, of a token that is there', async () => {
    const { tokens } = current.store();
    await tokens.add(token('anna'));
    await tokens.used('digest of anna', later(200));
    await tokens.used('digest of anna', later(100));
    await tokens.used('digest of nobody', later(100));
    const reader = await another();
    expect(await reader.list()).toMatchObject([{ name: 'anna', usedAt: later(200) }]);
  });
}
