import { createHash } from 'node:crypto';
import type { Tool, Values } from '../../catalog/index.js';
import type { Withhold } from '../../output/index.js';
import { openArgs } from '../journal/facts.js';

/** What people are shown of the arguments of a call. */
export interface ShownArguments {
  readonly args: Readonly<Record<string, unknown>>;
  /** Names of those that can't be shown whole; their place says why. */
  readonly partly: readonly string[];
}

/** Characters of one argument as JSON: four times the longest text that WHMCS takes. */
const MOST_SHOWN = 262_144;
/** Text that a person can read: no control characters but blanks, tabs and line breaks. */
const READABLE = /^[^\p{Cc}\p{Cs}\uFFFD]*$/u;
const BLANKS = /[\n\r\t]/g;

const digest = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
const number = (count: number) => count.toLocaleString('en-US');

interface File {
  readonly name: string;
  readonly data: string;
}

/** A file with its text; one that is no text by its size and hash, so that it can be compared with one at hand. */
function shownFile({ name, data }: File) {
  const bytes = Buffer.from(data, 'base64');
  const text = bytes.length <= MOST_SHOWN ? bytes.toString('utf8') : undefined;
  if (text !== undefined && READABLE.test(text.replace(BLANKS, ''))) return { name, text };
  return { name, not_shown: `${number(bytes.length)} bytes that are no text, SHA-256 ${digest(bytes)}` };
}

/** Arguments exactly as they will be sent: only what the row calls secret, and our own credentials, are withheld. */
export function shownArguments(tool: Tool, values: Values, withholdOwn: Withhold): ShownArguments {
  const partly: string[] = [];
  const shown = Object.entries(openArgs(tool, values)).map(([name, value]) => {
    if (name === 'attachments' && Array.isArray(value)) {
      const files = value.map(shownFile);
      if (files.some((file) => 'not_shown' in file)) partly.push(name);
      return [name, files];
    }
    const json = JSON.stringify(value);
    if (json.length <= MOST_SHOWN) return [name, value];
    partly.push(name);
    return [name, `(too long to be shown: ${number(json.length)} characters, SHA-256 ${digest(json)})`];
  });
  return { args: withholdOwn(Object.fromEntries(shown)), partly };
}
