import { type Bucket, CALENDARS, type Calendar, type Window } from '../../terms.js';
import { InvalidClaim } from '../ports/counters.js';
import { localSpan, type Span } from './local-span.js';

const LENGTH_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
// A year and a day: longer is no rate, and every row in the window has to be kept that long.
const LONGEST_SECONDS = 366 * 86_400;

/** The calendar window that a moment falls into. Minutes and hours are those of UTC, whatever the zone. */
export function calendarSpan(calendar: Calendar, at: number, timezone?: string): Span {
  if (timezone !== undefined && (calendar === 'day' || calendar === 'month'))
    return localSpan(calendar, at, timezone);
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

/** How a window is spelled in the name of its bucket: `day`, `day Europe/Berlin`, or a number of seconds. */
function checkWindow(window: Window): string | number {
  if ('calendar' in window) {
    const { calendar, timezone } = window;
    if (CALENDARS.includes(calendar)) return timezone === undefined ? calendar : `${calendar} ${timezone}`;
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
export function bucketName({ counter, key, window, part }: Bucket): string {
  const names = [counter, key, checkWindow(window)];
  return JSON.stringify(part === undefined ? names : [...names, part]);
}

export function bucketOf(name: string): Bucket {
  const [counter, key, window, part] = JSON.parse(name) as [string, string, string | number, Bucket['part']?];
  return { counter, key, window: windowOf(window), ...(part === undefined ? {} : { part }) };
}

function windowOf(spelled: string | number): Window {
  if (typeof spelled === 'number') return { slidingSeconds: spelled };
  const [calendar, timezone] = spelled.split(' ') as [Calendar, string?];
  return timezone === undefined ? { calendar } : { calendar, timezone };
}
