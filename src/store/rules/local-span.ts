import { DAY_MS } from '../../terms.js';
import { InvalidClaim } from '../ports/counters.js';

/** From `starts` up to but not including `ends`, in milliseconds since 1970. */
export interface Span {
  readonly starts: number;
  readonly ends: number;
}

const MINUTE_MS = 60_000;
/** No zone is further from UTC: its midnight is found between these. */
const AHEAD_MS = 15 * 3_600_000;
const BEHIND_MS = 13 * 3_600_000;

/** Days and months are numbered from 1970 on, in the order of the calendar. */
interface Calendar {
  numberOf(day: number): number;
  /** The first day. */
  firstDay(number: number): number;
}

const CALENDARS: Readonly<Record<'day' | 'month', Calendar>> = {
  day: { numberOf: (day) => day, firstDay: (number) => number },
  month: {
    numberOf(day) {
      const date = new Date(day * DAY_MS);
      return date.getUTCFullYear() * 12 + date.getUTCMonth();
    },
    firstDay: (number) => Date.UTC(Math.floor(number / 12), number % 12, 1) / DAY_MS,
  },
};

/** What day it is at a moment, as a number of days since 1970. */
type DayAt = (at: number) => number;

function dayIn(timezone: string): DayAt {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    });
  } catch {
    throw new InvalidClaim(
      'The time zone of a calendar window is one that IANA lists, such as Europe/Berlin.',
    );
  }
  return (at) => {
    const found = { year: 0, month: 0, day: 0 };
    for (const { type, value } of format.formatToParts(at))
      if (type in found) found[type as 'day'] = Number(value);
    return Date.UTC(found.year, found.month - 1, found.day) / DAY_MS;
  };
}

/** When a day begins: at midnight, or where clocks skip it, at the first minute after. */
function startOf(day: number, dayAt: DayAt): number {
  let before = (day * DAY_MS - AHEAD_MS) / MINUTE_MS;
  let within = (day * DAY_MS + BEHIND_MS) / MINUTE_MS;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dayAt(middle * MINUTE_MS) < day) before = middle;
    else within = middle;
  }
  return within * MINUTE_MS;
}

/** A process asks of few zones, and of the present window again and again. */
const zones = new Map<string, { readonly dayAt: DayAt; readonly spans: Map<'day' | 'month', Span> }>();
const MOST_ZONES = 64;

function zoneOf(timezone: string) {
  const known = zones.get(timezone);
  if (known !== undefined) return known;
  if (zones.size >= MOST_ZONES) zones.clear();
  const zone = { dayAt: dayIn(timezone), spans: new Map<'day' | 'month', Span>() };
  zones.set(timezone, zone);
  return zone;
}

/**
 * The day or month of a time zone that a moment falls into: 23 or 25 hours where clocks change. Each begins where the one
 * before it ends. Throws an InvalidClaim for a zone that there is none of.
 */
export function localSpan(calendar: 'day' | 'month', at: number, timezone: string): Span {
  const { dayAt, spans } = zoneOf(timezone);
  const last = spans.get(calendar);
  if (last !== undefined && at >= last.starts && at < last.ends) return last;
  const { numberOf, firstDay } = CALENDARS[calendar];
  const start = (number: number) => startOf(firstDay(number), dayAt);
  let number = numberOf(dayAt(at));
  // Clocks that are set back past midnight have a date twice: the hour belongs to the day that has begun.
  while (start(number) > at) number -= 1;
  while (start(number + 1) <= at) number += 1;
  const span = { starts: start(number), ends: start(number + 1) };
  spans.set(calendar, span);
  return span;
}
