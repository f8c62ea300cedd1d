import fc from 'fast-check';
import { expect, test } from 'vitest';
import { millionths, textOfMillionths } from '../../../src/store/rules/amount.js';
import {
  canEverFit,
  excessOf,
  heldOf,
  refusalOf,
  shortfallOf,
  wishesOf,
} from '../../../src/store/rules/claims.js';
import { answerFor, isHeld, LONGEST_MS, leftOf, NOBODY } from '../../../src/store/rules/lease.js';
import { bucketName, bucketOf, calendarSpan } from '../../../src/store/rules/time-window.js';
import { claim, NOON } from '../claims.js';

const now = NOON.getTime();

test('amounts and texts go both ways, and sums are those of whole millionths', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (amount) => {
      expect(millionths(textOfMillionths(amount), 'It')).toBe(amount);
    }),
  );
  expect(millionths('0.1', 'It') + millionths('0.2', 'It')).toBe(millionths('0.3', 'It'));
  expect(textOfMillionths(1_500_000n)).toBe('1.5');
});

test('a calendar window holds its moment, and the next begins where it ends', () => {
  const moments = fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) });
  fc.assert(
    fc.property(moments, fc.constantFrom('minute', 'hour', 'day', 'month'), (at, calendar) => {
      const { starts, ends } = calendarSpan(calendar, at);
      expect(starts <= at && at < ends).toBe(true);
      expect(calendarSpan(calendar, ends).starts).toBe(ends);
      expect(calendarSpan(calendar, starts)).toEqual({ starts, ends });
    }),
  );
});

test('no two buckets share a name, whatever is in theirs', () => {
  const bucket = fc.record({
    counter: fc.string({ unit: 'binary' }),
    key: fc.string({ unit: 'binary' }),
    window: fc.oneof(
      fc.constantFrom('minute', 'day').map((calendar) => ({ calendar }) as const),
      fc.constantFrom('UTC', 'Asia/Kolkata').map((timezone) => ({ calendar: 'month', timezone }) as const),
      fc.integer({ min: 1, max: 99 }).map((slidingSeconds) => ({ slidingSeconds })),
    ),
  });
  const part = fc.constantFrom({}, { part: 'unasked' } as const, { part: 'approved' } as const);
  fc.assert(
    fc.property(bucket, part, (named, of) => {
      const one = { ...named, ...of };
      expect(bucketOf(bucketName(one))).toEqual(one);
      expect(bucketName(one)).not.toContain('\0');
    }),
  );
});

test('claims on one bucket take their sum from it, and each is held against that', () => {
  const wide = claim({ id: '/wide', max: '5', amount: '2' });
  const narrow = claim({ id: '/narrow', max: '3', amount: '2' });
  const { wishes, takings } = wishesOf([wide, narrow], now);
  expect(takings.map(({ amount }) => amount)).toEqual([4_000_000n]);
  expect(wishes.map((wish) => excessOf(wish, 1_000_000n))).toEqual([0n, 2_000_000n]);
  expect(wishes.map(canEverFit)).toEqual([true, false]);
});

test('takings come in one order, however the claims do', () => {
  const claims = ['c', 'a', 'b'].map((counter) => claim({ counter }));
  const order = (of: typeof claims) => wishesOf(of, now).takings.map(({ bucket }) => bucket);
  expect(order(claims)).toEqual(order(claims.toReversed()));
  expect(wishesOf(claims, now).wishes.map((wish) => wish.claim)).toEqual(claims);
});

test('a refusal names the longest wait first, and never ends where one claim never fits', () => {
  const [day, minute] = wishesOf(
    [claim({ id: '/day' }), claim({ id: '/m', window: { calendar: 'minute' } })],
    now,
  ).wishes;
  if (day === undefined || minute === undefined) throw new Error('two claims are two wishes');
  expect(refusalOf([])).toBeUndefined();
  const soon = shortfallOf(minute, 1_000_000n, now + 5, now);
  const late = shortfallOf(day, 1_000_000n, now + 9, now);
  const never = shortfallOf(day, 1_000_000n, undefined, now);
  expect(refusalOf([soon, late])).toMatchObject({ refused: [{ used: '1' }, soon], retryAfterMs: 9 });
  expect(refusalOf([soon, never])).toMatchObject({ refused: [never, soon], retryAfterMs: undefined });
});

test('what is held says how to give it back: the window it was taken from, or the moment', () => {
  const claims = [claim(), claim({ window: { slidingSeconds: 60 }, amount: '0.5' })];
  const { takings } = wishesOf(claims, now);
  const held = heldOf(takings, now);
  expect(held.map(([kind, , from, amount]) => [kind, from, amount]).sort()).toEqual([
    ['calendar', Date.UTC(2026, 2, 10), 1_000_000n],
    ['sliding', now, 500_000n],
  ]);
});

test('a lease is granted once all keys are free, and says for how long they were', () => {
  const held = (until: number, holder = 'one') => ({ holder, until });
  expect(answerFor([], now)).toEqual({ granted: true, freeForMs: undefined });
  expect(answerFor([held(now - 5), held(now)], now)).toEqual({ granted: true, freeForMs: 0 });
  expect(answerFor([held(now - 5), held(now - 3)], now)).toEqual({ granted: true, freeForMs: 3 });
  expect(answerFor([held(now - 5), held(now + 1)], now)).toEqual({ granted: false, lapsesInMs: 1 });
  expect(answerFor([held(now + 1), held(now + 9)], now)).toEqual({ granted: false, lapsesInMs: 9 });
});

test('a lease of before the clock began anew, as at a restart of the machine, holds nobody up', () => {
  const old = { holder: 'one', until: now + LONGEST_MS + 1 };
  expect(answerFor([old], now)).toEqual({ granted: true, freeForMs: 0 });
  expect(isHeld(old, now)).toBe(false);
  expect(leftOf('one', [old], now)).toBeUndefined();
  const released = { holder: NOBODY, until: now + 40 };
  expect(answerFor([released], now)).toEqual({ granted: true, freeForMs: 0 });
});

test('what is left of a lease is told by its holder, lapsed or not, until another has a key', () => {
  const [mine, lapsed, theirs] = [
    { holder: 'one', until: now + 40 },
    { holder: 'one', until: now - 7 },
    { holder: 'two', until: now - 90 },
  ];
  expect(leftOf('one', [mine, mine], now)).toBe(40);
  expect(leftOf('one', [mine, lapsed], now)).toBe(-7);
  expect(leftOf('one', [mine, theirs], now)).toBeUndefined();
  expect(leftOf('one', [mine, undefined], now)).toBeUndefined();
});
