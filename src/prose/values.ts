import { listed } from './phrases.js';
import { quoted } from './quoted.js';

const MOST = 200;

/** A value of an argument as people read it. Also what an agent sends may have been written by somebody else. */
export function valueText(value: unknown, most = MOST): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quoted(value, most);
  if (Array.isArray(value)) return listed(value.map((item) => valueText(item, most))) || '(empty)';
  if (typeof value !== 'object' || value === null) return '(empty)';
  const parts = Object.entries(value).map(
    ([name, inner]) => `${quoted(name, 40)}: ${valueText(inner, most)}`,
  );
  return listed(parts);
}

interface File {
  readonly name: string;
  readonly data: string;
}

/** Names alone: what is in a file says nothing as base64. */
export function attachmentNames(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  return listed((value as File[]).map(({ name }) => quoted(name)));
}
