import { describe, expect, test } from 'vitest';
import { UNAVAILABLE, UNKNOWN } from '../../src/policy/index.js';
import { explain } from '../../src/policy/trial/index.js';
import { ask, type Document, policyOf, requestOf } from './desk.js';

/** The names of the schedules that a time is in. */
function within(schedules: Document, at: string, timezone?: string): string[] {
  return Object.keys(schedules).filter((name) => {
    const conditions = [{ path: 'time.schedule', op: 'contains', value: name }];
    const document = { timezone, schedules, tools: { look: { require: [{ conditions }] } } };
    return ask(document, 'look', { at: new Date(at) }).outcome === 'allow';
  });
}

const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri'];

describe('schedules', () => {
  const office = { office: { days: WEEK, from: '09:00', to: '17:30' } };
  // 2026-03-02 is a Monday.
  test.each([
    ['2026-03-02T09:00:00Z', true],
    ['2026-03-02T08:59:59Z', false],
    ['2026-03-02T17:29:59Z', true],
    ['2026-03-02T17:30:00Z', false],
    ['2026-03-06T12:00:00Z', true],
    ['2026-03-07T12:00:00Z', false],
    ['2026-03-08T12:00:00Z', false],
  ])('office hours at %s: %s', (at, expected) => {
    expect(within(office, at)).toEqual(expected ? ['office'] : []);
  });

  const night = { night: { days: ['fri'], from: '22:00', to: '06:00' } };
  test.each([
    ['2026-03-06T21:59:00Z', false],
    ['2026-03-06T22:00:00Z', true],
    ['2026-03-07T05:59:00Z', true],
    ['2026-03-07T06:00:00Z', false],
    ['2026-03-06T05:00:00Z', false],
    ['2026-03-07T22:30:00Z', false],
  ])('the night from Friday at %s: %s', (at, expected) => {
    expect(within(night, at)).toEqual(expected ? ['night'] : []);
  });

  test('a night from Sunday ends on Monday', () => {
    const sunday = { night: { days: ['sun'], from: '22:00', to: '06:00' } };
    expect(within(sunday, '2026-03-02T05:00:00Z')).toEqual(['night']);
    expect(within(sunday, '2026-03-01T05:00:00Z')).toEqual([]);
  });

  test('whole days, to the last minute', () => {
    const weekend = { weekend: { days: ['sat', 'sun'], from: '00:00', to: '24:00' } };
    expect(within(weekend, '2026-03-06T23:59:59Z')).toEqual([]);
    expect(within(weekend, '2026-03-07T00:00:00Z')).toEqual(['weekend']);
    expect(within(weekend, '2026-03-08T23:59:59Z')).toEqual(['weekend']);
    expect(within(weekend, '2026-03-09T00:00:00Z')).toEqual([]);
  });

  test('several spans are one schedule, and every day is meant where none is named', () => {
    const schedules = {
      shop: [
        { days: ['sat'], from: '10:00', to: '14:00' },
        { days: WEEK, from: '09:00', to: '12:00' },
      ],
      lunch: { from: '12:00', to: '13:00' },
    };
    expect(within(schedules, '2026-03-07T12:30:00Z')).toEqual(['shop', 'lunch']);
    expect(within(schedules, '2026-03-02T12:30:00Z')).toEqual(['lunch']);
    expect(within(schedules, '2026-03-02T11:30:00Z')).toEqual(['shop']);
    expect(within(schedules, '2026-03-08T11:30:00Z')).toEqual([]);
  });

  test('outside of a schedule, in either of two', () => {
    const at = (op: string, value: string[], when: string) =>
      ask(
        {
          schedules: { ...office, ...night },
          tools: { look: { deny_if: [{ conditions: [{ path: 'time.schedule', op, value }] }] } },
        },
        'look',
        { at: new Date(when) },
      ).outcome;
    expect(at('not_in', ['office'], '2026-03-02T08:00:00Z')).toBe('deny');
    expect(at('not_in', ['office'], '2026-03-02T10:00:00Z')).toBe('allow');
    expect(at('in', ['office', 'night'], '2026-03-06T23:00:00Z')).toBe('deny');
    expect(at('in', ['office', 'night'], '2026-03-06T20:00:00Z')).toBe('allow');
  });
});

