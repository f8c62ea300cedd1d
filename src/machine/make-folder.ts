import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const OWN_FOLDER = 0o700;

/** Whether a folder is there. Throws where something else is. */
function isThere(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory()) return stats !== undefined;
  throw Object.assign(new Error(`${path} is no folder`), { code: 'ENOTDIR', syscall: 'mkdir' });
}

/**
 * Makes a folder and those above it that are missing, for this user alone. Throws the fault of the file system. One by one: the
 * recursive way of Node.js never ends where a file system makes no folders, such as below /proc.
 */
export function makeFolder(path: string): void {
  if (isThere(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: OWN_FOLDER });
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isThere(path)) throw error;
  }
}
