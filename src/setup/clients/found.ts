import { type ParseError, parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { textOf } from '../files/replace.js';
import { isObject, keysIn, valueAt, withoutMark } from './document.js';
import { type ClientFile, installedClients, startsUs } from './entries.js';
import { type Machine, machineOf } from './machine.js';

/** A client of this user, and whether it would start whmcs-mcp. */
export interface FoundClient {
  readonly name: string;
  readonly path: string;
  /** `broken`: its file can't be read. */
  readonly entry: 'there' | 'missing' | 'broken';
}

/** The document of a file. Throws where it is none. */
function documentOf({ client }: ClientFile, text: string): unknown {
  if (client.format === 'toml') return parseToml(text);
  const errors: ParseError[] = [];
  const document: unknown =
    text.trim() === '' ? {} : parseJsonc(withoutMark(text), errors, { allowTrailingComma: true });
  if (errors.length > 0) throw new Error('broken');
  return document;
}

function entryOf(file: ClientFile, main: string): FoundClient['entry'] {
  try {
    const text = textOf(file.path);
    if (text === undefined) return 'missing';
    const document = documentOf(file, text);
    const servers = valueAt(document, keysIn(document, file.client));
    const isThere = isObject(servers) && Object.values(servers).some((server) => startsUs(server, main));
    return isThere ? 'there' : 'missing';
  } catch {
    return 'broken';
  }
}

/**
 * The clients that are installed for a user, whatever name their entry has. Changes nothing.
 * @param main our main file, by which an entry is known as ours
 */
export const foundClients = (user: Pick<Machine, 'platform' | 'home' | 'env'>, main: string): FoundClient[] =>
  installedClients(machineOf(user)).map((file) => ({
    name: file.client.name,
    path: file.path,
    entry: entryOf(file, main),
  }));
