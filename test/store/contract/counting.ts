import { expect, test } from 'vitest';
import { InvalidClaim, type Store } from '../../../src/store/index.js';
import { CALENDARS } from '../../../src/terms.js';
import { claim, granted, later, NOON, refused, used } from '../claims.js';

// Boundaries are those of UTC, whatever the time zone of the machine.
const BOUNDARIES = [
  ['minute', '2026-03-10T12:34:59.999Z', '2026-03-10T12:35:00.000Z'],
  ['hour', '2026-03-29T00:59:59.999Z', '2026-03-29T01:00:00.000Z'],
  ['day', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z'],
  ['day', '2028-02-28T23:59:59.999Z', '2028-02-29T00:00:00.000Z'],
  ['month', '2027-02-28T23:59:59.999Z', '2027-03-01T00:00:00.000Z'],
  ['month', '2028-02-29T23:59:59.999Z', '2028-03-01T00:00:00.000Z'],
  ['month', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z'],
] as const;

const NOT_AMOUNTS = [
  '-1',
  '+1',
  '1e3',
  '5e2',
  'NaN',
  'Infinity',
  '',
  ' ',
  '1 ',
  '.5',
  '5.',
  '1,5',
  '0x10',
  '１０',
].concat(['1.1234567', '1234567890123', '--1', '1_000', '1n', '1\n']);

/** When windows start and end. */
export function windowContract(current: () => Store): void {
  test.each(BOUNDARIES)('a %s ends at %s', async (calendar, last, first) => {
    const store = current();
    const limit = claim({ window: { calendar } });
    await granted(store, [limit], new Date(last));
    expect((await refused(store, [limit], new Date(last))).retryAfterMs).toBe(1);
    expect((await store.counters.usage(new Date(last), [limit]))[0]?.resetsAt).toEqual(new Date(first));
    await granted(store, [limit], new Date(first));
    await refused(store, [limit], new Date(first));
  });

  test.each(CALENDARS)('a %s starts anew only at its boundary', async (calendar) => {
    const store = current();
    const limit = claim({ window: { calendar } });
    await granted(store, [limit], new Date('2028-02-01T00:00:00.000Z'));
    const end = { minute: 60_000, hour: 3_600_000, day: 86_400_000, month: 29 * 86_400_000 }[calendar];
    await refused(store, [limit], new Date(Date.UTC(2028, 1, 1) + end - 1));
    await granted(store, [limit], new Date(Date.UTC(2028, 1, 1) + end));
  });

  test('a sliding window forgets each call at its own moment', async () => {
    const store = current();
    const limit = claim({ window: { slidingSeconds: 10 }, max: '2' });
    await granted(store, [limit]);
    await granted(store, [limit], later(4_000));
    expect((await refused(store, [limit], later(9_999))).retryAfterMs).toBe(1);
    expect((await store.counters.usage(later(9_999), [limit]))[0]).toMatchObject({
      used: '2',
      resetsAt: later(14_000),
    });
    await granted(store, [limit], later(10_000));
    expect((await refused(store, [limit], later(10_001))).retryAfterMs).toBe(3_999);
    expect(await used(store, limit, later(20_000))).toBe('0');
    expect((await store.counters.usage(later(20_000), [limit]))[0]?.resetsAt).toBeUndefined();
  });

  test('the wait of a sliding window is as long as the amount needs, not one call', async () => {
    const store = current();
    const limit = claim({ window: { slidingSeconds: 60 }, max: '10' });
    await granted(store, [{ ...limit, amount: '2.50' }]);
    await granted(store, [{ ...limit, amount: '2.50' }], later(1_000));
    await granted(store, [{ ...limit, amount: '5' }], later(2_000));
    expect((await refused(store, [{ ...limit, amount: '2.5' }], later(3_000))).retryAfterMs).toBe(57_000);
    expect((await refused(store, [{ ...limit, amount: '2.51' }], later(3_000))).retryAfterMs).toBe(58_000);
    expect((await refused(store, [{ ...limit, amount: '5.01' }], later(3_000))).retryAfterMs).toBe(59_000);
  });

  test('a clock that goes back finds what was counted', async () => {
    const store = current();
    const day = claim();
    const sliding = claim({ window: { slidingSeconds: 60 } });
    await granted(store, [day, sliding]);
    await granted(store, [day, sliding], later(86_400_000));
    await refused(store, [day]);
    await refused(store, [sliding], later(1_000));
    await refused(store, [sliding], later(86_400_000 - 30_000));
  });
}

/** What can be counted. */
export function amountContract(current: () => Store): void {
  test('amounts are exact decimals', async () => {
    const store = current();
    const cap = claim({ max: '0.30' });
    await granted(store, [{ ...cap, amount: '0.10' }]);
    await granted(store, [{ ...cap, amount: '0.20' }]);
    expect((await refused(store, [{ ...cap, amount: '0.000001' }])).refused[0].used).toBe('0.3');
    await granted(store, [{ ...cap, amount: '0' }]);
    const huge = claim({ counter: 'huge', max: '999999999999.999999' });
    await granted(store, [{ ...huge, amount: '999999999999.999998' }]);
    await granted(store, [{ ...huge, amount: '0.0000010' }]);
    await refused(store, [{ ...huge, amount: '0.000001' }]);
    expect(await used(store, huge)).toBe('999999999999.999999');
  });

  test.each(NOT_AMOUNTS)('%j is neither an amount nor a maximum', async (text) => {
    const store = current();
    const fits = claim({ counter: 'fits', max: '5' });
    for (const wrong of [{ amount: text }, { max: text }]) {
      const reserving = store.counters.reserve([fits, claim({ id: '/wrong', ...wrong })], NOON);
      await expect(reserving).rejects.toThrow(InvalidClaim);
      await expect(reserving).rejects.toThrow('/wrong');
    }
    expect(await store.counters.usage(NOON)).toEqual([]);
  });

  test('windows and times that are none are refused', async () => {
    const store = current();
    for (const slidingSeconds of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9]) {
      await expect(store.counters.reserve([claim({ window: { slidingSeconds } })], NOON)).rejects.toThrow(
        InvalidClaim,
      );
    }
    const week = { calendar: 'week' } as unknown as { calendar: 'day' };
    await expect(store.counters.reserve([claim({ window: week })], NOON)).rejects.toThrow(InvalidClaim);
    await expect(store.counters.reserve([claim()], new Date(Number.NaN))).rejects.toThrow(RangeError);
    expect(await store.counters.usage(NOON)).toEqual([]);
  });
}
