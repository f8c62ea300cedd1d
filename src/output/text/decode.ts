import { decodeHTMLStrict } from 'entities/decode';

/**
 * A text with its HTML entities decoded, once: WHMCS stores what people type encoded, so `&amp;lt;` is somebody's
 * `&lt;` and stays that. Only references that end in `;` count, which leaves the `&copy=2` of an address alone.
 */
export function decodeEntities(text: string): string {
  return text.includes('&') ? decodeHTMLStrict(text) : text;
}
