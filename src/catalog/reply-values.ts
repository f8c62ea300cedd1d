import { decoded } from '../entities.js';

const asText = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const folded = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();

/**
 * Whether a text that WHMCS shows is the one it was sent. Line ends and runs of blanks are its own; whether it encoded
 * the text differs from field to field, so either counts.
 */
export function sameText(shown: unknown, sent: unknown): boolean {
  const wanted = folded(asText(sent));
  return folded(decoded(shown)) === wanted || folded(asText(shown)) === wanted;
}

/** An id or a count, which WHMCS writes as a number here and as text there. */
export function idOf(value: unknown): number | undefined {
  const isOne = typeof value === 'number' || typeof value === 'string';
  return isOne && /^\d{1,15}$/.test(String(value)) ? Number(value) : undefined;
}
