import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Current } from './engine.js';

const T = (ms: number) => new Date(1_750_000_000_000 + ms);
const MINUTE = 60_000;

export function leaseContract(current: Current): void {
  test('keys are taken all or none, by one holder at a time', async () => {
    const { leases } = current.store();
    expect(await leases.take(['a', 'b'], 'one', MINUTE, T(0))).toBeDefined();
    expect(await leases.take(['b', 'c'], 'two', MINUTE, T(1))).toBeUndefined();
    expect(await leases.held('c', T(1))).toBe(false);
    expect(await leases.take(['c'], 'three', MINUTE, T(1))).toBeDefined();
    await leases.release('one', T(2));
    expect(await leases.take(['a', 'b'], 'two', MINUTE, T(2))).toBeDefined();
  });

  test('whoever takes a key is told until when somebody had it', async () => {
    const { leases } = current.store();
    expect(await leases.take(['a', 'b'], 'one', MINUTE, T(0))).toEqual({ heldUntil: undefined });
    await leases.release('one', T(500));
    expect(await leases.take(['b', 'c'], 'two', MINUTE, T(600))).toEqual({ heldUntil: T(500) });
    // Nobody has released these: they lapse, and may have been used until then.
    expect(await leases.take(['b'], 'three', MINUTE, T(599 + MINUTE))).toBeUndefined();
    expect(await leases.take(['b'], 'three', MINUTE, T(600 + MINUTE))).toEqual({
      heldUntil: T(600 + MINUTE),
    });
  });

  test('what is released is forgotten some minutes later', async () => {
    const { leases } = current.store();
    for (let n = 0; n < 40; n += 1) await leases.take([`key ${n}`], 'one', MINUTE, T(0));
    await leases.release('one', T(1));
    const later = 10 * MINUTE;
    for (let n = 0; n < 4; n += 1) await leases.take([`other ${n}`], randomUUID(), MINUTE, T(later));
    expect(await leases.take(['key 0'], 'two', MINUTE, T(later))).toEqual({ heldUntil: undefined });
  });

  test.runIf(current.engine.isShared)(
    'a holder holds what it took until it releases it, it lapses, or another has taken it',
    async () => {
      const [one, two] = [current.store(), await current.another()];
      await one.leases.take(['a', 'b'], 'one', MINUTE, T(0));
      expect(await one.leases.holds('one', ['a', 'b'], T(1))).toBe(true);
      expect(await two.leases.holds('one', ['a', 'b'], T(1))).toBe(true);
      expect(await one.leases.holds('one', ['a', 'c'], T(1))).toBe(false);
      expect(await one.leases.holds('two', ['a'], T(1))).toBe(false);
      expect(await one.leases.holds('one', ['a', 'b'], T(MINUTE))).toBe(false);
      await one.leases.renew('one', MINUTE, T(MINUTE - 1));
      expect(await one.leases.holds('one', ['a', 'b'], T(MINUTE))).toBe(true);
      expect(await two.leases.take(['b'], 'two', MINUTE, T(3 * MINUTE))).toBeDefined();
      expect(await one.leases.holds('one', ['a', 'b'], T(MINUTE + 1))).toBe(false);
      await two.leases.release('two', T(3 * MINUTE + 1));
      expect(await two.leases.holds('two', ['b'], T(3 * MINUTE + 2))).toBe(false);
    },
  );

  test('of all who take keys that overlap at once, one gets them, in whatever order they name them', async () => {
    const stores = [current.store(), current.engine.isShared ? await current.another() : current.store()];
    for (let round = 0; round < 5; round += 1) {
      const takers = Array.from({ length: 12 }, (_none, n) => {
        const keys = n % 2 === 0 ? [`x${round}`, `y${round}`] : [`y${round}`, `x${round}`];
        return stores[n % 2]?.leases.take(keys, `holder ${n}`, MINUTE, T(0));
      });
      const taken = await Promise.all(takers);
      expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
    }
  });
}
