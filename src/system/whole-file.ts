import { readFileSync, type Stats, statSync } from 'node:fs';
import { UnfitFile } from './faults.js';

const MEGABYTE = 1024 * 1024;

function kindOf(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return 'it is a folder';
  return stats.isFIFO() || stats.isSocket() ? 'it is a pipe' : 'it is a device';
}

/** Throws an UnfitFile where a path leads to something else than a plain file, or the fault of the file system. */
export function checkPlainFile(path: string): Stats {
  const stats = statSync(path);
  const kind = kindOf(stats);
  if (kind !== undefined) throw new UnfitFile(kind);
  return stats;
}

/**
 * All bytes of a plain file that is no larger than `most` bytes. A pipe would keep the program waiting and a device might never
 * end, so neither is opened. Throws an UnfitFile, or the fault of the file system.
 */
export function readWholeFile(path: string, most = 16 * MEGABYTE): Buffer {
  if (checkPlainFile(path).size > most)
    throw new UnfitFile(
      `it is larger than ${most < MEGABYTE ? `${Math.round(most / 1024)} KB` : `${Math.round(most / MEGABYTE)} MB`}`,
    );
  return readFileSync(path);
}
