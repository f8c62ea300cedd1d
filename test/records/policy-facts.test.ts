import { expect, test } from 'vitest';
import { type Ask, RECORD_KINDS } from '../../src/catalog/index.js';
import { isOwnWord } from '../../src/prose/index.js';
import { orderRecord, POLICY_FIELDS, policyFacts, RECORDS } from '../../src/records/index.js';

const holding =
  (date: unknown): Ask =>
  async () => ({ orders: { order: [{ id: 7, date }] } });

const ageOf = async (date: unknown, now: string) =>
  (await policyFacts('order', 'orderid', 7, { ask: holding(date), now: new Date(now) }))?.age_days;

test.each([
  ['2026-03-01 00:00:00', '2026-03-01T23:59:59Z', 0],
  ['2026-03-01 23:59:59', '2026-03-02T00:00:00Z', 1],
  ['2026-03-01', '2026-03-30T23:59:59Z', 29],
  ['2026-03-01', '2026-03-31T00:00:00Z', 30],
  ['2026-03-02', '2026-03-01T00:00:00Z', 0],
  ['0000-00-00 00:00:00', '2026-03-01T00:00:00Z', undefined],
  ['', '2026-03-01T00:00:00Z', undefined],
  ['2026-13-01', '2026-03-01T00:00:00Z', undefined],
])('a record of %s is, at %s, %s whole days old', async (date, now, days) => {
  expect(await ageOf(date, now)).toBe(days);
});

test('each record has an id and an age that a policy can ask about, and statuses that are named bare', () => {
  for (const kind of RECORD_KINDS) {
    expect(POLICY_FIELDS[kind], kind).toEqual(expect.arrayContaining(['id', 'age_days']));
    expect(
      RECORDS[kind].statuses.filter((status) => !isOwnWord(status)),
      kind,
    ).toEqual([]);
  }
});

test('a record that two rows could be is none', () => {
  const row = { id: 7, status: 'Pending' };
  expect(orderRecord.pick({ totalresults: 2, orders: { order: [row, row] } }, 'orderid', 7)).toBeUndefined();
});
