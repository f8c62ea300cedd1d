export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A span of the week; `to` before `from` runs over midnight and belongs to the day it began on. */
export interface Schedule {
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

function isWithin({ days, from, to }: Schedule, weekday: Weekday, clock: string): boolean {
  if (from < to) return days.includes(weekday) && clock >= from && clock < to;
  const before = WEEKDAYS[(WEEKDAYS.indexOf(weekday) + 6) % 7] ?? weekday;
  return (days.includes(weekday) && clock >= from) || (days.includes(before) && clock < to);
}

/** Tells the time in a zone. The formatter is made once: making it costs more than a whole decision. */
export function openClock(
  timezone: string,
  schedules: Readonly<Record<string, Schedule>>,
): (at: Date) => Time {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const spans = Object.entries(schedules);
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const weekday = WEEKDAYS.find((day) => day === parts.weekday?.toLowerCase()) ?? 'mon';
    const clock = `${parts.hour}:${parts.minute}`;
    return {
      hour: Number(parts.hour),
      weekday,
      date: `${parts.year}-${parts.month}-${parts.day}`,
      schedule: spans.filter(([, span]) => isWithin(span, weekday, clock)).map(([name]) => name),
    };
  };
}
