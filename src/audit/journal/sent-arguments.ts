import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';

/** Bytes of the compressed arguments of one call. */
const MAX_PACKED = 64 * 1024;
/** Characters of a text that is not even tried: it would not fit, and trying holds up everybody. */
const MAX_TRIED = 1_048_576;
/** Bytes that stored arguments may unpack to: far more than were ever packed. */
const MAX_UNPACKED = 64 * MAX_TRIED;
/** From here on a text is worth more as its hash than left out whole. */
const LEAST_HASHED = 200;

type Args = Readonly<Record<string, unknown>>;

/** Stands for a text that is too long to keep. */
export const lengthAndHash = (text: string): string =>
  `[not kept: ${text.length.toLocaleString('en-US')} characters, SHA-256 ${createHash('sha256').update(text).digest('hex')}]`;

/** Texts longer than so many characters as their length and hash. */
function withoutLonger(value: unknown, most: number): unknown {
  if (typeof value === 'string') return value.length > most ? lengthAndHash(value) : value;
  if (Array.isArray(value)) return value.map((item) => withoutLonger(item, most));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutLonger(inner, most)]));
}

/**
 * Arguments compressed, as base64: whole as far as they fit, else their longest texts as length and SHA-256. Undefined
 * where even that does not fit.
 */
export function packed(args: Args): string | undefined {
  for (let most = MAX_TRIED; most >= LEAST_HASHED; most = Math.floor(most / 2)) {
    const json = JSON.stringify(withoutLonger(args, most));
    if (json.length > 8 * MAX_TRIED) continue;
    const bytes = deflateSync(json);
    if (bytes.length <= MAX_PACKED) return bytes.toString('base64');
  }
  return undefined;
}

/** The arguments that a stored text holds; undefined for anything else. */
export function unpacked(stored: unknown): Args | undefined {
  if (typeof stored !== 'string') return undefined;
  try {
    const json = inflateSync(Buffer.from(stored, 'base64'), { maxOutputLength: MAX_UNPACKED });
    const args: unknown = JSON.parse(json.toString('utf8'));
    return typeof args === 'object' && args !== null && !Array.isArray(args) ? { ...args } : undefined;
  } catch {
    return undefined;
  }
}
