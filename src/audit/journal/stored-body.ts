import type { EntryBody } from './entry-body.js';

// The file may have been changed by others, so readers take only values of the right type.

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const recordOf = (value: unknown): EntryBody | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;

/** Parses a stored body; undefined if it is no record. */
export function parseBody(json: string): EntryBody | undefined {
  try {
    return recordOf(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** ISO 8601 of milliseconds since 1970; `no time` if they are no date. */
export function timeText(ms: number): string {
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? 'no time' : at.toISOString();
}
