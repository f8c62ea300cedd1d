import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';

/** The fault of the file system where something is in the place already. */
const inTheWay = (path: string) =>
  Object.assign(new Error(`${path} is there already`), { code: 'EEXIST', syscall: 'link' });

/**
 * Gives a finished file its name, once all of it is on the disk. Throws the fault of the file system: EEXIST where something has
 * that name, which is left as it is.
 */
export function placeNew(draft: string, path: string): void {
  const file = openSync(draft, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    // Unlike a rename, it replaces nothing that has come there meanwhile.
    linkSync(draft, path);
    rmSync(draft);
  } catch {
    if (existsSync(path)) throw inTheWay(path);
    // A file system without links.
    renameSync(draft, path);
  }
}
