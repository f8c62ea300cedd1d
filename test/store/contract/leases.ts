import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { LeaseAnswer, Leases } from '../../../src/store/index.js';
import type { Current } from './engine.js';

const MINUTE = 60_000;

const free = (freeForMs: number | undefined): LeaseAnswer => ({ granted: true, freeForMs });
const taken = (lapsesInMs: number): LeaseAnswer => ({ granted: false, lapsesInMs });
const granted = ({ granted: is }: LeaseAnswer) => is;

export function leaseContract(current: Current): void {
  /** The state's leases with a clock that the test sets. */
  async function clocked(): Promise<{ leases: Leases; at(ms: number): Leases }> {
    let now = 0;
    const { leases } = await current.another({ leaseClock: () => 1_000_000 + now });
    return {
      leases,
      at(ms) {
        now = ms;
        return leases;
      },
    };
  }

  test('keys are taken all or none, by one holder at a time', async () => {
    const { at } = await clocked();
    expect(granted(await at(0).take(['a', 'b'], 'one', MINUTE))).toBe(true);
    expect(await at(1).take(['b', 'c'], 'two', MINUTE)).toEqual(taken(MINUTE - 1));
    expect(await at(1).held('b')).toBe(true);
    expect(await at(1).held('c')).toBe(false);
    expect(granted(await at(1).take(['c'], 'three', MINUTE))).toBe(true);
    await at(2).release('one');
    expect(await at(2).held('b')).toBe(false);
    expect(granted(await at(2).take(['a', 'b'], 'two', MINUTE))).toBe(true);
  });

  test('whoever takes a key is told for how long nobody had it', async () => {
    const { at } = await clocked();
    expect(await at(0).take(['a', 'b'], 'one', MINUTE)).toEqual(free(undefined));
    await at(500).release('one');
    expect(await at(600).take(['b', 'c'], 'two', MINUTE)).toEqual(free(100));
    // Nobody has released these: they lapse, and may have been used until then.
    expect(await at(599 + MINUTE).take(['b'], 'three', MINUTE)).toEqual(taken(1));
    expect(await at(600 + MINUTE).take(['b'], 'three', MINUTE)).toEqual(free(0));
  });

  test('a look tells what whoever took the keys would be told, and takes nothing', async () => {
    const { at } = await clocked();
    expect(await at(0).look(['a', 'b'])).toEqual(free(undefined));
    await at(0).take(['a'], 'one', MINUTE);
    expect(await at(1).look(['b', 'a'])).toEqual(taken(MINUTE - 1));
    await at(500).release('one');
    for (const ms of [600, 700]) expect(await at(ms).look(['a', 'b'])).toEqual(free(ms - 500));
  });

  test('what is released is forgotten some minutes later', async () => {
    const { at } = await clocked();
    for (let n = 0; n < 40; n += 1) await at(0).take([`key ${n}`], 'one', MINUTE);
    await at(1).release('one');
    const later = 10 * MINUTE;
    for (let n = 0; n < 4; n += 1) await at(later).take([`other ${n}`], randomUUID(), MINUTE);
    expect(await at(later).take(['key 0'], 'two', MINUTE)).toEqual(free(undefined));
  });

  test('a holder has what it took until another takes it, and makes it last where it ran down', async () => {
    const { at } = await clocked();
    await at(0).take(['a', 'b'], 'one', MINUTE);
    expect(await at(1).ensure('one', ['a', 'b'], MINUTE)).toBe(MINUTE - 1);
    expect(await at(1).ensure('one', ['a', 'c'], MINUTE)).toBe(0);
    expect(await at(1).ensure('two', ['a'], MINUTE)).toBe(0);
    // Less than half is left, then nothing, and nobody has come between.
    expect(await at(MINUTE - 5).ensure('one', ['a', 'b'], MINUTE)).toBe(MINUTE);
    expect(granted(await at(MINUTE + 5).take(['b'], 'two', MINUTE))).toBe(false);
    expect(await at(3 * MINUTE).ensure('one', ['a', 'b'], MINUTE)).toBe(MINUTE);
    expect(granted(await at(3 * MINUTE + 1).take(['b'], 'two', MINUTE))).toBe(false);
    await at(3 * MINUTE + 2).renew('one', 2 * MINUTE);
    expect(await at(5 * MINUTE + 1).held('a')).toBe(true);
    expect(granted(await at(5 * MINUTE + 2).take(['b'], 'two', MINUTE))).toBe(true);
    expect(await at(5 * MINUTE + 3).ensure('one', ['a', 'b'], MINUTE)).toBe(0);
    await at(5 * MINUTE + 4).release('two');
    expect(await at(5 * MINUTE + 5).ensure('two', ['b'], MINUTE)).toBe(0);
  });

  test('a lease of a clock that has begun anew since holds nobody up', async () => {
    const { at } = await clocked();
    await at(0).take(['a'], 'one', MINUTE);
    expect(await at(-900_000).take(['a'], 'two', MINUTE)).toEqual(free(0));
  });

  test('a lease for no time, or for longer than any, is refused', async () => {
    const { leases } = current.store();
    for (const ms of [0, -1, Number.NaN, 10 * MINUTE])
      await expect(leases.take(['a'], 'one', ms)).rejects.toThrow(RangeError);
  });

  test.runIf(current.engine.isShared)(
    'two that share a state agree on the time, whatever their own clocks say',
    async () => {
      const [one, two] = [current.store(), await current.another()];
      expect(await one.leases.take(['a'], 'one', MINUTE)).toEqual(free(undefined));
      expect(granted(await two.leases.take(['a'], 'two', MINUTE))).toBe(false);
      expect(await two.leases.ensure('one', ['a'], MINUTE)).toBeGreaterThan(MINUTE / 2);
      await one.leases.release('one');
      const next = await two.leases.take(['a'], 'two', MINUTE);
      expect(next).toMatchObject({ granted: true });
      expect(next.granted && next.freeForMs).toBeLessThan(MINUTE);
    },
  );

  test('of all who take keys that overlap at once, one gets them, in whatever order they name them', async () => {
    const stores = [current.store(), current.engine.isShared ? await current.another() : current.store()];
    for (let round = 0; round < 5; round += 1) {
      const takers = Array.from({ length: 12 }, (_none, n) => {
        const keys = n % 2 === 0 ? [`x${round}`, `y${round}`] : [`y${round}`, `x${round}`];
        return stores[n % 2]?.leases.take(keys, `holder ${n}`, MINUTE);
      });
      const answers = await Promise.all(takers);
      expect(answers.filter((answer) => answer?.granted)).toHaveLength(1);
    }
  });
}
