import type { Body } from './entry-body.js';

// Somebody may have changed what is in the file: readers take what is of the right kind, and nothing else.

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const record = (value: unknown): Body | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;

/** A body as it is stored; undefined where it is none any more. */
export function bodyIn(json: string): Body | undefined {
  try {
    return record(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** ISO 8601, for any number of milliseconds. */
export function timeText(ms: number): string {
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? 'no time' : at.toISOString();
}
