import { createRequire } from 'node:module';

// Loaded with the first text that has a reference: its tables are large, and a start reads no such text.
const require = createRequire(import.meta.url);
let decoder: typeof import('entities/decode') | undefined;
function loadDecoder(): typeof import('entities/decode') {
  decoder ??= require('entities/decode') as typeof import('entities/decode');
  return decoder;
}

/**
 * Text as it was typed: HTML entities decoded, once. WHMCS stores what people type encoded, so `&amp;lt;` is somebody's
 * `&lt;` and stays that. Only references that end in `;` count, which leaves the `&copy=2` of an address alone.
 *
 * @returns the empty text for what is neither text nor number
 */
export function decoded(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return '';
  return value.includes('&') ? loadDecoder().decodeHTMLStrict(value) : value;
}

/** HTML entities decoded as browsers do, also those without their `;`. */
export const decodedLoosely = (text: string): string => loadDecoder().decodeHTML(text);
