import { UnfitFile, whyNot } from '../system/index.js';
import { SetupFault } from './fault.js';
import { difference } from './files/difference.js';
import { type Replaced, replaceFile, textOf } from './files/replace.js';
import type { Screen } from './terminal/person.js';

/** What becomes of one file. */
export interface Change {
  readonly path: string;
  /** What the file is, for whoever reads the change. */
  readonly about: string;
  /** Its new text; the same text where nothing has to change. */
  edit(text: string): string;
  /** Nobody but its owner may read it. */
  readonly isSecret?: boolean;
  /** It is said in a line what it is, in place of its lines. */
  readonly isLong?: boolean;
}

/** Whether it is about a file that can't be read, and about nothing of ours. */
export const isUnreadable = (error: unknown): boolean =>
  error instanceof UnfitFile || (error as NodeJS.ErrnoException).syscall !== undefined;

/** What to do about a file of settings that can't be had. */
export const ELSEWHERE = ' Let this user write there, or name another file with --env-file.';

/** What a file holds; undefined where there is none. Throws a SetupFault where it can't be read, with the cure. */
export function readableText(path: string, cure = ''): string | undefined {
  try {
    return textOf(path);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    throw new SetupFault(`${path} can't be read: ${whyNot(error)}.${cure}`);
  }
}

/** The changes that change something. Throws a SetupFault where a file can't be read. */
export function real(changes: readonly Change[]): Change[] {
  return changes.filter(({ path, edit }) => {
    const before = readableText(path);
    return edit(before ?? '') !== before;
  });
}

/** Shows what would become of each file, line by line. */
export function show(screen: Screen, changes: readonly Change[]): void {
  for (const { path, about, edit, isLong } of changes) {
    const before = textOf(path);
    const lines = isLong && before === undefined ? [] : difference(before ?? '', edit(before ?? ''));
    screen.lines(`${before === undefined ? 'New' : 'Changed'}: ${path} (${about})`, lines);
  }
}

/**
 * Makes all changes, or none: where one can't be made, those before it are taken back. Files are read again, so that what somebody
 * else wrote meanwhile stays. Throws a SetupFault.
 */
export function make(changes: readonly Change[], now: Date): { path: string; backup: string | undefined }[] {
  const made: (Replaced & { path: string })[] = [];
  for (const { path, edit, isSecret = false } of changes) {
    try {
      made.push({ path, ...replaceFile(path, edit(textOf(path) ?? ''), { now, isSecret }) });
    } catch (error) {
      for (const one of made.toReversed()) one.undo();
      const cure = isSecret ? ELSEWHERE : '';
      throw new SetupFault(`${path} can't be written: ${whyNot(error)}. Nothing was changed.${cure}`);
    }
  }
  return made.map(({ path, backup }) => ({ path, backup }));
}
