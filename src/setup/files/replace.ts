import { readlinkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder, openDraft } from '../../machine/index.js';
import { readWholeFile, UnfitFile } from '../../system/index.js';

/** Only its owner reads it: it may hold a credential. */
const OWN_FILE = 0o600;

/** What a file holds; undefined where there is none. Throws where it can't be read, or is no text in UTF-8. */
export function textOf(path: string): string | undefined {
  try {
    const bytes = readWholeFile(path);
    const text = bytes.toString('utf8');
    if (!Buffer.from(text).equals(bytes)) throw new UnfitFile('it is no text in UTF-8');
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The file itself where the path leads to it by links: a link would be replaced by a file of its own. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return linkedFrom(path) ?? path;
  }
}

/** Where a link leads whose file is not there; undefined where there is no link. */
function linkedFrom(path: string): string | undefined {
  try {
    return resolve(dirname(path), readlinkSync(path));
  } catch {
    return undefined;
  }
}

/** The path of a backup that does not exist yet: `settings.json.20261129-064000.backup`. */
function backupPath(path: string, now: Date): string {
  const time = now
    .toISOString()
    .replace(/[-:]|\.\d+Z$/g, '')
    .replace('T', '-');
  for (let n = 1; ; n += 1) {
    const candidate = `${path}.${time}${n === 1 ? '' : `-${n}`}.backup`;
    if (textOf(candidate) === undefined) return candidate;
  }
}

/** A file as it was, to be put back. */
export interface Replaced {
  /** Where what was there before is kept; undefined where nothing was. */
  readonly backup: string | undefined;
  /** Puts back what was there. */
  undo(): void;
}

/**
 * Puts a text into a file in one step: whoever reads it meanwhile finds the old text or the new one. What was there is kept in a
 * backup beside it. Throws the fault of the file system, with nothing changed.
 * @param isSecret nobody but its owner may read it, whoever could read the old one
 */
export function replaceFile(
  path: string,
  text: string,
  { now, isSecret }: { now: Date; isSecret: boolean },
): Replaced {
  const target = targetOf(path);
  const before = textOf(target);
  makeFolder(dirname(target));
  let backup: string | undefined;
  const draft = openDraft(target);
  try {
    const like = before === undefined ? undefined : statSync(target);
    draft.fill(text, like && (isSecret ? { ...like, mode: OWN_FILE } : like));
    if (before !== undefined) {
      backup = backupPath(target, now);
      writeFileSync(backup, before, { flag: 'wx', mode: OWN_FILE });
    }
    draft.takePlace();
  } catch (error) {
    if (backup !== undefined) rmSync(backup, { force: true });
    throw error;
  } finally {
    draft.end();
  }
  return {
    backup,
    undo() {
      if (backup === undefined) rmSync(target, { force: true });
      else renameSync(backup, target);
    },
  };
}
