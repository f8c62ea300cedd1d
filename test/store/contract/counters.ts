import { expect, test } from 'vitest';
import { claim, granted, later, NOON, refused, used } from '../claims.js';
import type { Current } from './engine.js';

/** Reserving, settling and asking. */
export function counterContract(current: Current): void {
  test('a maximum may be reached and not passed; the refusal names the rule, what stood and when to retry', async () => {
    const store = current.store();
    const limit = claim({ max: '2' });
    await granted(store, [limit]);
    await granted(store, [limit]);
    const refusal = await refused(store, [limit]);
    expect(refusal).toEqual({
      granted: false,
      refused: [{ claim: limit, used: '2', retryAfterMs: 12 * 3_600_000 }],
      retryAfterMs: 12 * 3_600_000,
    });
    await granted(store, [limit], later(refusal.retryAfterMs ?? 0));
  });

  test('fifty at once get exactly what there is', async () => {
    const store = current.store();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => store.counters.reserve([claim({ max: '20' })], NOON)),
    );
    expect(answers.filter((answer) => answer.granted)).toHaveLength(20);
    expect(new Set(answers.map((answer) => (answer.granted ? answer.id : ''))).size).toBe(21);
  });

  test('what went without asking, what people approved and both together are three counts', async () => {
    const store = current.store();
    const [unasked, approved, both] = [
      claim({ part: 'unasked', max: '1' }),
      claim({ part: 'approved', max: '9' }),
      claim({ max: '3' }),
    ];
    await granted(store, [unasked, both]);
    expect((await refused(store, [unasked, both])).refused.map((short) => short.claim)).toEqual([unasked]);
    await granted(store, [approved, both]);
    const given = await granted(store, [approved, both]);
    expect((await refused(store, [approved, both])).refused.map((short) => short.claim)).toEqual([both]);
    await store.counters.release(given);
    const usage = await store.counters.usage(NOON);
    expect(usage.map(({ part, used }) => [part, used])).toEqual(
      expect.arrayContaining([
        ['unasked', '1'],
        ['approved', '1'],
        [undefined, '2'],
      ]),
    );
  });

  test('a day of a time zone is counted there, beside one of UTC', async () => {
    const store = current.store();
    const window = { calendar: 'day', timezone: 'Asia/Kolkata' } as const;
    const there = claim({ window });
    await granted(store, [claim(), there]);
    const { retryAfterMs } = await refused(store, [there]);
    expect(retryAfterMs).toBe(6.5 * 3_600_000);
    await granted(store, [there], later(6.5 * 3_600_000));
    await refused(store, [claim()], later(6.5 * 3_600_000));
    expect((await store.counters.usage(NOON, [there]))[0]).toMatchObject({ window, used: '1' });
  });

  test('of two claims both are counted or none', async () => {
    const store = current.store();
    const roomy = claim({ id: '/a', counter: 'roomy', max: '10' });
    const tight = claim({ id: '/b', counter: 'tight', max: '1' });
    await granted(store, [roomy, tight]);
    for (const claims of [
      [roomy, tight],
      [tight, roomy],
    ]) {
      expect((await refused(store, claims)).refused.map((short) => short.claim.id)).toEqual(['/b']);
    }
    expect(await used(store, roomy)).toBe('1');
  });

  test('a refusal tells of every claim that does not fit, and how long until all do', async () => {
    const store = current.store();
    const minute = claim({ id: '/minute', counter: 'minute', window: { calendar: 'minute' }, max: '0.5' });
    const sliding = claim({ id: '/sliding', counter: 'sliding', window: { slidingSeconds: 90 } });
    const hour = claim({ id: '/hour', counter: 'hour', window: { calendar: 'hour' } });
    const fits = claim({ id: '/fits', counter: 'fits' });
    await granted(store, [sliding, hour]);
    const refusal = await refused(store, [sliding, fits, hour]);
    expect(refusal.refused.map((short) => [short.claim.id, short.retryAfterMs])).toEqual([
      ['/hour', 3_600_000],
      ['/sliding', 90_000],
    ]);
    expect(refusal.retryAfterMs).toBe(3_600_000);
    const never = await refused(store, [sliding, minute]);
    expect(never.refused.map((short) => short.claim.id)).toEqual(['/minute', '/sliding']);
    expect(never.retryAfterMs).toBeUndefined();
  });

  test('what is given back is free again, once', async () => {
    const store = current.store();
    const limit = claim({ max: '2' });
    const first = await granted(store, [limit]);
    await granted(store, [limit]);
    await store.counters.release(first);
    await store.counters.release(first);
    expect(await used(store, limit)).toBe('1');
    await granted(store, [limit]);
    await refused(store, [limit]);
  });

  test('what is given back twice at once is free once', async () => {
    const store = current.store();
    const limits = [claim({ max: '3' }), claim({ max: '3', window: { slidingSeconds: 60 } })];
    const first = await granted(store, limits);
    await granted(store, limits);
    await Promise.all([store.counters.release(first), store.counters.release(first)]);
    for (const limit of limits) expect(await used(store, limit)).toBe('1');
  });

  test('many that count, give back and are refused at once come out as one after the other would', async () => {
    const store = current.store();
    const held = await Promise.all(Array.from({ length: 3 }, () => granted(store, [claim({ max: '9' })])));
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => store.counters.reserve([claim({ max: '5' })], NOON)),
      ...held.map((one) => store.counters.release(one)),
      ...Array.from({ length: 4 }, () => store.counters.reserve([claim({ max: '5' })], NOON)),
    ]);
    const got = answers.filter((answer) => answer?.granted === true).length;
    expect(got).toBeGreaterThanOrEqual(2);
    expect(got).toBeLessThanOrEqual(5);
    expect(await used(store, claim())).toBe(`${got}`);
  });

  test('what was committed is not given back', async () => {
    const store = current.store();
    const reservation = await granted(store, [claim(), claim({ window: { slidingSeconds: 60 } })]);
    await store.counters.commit(reservation);
    await store.counters.release(reservation);
    await refused(store, [claim()]);
    await refused(store, [claim({ window: { slidingSeconds: 60 } })]);
  });

  test('an unknown reservation is nobody’s', async () => {
    const store = current.store();
    await granted(store, [claim()]);
    await store.counters.release({ granted: true, id: 'never-made' });
    await store.counters.commit({ granted: true, id: 'never-made' });
    await refused(store, [claim()]);
  });

  test('given back after its window, it leaves the next one alone', async () => {
    const store = current.store();
    const old = await granted(store, [claim()]);
    const tomorrow = later(86_400_000);
    await granted(store, [claim()], tomorrow);
    await store.counters.release(old);
    await refused(store, [claim()], tomorrow);
  });

  test('claims on the same bucket add up, in whatever order the rules stand', async () => {
    const store = current.store();
    const wide = claim({ id: '/wide', max: '5', amount: '2' });
    const narrow = claim({ id: '/narrow', max: '3', amount: '2' });
    expect((await refused(store, [wide, narrow])).refused.map((short) => short.claim.id)).toEqual([
      '/narrow',
    ]);
    expect((await refused(store, [narrow, wide])).refused.map((short) => short.claim.id)).toEqual([
      '/narrow',
    ]);
    const both = await granted(store, [{ ...narrow, amount: '1' }, wide]);
    expect(await used(store, wide)).toBe('3');
    await store.counters.release(both);
    expect(await used(store, wide)).toBe('0');
  });

  test('counters, keys and windows stand apart, whatever is in their names', async () => {
    const store = current.store();
    const apart = [
      claim(),
      claim({ counter: 'mails' }),
      claim({ key: 'caller:ben' }),
      claim({ window: { calendar: 'hour' } }),
      claim({ window: { slidingSeconds: 60 } }),
      claim({ window: { slidingSeconds: 61 } }),
      claim({ key: 'a\0b' }),
      claim({ key: 'a\0c' }),
      claim({ key: '\ud800' }),
      claim({ key: '\udbff' }),
      claim({ key: '' }),
      claim({ counter: 'calls","caller', key: 'anna' }),
      claim({ counter: "'; DROP TABLE counter; --" }),
    ];
    for (const one of apart) await granted(store, [one]);
    for (const one of apart) await refused(store, [one]);
    const listed = await store.counters.usage(NOON);
    const identity = ({ counter, key, window }: (typeof apart)[number]) => ({ counter, key, window });
    expect(listed).toHaveLength(apart.length);
    expect(listed).toEqual(
      expect.arrayContaining(apart.map((one) => expect.objectContaining(identity(one)))),
    );
  });

  test('what buckets stand at can be asked for, and listed', async () => {
    const store = current.store();
    const money = claim({
      counter: 'refunds',
      key: 'client:17',
      window: { calendar: 'month' },
      max: '100',
    });
    const idle = claim({ counter: 'idle' });
    await granted(store, [{ ...money, amount: '12.34' }]);
    const back = await granted(store, [claim({ counter: 'returned' })]);
    await store.counters.release(back);
    const standing = {
      counter: 'refunds',
      key: 'client:17',
      window: { calendar: 'month' },
      used: '12.34',
      resetsAt: new Date('2026-04-01T00:00:00.000Z'),
    };
    expect(await store.counters.usage(NOON)).toEqual([standing]);
    const asked = await store.counters.usage(NOON, [idle, money]);
    expect(asked).toEqual([expect.objectContaining({ counter: 'idle', used: '0' }), standing]);
    expect(await store.counters.usage(new Date('2026-04-01T00:00:00.000Z'))).toEqual([]);
  });

  test('nothing claimed is granted', async () => {
    const store = current.store();
    const reservation = await granted(store, []);
    await store.counters.release(reservation);
    expect(await store.counters.usage(NOON)).toEqual([]);
  });
}
