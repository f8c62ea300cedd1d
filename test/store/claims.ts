import { expect } from 'vitest';
import type { Refusal, Reservation, Store } from '../../src/store/index.js';
import type { Claim } from '../../src/terms.js';

/** A claim on one call a day by one caller, with what a test cares about put in its place. */
export function claim(differing: Partial<Claim> = {}): Claim {
  return {
    id: '/all_tools/limits/0',
    counter: 'calls',
    key: 'caller:anna',
    window: { calendar: 'day' },
    max: '1',
    amount: '1',
    ...differing,
  };
}

export const NOON = new Date('2026-03-10T12:00:00.000Z');

export function later(ms: number, since: Date = NOON): Date {
  return new Date(since.getTime() + ms);
}

export async function granted(store: Store, claims: readonly Claim[], at: Date = NOON): Promise<Reservation> {
  const answer = await store.counters.reserve(claims, at);
  if (!answer.granted) expect.fail(`refused: ${JSON.stringify(answer.refused)}`);
  return answer;
}

export async function refused(store: Store, claims: readonly Claim[], at: Date = NOON): Promise<Refusal> {
  const answer = await store.counters.reserve(claims, at);
  if (answer.granted) expect.fail('granted');
  return answer;
}

export async function used(store: Store, of: Claim, at: Date = NOON): Promise<string | undefined> {
  return (await store.counters.usage(at, [of]))[0]?.used;
}