describe('zones', () => {
  const office = { office: { days: WEEK, from: '09:00', to: '17:00' } };

  test('the clock on the wall counts, in winter and in summer', () => {
    expect(within(office, '2026-03-02T08:00:00Z', 'Europe/Berlin')).toEqual(['office']);
    expect(within(office, '2026-07-06T07:00:00Z', 'Europe/Berlin')).toEqual(['office']);
    expect(within(office, '2026-07-06T06:59:00Z', 'Europe/Berlin')).toEqual([]);
    expect(within(office, '2026-07-06T15:00:00Z', 'Europe/Berlin')).toEqual([]);
  });

  test('the day is that of the zone', () => {
    // Monday evening in UTC is Tuesday morning in Auckland, and Sunday evening in UTC a Monday there.
    expect(within(office, '2026-03-01T21:00:00Z', 'Pacific/Auckland')).toEqual(['office']);
    expect(within(office, '2026-03-06T21:00:00Z', 'Pacific/Auckland')).toEqual([]);
    expect(within(office, '2026-03-07T00:30:00Z', 'America/New_York')).toEqual([]);
    expect(within(office, '2026-03-06T21:30:00Z', 'America/New_York')).toEqual(['office']);
  });

  test('the hour that is left out and the hour that comes twice', () => {
    const small = { small: { days: ['sun'], from: '02:00', to: '03:00' } };
    // Berlin goes from 02:00 to 03:00 on 2026-03-29 and back from 03:00 to 02:00 on 2026-10-25.
    expect(within(small, '2026-03-29T00:59:59Z', 'Europe/Berlin')).toEqual([]);
    expect(within(small, '2026-03-29T01:00:00Z', 'Europe/Berlin')).toEqual([]);
    for (const hour of ['00', '01']) {
      expect(within(small, `2026-10-25T${hour}:30:00Z`, 'Europe/Berlin')).toEqual(['small']);
    }
    expect(within(small, '2026-10-24T23:59:00Z', 'Europe/Berlin')).toEqual([]);
    expect(within(small, '2026-10-25T02:00:00Z', 'Europe/Berlin')).toEqual([]);
  });

  test('half hours, and the last day of a year', () => {
    const policy = policyOf({ timezone: 'Asia/Kolkata', tools: { look: {} } });
    const told = explain(policy, requestOf('look', { at: new Date('2026-12-31T18:45:00Z') }));
    expect(told).toContain('time: fri 2027-01-01, hour 0 in Asia/Kolkata, in no schedule');
  });
});

describe('time.*', () => {
  const at = (path: string, op: string, value: unknown, when: string) =>
    ask(
      { timezone: 'Europe/Berlin', tools: { look: { deny_if: [{ conditions: [{ path, op, value }] }] } } },
      'look',
      {
        at: new Date(when),
      },
    ).outcome;

  test.each([
    ['time.hour', 'lt', 9, '2026-03-02T07:59:00Z', 'deny'],
    ['time.hour', 'lt', 9, '2026-03-02T08:00:00Z', 'allow'],
    ['time.hour', 'eq', 0, '2026-03-01T23:00:00Z', 'deny'],
    ['time.weekday', 'in', ['sat', 'sun'], '2026-03-06T23:30:00Z', 'deny'],
    ['time.weekday', 'in', ['sat', 'sun'], '2026-03-06T22:30:00Z', 'allow'],
    ['time.date', 'eq', '2026-12-24', '2026-12-23T23:00:00Z', 'deny'],
    ['time.date', 'gte', '2027-01-01', '2026-12-31T23:00:00Z', 'deny'],
    ['time.date', 'gte', '2027-01-01', '2026-12-31T22:59:00Z', 'allow'],
    ['time.date', 'regex', '-12-2[4-6]$', '2026-12-25T12:00:00Z', 'deny'],
  ])('%s %s %j at %s: %s', (path, op, value, when, expected) => {
    expect(at(path, op, value, when)).toBe(expected);
  });

  test('a time that is none counts against the call; one that is not told yet stays open', () => {
    const document = {
      tools: { look: { deny_if: [{ conditions: [{ path: 'time.hour', op: 'lt', value: 0 }] }] } },
    };
    expect(ask(document, 'look', { at: new Date(Number.NaN) }).outcome).toBe('deny');
    expect(ask(document, 'look', { at: UNAVAILABLE }).outcome).toBe('deny');
    expect(ask(document, 'look', { at: UNKNOWN }).outcome).toBe('open');
    expect(ask(document, 'look').outcome).toBe('allow');
  });

  test('the answer follows the clock from call to call', () => {
    const policy = policyOf({
      schedules: { noon: { from: '12:00', to: '12:01' } },
      tools: {
        look: { require: [{ conditions: [{ path: 'time.schedule', op: 'contains', value: 'noon' }] }] },
      },
    });
    const told = (when: string) =>
      explain(policy, requestOf('look', { at: new Date(when) }))[0]?.split(' ')[1];
    expect(
      ['11:59:59', '12:00:00', '12:00:59', '12:01:00', '12:00:30'].map((when) => told(`2026-03-02T${when}Z`)),
    ).toEqual(['deny', 'allow', 'allow', 'deny', 'allow']);
  });
});
