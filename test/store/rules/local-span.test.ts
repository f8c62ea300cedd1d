import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localSpan } from '../../../src/store/rules/local-span.js';
import { calendarSpan } from '../../../src/store/rules/time-window.js';

const told = (calendar: 'day' | 'month', at: string, timezone: string) => {
  const { starts, ends } = localSpan(calendar, Date.parse(at), timezone);
  return [new Date(starts).toISOString().slice(0, 16), new Date(ends).toISOString().slice(0, 16)];
};

describe('the days and months of a time zone', () => {
  test.each([
    ['day', 'Europe/Berlin', '2026-03-10T22:59:59Z', '2026-03-09T23:00', '2026-03-10T23:00'],
    ['day', 'Europe/Berlin', '2026-03-10T23:00:00Z', '2026-03-10T23:00', '2026-03-11T23:00'],
    // Clocks go forward: 23 hours. They go back: 25.
    ['day', 'Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00', '2026-03-29T22:00'],
    ['day', 'Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00', '2026-10-25T23:00'],
    ['day', 'Asia/Kolkata', '2026-03-10T18:30:00Z', '2026-03-10T18:30', '2026-03-11T18:30'],
    ['day', 'Pacific/Kiritimati', '2026-03-10T12:00:00Z', '2026-03-10T10:00', '2026-03-11T10:00'],
    ['day', 'Etc/GMT+12', '2026-03-10T12:00:00Z', '2026-03-10T12:00', '2026-03-11T12:00'],
    // Clocks skip midnight: the day begins at one.
    ['day', 'Africa/Cairo', '2026-04-24T12:00:00Z', '2026-04-23T22:00', '2026-04-24T21:00'],
    // Clocks are set back past midnight, and the hour before it comes twice.
    ['day', 'America/Sao_Paulo', '2018-02-18T02:30:00Z', '2018-02-17T02:00', '2018-02-18T03:00'],
    ['month', 'Europe/Berlin', '2026-03-31T21:59:59Z', '2026-02-28T23:00', '2026-03-31T22:00'],
    ['month', 'Europe/Berlin', '2026-12-31T23:00:00Z', '2026-12-31T23:00', '2027-01-31T23:00'],
    ['month', 'America/New_York', '2024-03-01T04:59:00Z', '2024-02-01T05:00', '2024-03-01T05:00'],
  ] as const)('a %s of %s at %s', (calendar, timezone, at, starts, ends) => {
    expect(told(calendar, at, timezone)).toEqual([starts, ends]);
  });

  test('are those of UTC there, and hours and minutes are those of UTC everywhere', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }),
        fc.constantFrom('minute', 'hour', 'day', 'month'),
        (at, calendar) => {
          expect(calendarSpan(calendar, at, 'Etc/UTC')).toEqual(calendarSpan(calendar, at));
          if (calendar === 'minute' || calendar === 'hour')
            expect(calendarSpan(calendar, at, 'Asia/Kolkata')).toEqual(calendarSpan(calendar, at));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('follow one another without a gap, also where a date comes twice', () => {
    const zones = ['Europe/Berlin', 'America/St_Johns', 'Africa/Cairo', 'Pacific/Apia', 'Asia/Kathmandu'];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2040, 0, 1) }),
        fc.constantFrom('day' as const, 'month' as const),
        fc.constantFrom(...zones),
        (at, calendar, timezone) => {
          const { starts, ends } = localSpan(calendar, at, timezone);
          expect(starts <= at && at < ends).toBe(true);
          expect(localSpan(calendar, ends, timezone).starts).toBe(ends);
          expect(localSpan(calendar, starts - 1, timezone).ends).toBe(starts);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('of a minute past midnight at which clocks were set back to the day before', () => {
    // 00:01 became 23:01: the minute after midnight, and then an hour of the day before once more.
    const [first, second] = ['2010-11-07T02:30:30Z', '2010-11-07T03:00:00Z'];
    const days = [first, second].map((at) => localSpan('day', Date.parse(at), 'America/St_Johns'));
    expect(days[0]).toEqual(days[1]);
  });

  test('of a zone that there is none of are refused', () => {
    expect(() => localSpan('day', 0, 'Europe/Nowhere')).toThrow('IANA');
  });
});
