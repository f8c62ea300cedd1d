import { decodeHTMLStrict } from 'entities/decode';

/**
 * Text as it was typed: HTML entities decoded, once. WHMCS stores what people type encoded, so `&amp;lt;` is somebody's
 * `&lt;` and stays that. Only references that end in `;` count, which leaves the `&copy=2` of an address alone.
 *
 * @returns the empty text for what is neither text nor number
 */
export function decoded(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return '';
  return value.includes('&') ? decodeHTMLStrict(value) : value;
}
