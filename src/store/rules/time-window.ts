import { type Bucket, CALENDARS, type Calendar, type Window } from '../../terms.js';
import { InvalidClaim } from '../ports/counters.js';

/** From `starts` up to but not including `ends`, in milliseconds since 1970. */
export interface Span {
  readonly starts: number;
  readonly ends: number;
}

const LENGTH_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
// A year and a day: longer is no rate, and every row in the window has to be kept that long.
const LONGEST_SECONDS = 366 * 86_400;

/** The calendar window that a moment falls into. Days and months are those of UTC, which has no summer time. */
export function calendarSpan(calendar: Calendar, at: number): Span {
  if (calendar === 'month') {
    const day = new Date(at);
    return {
      starts: Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1),
      ends: Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1),
    };
  }
  const length = LENGTH_MS[calendar];
  const starts = Math.floor(at / length) * length;
  return { starts, ends: starts + length };
}

function checkWindow(window: Window): Calendar | number {
  if ('calendar' in window) {
    if (CALENDARS.includes(window.calendar)) return window.calendar;
    throw new InvalidClaim(`A calendar window is one of ${CALENDARS.join(', ')}.`);
  }
  const seconds = window.slidingSeconds;
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_SECONDS) return seconds;
  throw new InvalidClaim(`A sliding window is a whole number of seconds from 1 to ${LONGEST_SECONDS}.`);
}

/**
 * The one spelling of a bucket that rows are kept under. JSON, because it keeps names apart whatever is in them:
 * SQLite cuts text at a NUL, and a lone surrogate comes back as something else.
 */
export function bucketName({ counter, key, window }: Bucket): string {
  return JSON.stringify([counter, key, checkWindow(window)]);
}

export function bucketOf(name: string): Bucket {
  const [counter, key, window] = JSON.parse(name) as [string, string, Calendar | number];
  return {
    counter,
    key,
    window: typeof window === 'number' ? { slidingSeconds: window } : { calendar: window },
  };
}
