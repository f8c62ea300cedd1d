import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const WORLD_WRITABLE = 0o002;
/** In such a folder nobody renames or removes what belongs to others. */
const STICKY = 0o1000;

/** A path as a shell takes it. */
const typed = (path: string) =>
  /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;

function found(path: string, read: typeof lstatSync): Stats | undefined {
  try {
    return read(path, { throwIfNoEntry: false });
  } catch {
    // What can't be looked at can't be used either; whoever opens it says why.
    return undefined;
  }
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function faultOf(path: string, stats: Stats, us: number): string | undefined {
  const loose = (stats.mode & WORLD_WRITABLE) !== 0 && !stats.isSymbolicLink();
  if (loose && !(stats.isDirectory() && (stats.mode & STICKY) !== 0)) {
    return `Every user of this machine can write ${path}. Run: chmod o-w ${typed(path)}`;
  }
  if (stats.uid === us || stats.uid === 0) return undefined;
  return `${path} belongs to another user (uid ${stats.uid}), who can change it. Run: chown ${us} ${typed(path)}`;
}

/**
 * Who else can change a file or put another one in its place, as a sentence with the command that ends it: every user,
 * or one that is neither us nor root, by the file, its folder, or where links lead to. Undefined where nobody can. Whoever
 * can only replace the folder can't make it ours, so it is found here. Groups are an operator's own choice. Windows has no
 * such rights.
 */
export function exposureOf(path: string): string | undefined {
  const us = process.getuid?.();
  if (us === undefined) return undefined;
  const at = resolve(path);
  const near = looksAt([at, dirname(at)]);
  // A link further up leads to the very file and folder that were looked at.
  if (!near.some(({ stats }) => stats?.isSymbolicLink())) return firstFault(near, us);
  const target = real(at) ?? at;
  return firstFault([...near, ...looksAt([target, dirname(target)])], us);
}

interface Look {
  readonly path: string;
  readonly stats: Stats | undefined;
}

const looksAt = (paths: readonly string[]): Look[] =>
  paths.map((path) => ({ path, stats: found(path, lstatSync) }));

function firstFault(looks: readonly Look[], us: number): string | undefined {
  for (const { path, stats } of looks) {
    const fault = stats && faultOf(path, stats, us);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The same for one file alone, whose folders were looked at before. */
export function fileExposureOf(path: string): string | undefined {
  const us = process.getuid?.();
  const stats = us === undefined ? undefined : found(path, statSync);
  return us === undefined || stats === undefined ? undefined : faultOf(path, stats, us);
}
