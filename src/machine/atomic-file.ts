import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const OWN_FILE = 0o600;

/** A file that is written beside another, to take its place in one step. */
export interface Draft {
  /**
   * Writes all of it, and waits for the disk.
   * @param like the file whose owner and mode it gets, the owner where that is allowed; otherwise its owner alone reads it
   */
  fill(text: string, like?: Pick<Stats, 'mode' | 'uid' | 'gid'>): void;
  /** Puts it in the place of the other: whoever reads that meanwhile finds the old text or the new one. */
  takePlace(): void;
  /** Closes it, and removes it unless it took the place. */
  end(): void;
}

/**
 * Opens the draft of a file that no link leads to. Throws the fault of the file system; EEXIST where another has a draft of this name.
 * @param name its path where writers have to wait for one another; one that nobody else has otherwise
 */
export function openDraft(
  path: string,
  name = join(dirname(path), `.whmcs-mcp-${randomBytes(6).toString('hex')}.tmp`),
): Draft {
  const file = openSync(name, 'wx', OWN_FILE);
  let isThere = false;
  return {
    fill(text, like) {
      writeFileSync(file, text);
      if (like !== undefined) {
        try {
          fchownSync(file, like.uid, like.gid);
        } catch {
          // Only root may give files away; what was written is worth more than the owner.
        }
        fchmodSync(file, like.mode & 0o7777);
      }
      fsyncSync(file);
    },
    takePlace() {
      renameSync(name, path);
      isThere = true;
    },
    end() {
      closeSync(file);
      // Once it has taken the other's place, a file of that name is somebody else's.
      if (!isThere) rmSync(name, { force: true });
    },
  };
}

/** Writes a file for its owner alone, in one step. Throws the fault of the file system, with nothing changed. */
export function writeAtomically(path: string, text: string): void {
  const draft = openDraft(path);
  try {
    draft.fill(text);
    draft.takePlace();
  } finally {
    draft.end();
  }
}
