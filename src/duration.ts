import { DAY_MS } from './terms.js';

/** `40 s`, `12 min`, `3 h 20 min`, `30 h`, `5 days`. Rounded down: nobody counts on a minute that isn't there. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 6 && minutes % 60 !== 0) return `${hours} h ${minutes % 60} min`;
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24).toLocaleString('en-US')} days`;
}

/** A length of time as people write it in settings: `30m`, `4h`, `2d`. */
export const LENGTH = /^[1-9]\d{0,3}[mhd]$/;

const UNIT_MS = { m: 60_000, h: 3_600_000, d: DAY_MS } as const;

/** Milliseconds of a text that fits LENGTH; undefined for any other. */
export function lengthMs(text: string): number | undefined {
  if (!LENGTH.test(text)) return undefined;
  return Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1) as keyof typeof UNIT_MS];
}
