import { lstatSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { posix } from 'node:path';
import { exposureOf } from './exposure.js';
import { makeFolder } from './make-folder.js';

/** What of the machine decides where a user's caches are. */
interface CacheHome {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

type Enable = (folder: string) => unknown;

/** Undefined before Node.js 22.1. */
const { enableCompileCache } = nodeModule as { enableCompileCache?: Enable };

function cacheFolder({ env, platform, home }: CacheHome): string {
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', 'whmcs-mcp');
  const named = env.XDG_CACHE_HOME;
  return posix.join(named && posix.isAbsolute(named) ? named : posix.join(home, '.cache'), 'whmcs-mcp');
}

/** Whether a folder is ours alone: whoever can write compiled code runs theirs with our credentials. */
function isOurs(folder: string, us: number): boolean {
  const stats = lstatSync(folder);
  return (
    stats.isDirectory() && stats.uid === us && (stats.mode & 0o077) === 0 && exposureOf(folder) === undefined
  );
}

/**
 * Has Node.js keep the code that it compiles from now on in the user's cache folder, and take it from there at the next
 * start. Does nothing where Node.js can't, where the folder can't be had or others can write it, and on Windows, which
 * does not say who can.
 */
export function keepCompiledCode(host: CacheHome, enable: Enable | undefined = enableCompileCache): void {
  const us = process.getuid?.();
  if (enable === undefined || us === undefined) return;
  const folder = cacheFolder(host);
  // An empty HOME makes it one of the working folder, whose files can be anybody's.
  if (!posix.isAbsolute(folder)) return;
  try {
    makeFolder(folder);
    if (isOurs(folder, us)) enable(folder);
  } catch {
    // A start that has to compile is slower, and no worse.
  }
}
