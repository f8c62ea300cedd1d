import { lstatSync, readFileSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { exposureOf, makeFolder, writeAtomically } from '../../machine/index.js';
import { systemCode, whyNot } from '../../system/index.js';

/** What of the machine decides where a user's own settings are. */
export interface ConfigHome {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** The file of settings that was named last; or, as a sentence, why it is not used; undefined where none was. */
export type LastUsed = { readonly path: string } | { readonly fault: string } | undefined;

const MOST_BYTES = 16_384;

/** The note of which file was named last. It holds a path and no setting. */
function noteOf({ env, platform, home }: ConfigHome): { folder: string; note: string } {
  const { join, isAbsolute } = platform === 'win32' ? win32 : posix;
  const named = platform === 'win32' ? env.APPDATA : env.XDG_CONFIG_HOME;
  const usual = { win32: ['AppData', 'Roaming'], darwin: ['Library', 'Application Support'] };
  const base =
    platform !== 'darwin' && named && isAbsolute(named)
      ? named
      : join(home, ...(platform === 'win32' || platform === 'darwin' ? usual[platform] : ['.config']));
  const folder = join(base, 'whmcs-mcp');
  return { folder, note: join(folder, 'last-used.json') };
}

function pathIn(text: string): string | undefined {
  try {
    const path: unknown = JSON.parse(text)?.envFile;
    return typeof path === 'string' && (posix.isAbsolute(path) || win32.isAbsolute(path)) ? path : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The file that was named last. It decides where the secret is sent and what is allowed, so the note must be the user's own,
 * and nobody else may be able to write the note or the file.
 */
export function lastUsed(host: ConfigHome): LastUsed {
  const { note } = noteOf(host);
  let text: string;
  try {
    const stats = lstatSync(note);
    const us = process.getuid?.();
    if (!stats.isFile() || stats.size > MOST_BYTES || (us !== undefined && stats.uid !== us)) {
      return { fault: `${note} is not a file of yours; remove it` };
    }
    text = readFileSync(note, 'utf8');
  } catch (error) {
    const isNone = ['ENOENT', 'ENOTDIR'].includes(systemCode(error));
    return isNone ? undefined : { fault: `${note} can't be read (${whyNot(error)})` };
  }
  const path = pathIn(text);
  if (path === undefined) return { fault: `${note} can't be understood; remove it` };
  const exposed = exposureOf(note) ?? exposureOf(path);
  return exposed === undefined ? { path } : { fault: exposed };
}

/**
 * Notes which file was named last, for this user alone. Throws where that can't be written.
 * @param replaces also where another file is noted
 */
export function rememberUsed(host: ConfigHome, path: string, { replaces = true } = {}): void {
  const known = lastUsed(host);
  const isKnown = known !== undefined && 'path' in known && known.path === path;
  if (isKnown || (known !== undefined && !replaces) || exposureOf(path) !== undefined) return;
  const { folder, note } = noteOf(host);
  makeFolder(folder);
  writeAtomically(note, `${JSON.stringify({ envFile: path })}\n`);
}
