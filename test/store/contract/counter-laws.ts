import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reservation, Store } from '../../../src/store/index.js';
import type { Bucket, Claim, Window } from '../../../src/terms.js';
import type { Engine } from './engine.js';

const WINDOWS: readonly Window[] = [
  { calendar: 'minute' },
  { calendar: 'hour' },
  { calendar: 'day' },
  { calendar: 'month' },
  { slidingSeconds: 30 },
  { slidingSeconds: 7200 },
];

interface Taken {
  readonly bucket: Bucket;
  readonly cents: number;
  readonly at: number;
}

interface Held {
  readonly reservation: Reservation;
  readonly taken: readonly Taken[];
  settled: boolean;
}

const sameBucket = (a: Bucket, b: Bucket) =>
  a.counter === b.counter && a.key === b.key && JSON.stringify(a.window) === JSON.stringify(b.window);

/** How a date reads down to the unit of a window: two moments are in the same one when they read the same. */
const READING = { minute: 16, hour: 13, day: 10, month: 7 } as const;

function counts(window: Window, at: number, now: number): boolean {
  if ('slidingSeconds' in window) return at > now - window.slidingSeconds * 1000;
  const reading = (ms: number) => new Date(ms).toISOString().slice(0, READING[window.calendar]);
  return reading(at) === reading(now);
}

/** The same limits kept the plainest way: every taking in a list, summed up each time, in whole cents. */
class Model {
  now = Date.UTC(2027, 11, 31, 23, 58, 30);
  taken: Taken[] = [];
  readonly held: Held[] = [];

  used(bucket: Bucket): number {
    return this.taken
      .filter((one) => sameBucket(one.bucket, bucket) && counts(bucket.window, one.at, this.now))
      .reduce((sum, one) => sum + one.cents, 0);
  }

  shortfalls(claims: readonly Claim[]): Claim[] {
    return claims.filter((claim) => {
      const wanted = claims.filter((other) => sameBucket(other, claim));
      return this.used(claim) + wanted.reduce((sum, one) => sum + cents(one.amount), 0) > cents(claim.max);
    });
  }
}

const cents = (text: string) => Math.round(Number(text) * 100);
const money = (max: number) => fc.integer({ min: 0, max }).map((value) => (value / 100).toFixed(2));

const claims = fc.array(
  fc.record({
    id: fc.constantFrom('/a', '/b', '/c'),
    counter: fc.constantFrom('calls', 'money'),
    key: fc.constantFrom('anna', 'ben'),
    window: fc.constantFrom(...WINDOWS),
    max: money(2_000),
    amount: money(700),
  }),
  { maxLength: 3 },
);

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: claims.map((wanted) => ({ step: 'reserve', wanted }) as const) },
    { weight: 2, arbitrary: fc.nat(50).map((which) => ({ step: 'commit', which }) as const) },
    { weight: 3, arbitrary: fc.nat(50).map((which) => ({ step: 'release', which }) as const) },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(1, 999, 14_000, 30_000, 60_000, 1_800_000, 5_000_000, 40_000_000, 90_000_000)
        .map((ms) => ({ step: 'wait', ms }) as const),
    },
  ),
  { maxLength: 40 },
);
type Step = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never;

async function walk(store: Store, model: Model, step: Step): Promise<void> {
  if (step.step === 'wait') {
    model.now += step.ms;
  } else if (step.step === 'reserve') {
    await reserveBoth(store, model, step.wanted);
  } else if (model.held.length > 0) {
    const held = model.held[step.which % model.held.length];
    if (held === undefined) return;
    await store.counters[step.step](held.reservation);
    if (step.step === 'release' && !held.settled) {
      model.taken = model.taken.filter((one) => !held.taken.includes(one));
    }
    held.settled = true;
  }
}

async function reserveBoth(store: Store, model: Model, wanted: readonly Claim[]): Promise<void> {
  const short = model.shortfalls(wanted);
  const answer = await store.counters.reserve(wanted, new Date(model.now));
  expect(answer.granted ? [] : answer.refused.map((one) => one.claim)).toHaveLength(short.length);
  if (answer.granted) {
    const taken = wanted.map((claim) => ({ bucket: claim, cents: cents(claim.amount), at: model.now }));
    model.taken.push(...taken);
    model.held.push({ reservation: answer, taken, settled: false });
    return;
  }
  expect(new Set(answer.refused.map((one) => one.claim))).toEqual(new Set(short));
  for (const { claim, used } of answer.refused) expect(cents(used)).toBe(model.used(claim));
  await checkWait(model, wanted, answer.retryAfterMs);
}

/** The wait of a refusal is neither too short nor a millisecond too long. */
async function checkWait(model: Model, wanted: readonly Claim[], wait: number | undefined): Promise<void> {
  const now = model.now;
  const shortAt = (at: number) => {
    model.now = at;
    const short = model.shortfalls(wanted);
    model.now = now;
    return short.length > 0;
  };
  if (wait === undefined) {
    expect(shortAt(now + 400 * 86_400_000)).toBe(true);
  } else {
    expect([shortAt(now + wait - 1), shortAt(now + wait)]).toEqual([true, false]);
  }
}

/** Laws that hold for any sequence of calls. */
export function counterLaws({ newState, lawRuns }: Engine): void {
  test('any sequence of reserving, settling and waiting comes out as a plain list of takings would', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (walked) => {
        const state = await newState();
        const store = await state.open();
        try {
          const model = new Model();
          for (const step of walked) await walk(store, model, step);
          const usage = await store.counters.usage(new Date(model.now));
          const total = usage.reduce((sum, one) => sum + cents(one.used), 0);
          for (const one of usage) expect(cents(one.used)).toBe(model.used(one));
          const counted = model.taken.filter((one) => counts(one.bucket.window, one.at, model.now));
          expect(total).toBe(counted.reduce((sum, one) => sum + one.cents, 0));
        } finally {
          await store.close();
          await state.clear();
        }
      }),
      { numRuns: lawRuns },
    );
  }, 60_000);
}
