import { unserialize } from 'php-serialize';
import type { PhpArray, PhpValue } from './post-form.js';

/**
 * Reads a base64 PHP `serialize` string of arrays and scalars. Undefined for anything else: broken base64 or
 * text, JSON, objects, or a lone scalar. WHMCS drops such a value without a word.
 */
export function readSerialized(encoded: string): PhpArray | undefined {
  if (encoded === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  try {
    const value = toPhp(unserialize(Buffer.from(encoded, 'base64')));
    return value instanceof Map ? value : undefined;
  } catch {
    return undefined;
  }
}

export interface Attachment {
  name: string;
  bytes: Buffer;
}

/** Reads base64 JSON `[{name, data}]` whose data is base64 again; what can't be read gives no attachments. */
export function readAttachments(encoded: string): Attachment[] {
  try {
    const rows: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
    if (!Array.isArray(rows)) return [];
    return rows.flatMap((row: unknown) => {
      if (typeof row !== 'object' || row === null || !('name' in row) || !('data' in row)) return [];
      return [{ name: String(row.name), bytes: Buffer.from(String(row.data), 'base64') }];
    });
  } catch {
    return [];
  }
}

function toPhp(value: unknown): PhpValue {
  if (value === null || value === false) return '';
  if (value === true) return '1';
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return String(value);
  if (Array.isArray(value)) return new Map(value.map((inner, index) => [String(index), toPhp(inner)]));
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return new Map(Object.entries(value).map(([key, inner]) => [key, toPhp(inner)]));
  }
  throw new TypeError('only arrays and scalars may be unserialized');
}
