import type { Moment } from './side-read.js';

/** How WHMCS shows dates (System Settings > General Settings > Localisation > Date Format). */
export const DATE_FORMATS = [
  'DD/MM/YYYY',
  'DD.MM.YYYY',
  'DD-MM-YYYY',
  'MM/DD/YYYY',
  'YYYY/MM/DD',
  'YYYY-MM-DD',
] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** True for a day that exists, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? [];
  if (year === undefined || Number(year) < 1970) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** True for `YYYY-MM-DD HH:mm[:ss]`, or ISO 8601 with or without an offset. */
export function isMoment(text: string): boolean {
  const [, day, hour, minute, second] = MOMENT.exec(text) ?? [];
  return (
    day !== undefined &&
    isDay(day) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second ?? 0) < 60 &&
    !Number.isNaN(Date.parse(text.replace(' ', 'T')))
  );
}

/** A day as the installation writes it. An ISO day in a localised field is read wrongly without an error. */
export function localDay(day: string, format: DateFormat): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return format.replace('YYYY', year).replace('MM', month).replace('DD', date);
}

/** `YYYY-MM-DD HH:mm:ss` on the installation's clock; a moment without an offset is taken to be on it. */
export function wallClock(moment: string | Date, timezone: string | undefined): string {
  if (typeof moment === 'string') {
    const [, day = '', hour = '', minute = '', second = '00', offset] = MOMENT.exec(moment) ?? [];
    if (offset === undefined) return `${day} ${hour}:${minute}:${second}`;
    return wallClock(new Date(moment.replace(' ', 'T')), timezone);
  }
  // Swedish is the locale whose short date and time are ISO's.
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(moment);
}

/** The web server of an installation and its database may tell the time apart; a call may also have waited. */
const MARGIN_MS = 10 * 60_000;
/** More than a wrong idea of the installation's time zone, and a clock that runs by it, can be off. */
const DOUBT_MS = 72 * 3_600_000;

const STAMP = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2})?)?$/;

/**
 * Whether a date of WHMCS's fits a call: `then`, it may be the call's; `about`, it would be if a clock or the time
 * zone were wrong, or it can't be read; `else`, it is of another time. A date without a time counts for its whole day.
 */
export type Timing = 'then' | 'about' | 'else';

export function timingOf(date: unknown, { left, now, timezone, unsure }: Moment): Timing {
  const text = String(date);
  if (!STAMP.test(text)) return 'about';
  const isAfter = (moment: number) => text >= wallClock(new Date(moment), timezone).slice(0, text.length);
  const isBefore = (moment: number) => text <= wallClock(new Date(moment), timezone).slice(0, text.length);
  if (isAfter(left.getTime() - MARGIN_MS) && isBefore(now.getTime() + MARGIN_MS)) return 'then';
  // Nothing is made in the future: such a time shows that the clocks are not what they are taken for.
  return unsure === true || isAfter(left.getTime() - DOUBT_MS) ? 'about' : 'else';
}
