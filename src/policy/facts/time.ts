export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A part of the week; `to` before `from` runs over midnight and belongs to the day it began on. */
export interface Span {
  days: readonly Weekday[];
  /** HH:MM, included. */
  from: string;
  /** HH:MM, not included; 24:00 is the end of the day. */
  to: string;
}

export interface Time {
  hour: number;
  weekday: Weekday;
  /** YYYY-MM-DD. */
  date: string;
  /** Names of the schedules that it is in. */
  schedule: readonly string[];
}

export type Clock = (at: Date) => Time;

function isWithin({ days, from, to }: Span, weekday: Weekday, clock: string): boolean {
  if (from < to) return days.includes(weekday) && clock >= from && clock < to;
  const before = WEEKDAYS[(WEEKDAYS.indexOf(weekday) + 6) % 7] ?? weekday;
  return (days.includes(weekday) && clock >= from) || (days.includes(before) && clock < to);
}

/** Whether this runtime knows a time zone by that name. */
export function isZone(name: string): boolean {
  // The first zone that is asked for loads the tables of all of them.
  if (name === 'UTC') return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const MINUTE_MS = 60_000;

/**
 * A clock for a time zone. The formatter is made once, when a time is first asked for, and the last minute cached: either
 * costs more than a whole decision. Throws RangeError on a date that is none.
 */
export function openClock(timezone: string, schedules: Readonly<Record<string, readonly Span[]>>): Clock {
  let format: Intl.DateTimeFormat | undefined;
  const opened = () =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  const named = Object.entries(schedules);

  function timeAt(at: Date): Time {
    format ??= opened();
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
    const weekday = WEEKDAYS.find((day) => day === part('weekday').toLowerCase()) ?? 'mon';
    const clock = `${part('hour')}:${part('minute')}`;
    return {
      hour: Number(part('hour')),
      weekday,
      date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
      schedule: named
        .filter(([, spans]) => spans.some((span) => isWithin(span, weekday, clock)))
        .map(([name]) => name),
    };
  }

  let minute: number | undefined;
  let cached: Time | undefined;
  return (at) => {
    const wanted = Math.floor(at.getTime() / MINUTE_MS);
    if (cached === undefined || minute !== wanted) {
      cached = timeAt(at);
      minute = wanted;
    }
    return cached;
  };
}
