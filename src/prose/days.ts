const DAY_MS = 86_400_000;

/** The day of a date of WHMCS's, YYYY-MM-DD; undefined for zero dates and what is none. */
export function dayOf(value: unknown): string | undefined {
  const day = /^\d{4}-\d{2}-\d{2}(?=$|[ T])/.exec(String(value))?.[0];
  return day === undefined || day.startsWith('0000') || Number.isNaN(Date.parse(day)) ? undefined : day;
}

function span(days: number): string {
  if (days < 90) return `${days} days`;
  const months = Math.floor(days / 30.44);
  return months < 24 ? `${months} months` : `${Math.floor(days / 365.25)} years`;
}

export const today = (now: Date): string => now.toISOString().slice(0, 10);

function distance(day: string, now: Date): string {
  const days = Math.round((Date.parse(day) - Date.parse(today(now))) / DAY_MS);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days < 0 ? `${span(-days)} ago` : `in ${span(days)}`;
}

/** A date as people speak of it: `3 days ago (2026-02-27)`, `in 5 days (2026-03-07)`. */
export function near(value: unknown, now: Date): string | undefined {
  const day = dayOf(value);
  return day === undefined ? undefined : `${distance(day, now)} (${day})`;
}

/** The same where the date itself comes first: `2026-03-07 (in 5 days)`. */
export function dated(value: unknown, now: Date): string | undefined {
  const day = dayOf(value);
  return day === undefined ? undefined : `${day} (${distance(day, now)})`;
}

/** Whole days from one date of WHMCS's to another; undefined where either is none. */
export function daysBetween(from: unknown, to: unknown): number | undefined {
  const [first, last] = [dayOf(from), dayOf(to)];
  if (first === undefined || last === undefined) return undefined;
  return Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS);
}

/** The same day so many years on; a leap day becomes the first of March, as in SQL. */
export function yearsOn(day: string, years: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date.toISOString().slice(0, 10);
}
