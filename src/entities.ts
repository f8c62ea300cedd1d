import { decodeHTMLStrict } from 'entities/decode';

/** Text as it was typed: WHMCS stores what people type with HTML entities in it. Empty for what is neither text nor number. */
export function decoded(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? decodeHTMLStrict(String(value)) : '';
}
