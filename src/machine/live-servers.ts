import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, posix, win32 } from 'node:path';
import { exposureOf } from './exposure.js';
import { makeFolder } from './make-folder.js';
import { isRunning, processSpace, startOf } from './processes.js';

/** What a server says of itself to the commands of its user. */
export interface Announced {
  /** Where its state is: a path, or a database without user and password; `memory` for one that only it has. */
  readonly state: string;
  /** The folder that it was started in. */
  readonly folder: string;
  /** The embedded WHMCS that it works on, if it does. */
  readonly sandbox?: { readonly url: string; readonly staff: string };
}

export interface LiveServer extends Announced {
  readonly pid: number;
  readonly since: Date;
  /** While this file exists the server is halted, unless its state is a file, which has one beside it. */
  readonly haltFile: string;
}

/** Where the servers of a user are known. */
export interface UserHome {
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

const HEARTBEAT_MS = 15_000;
/** A server whose processes can't be seen from here is taken for gone after this. */
const STALE_MS = 60_000;
const MOST_BYTES = 16_384;

/**
 * The folder that the servers of a user are listed in. It follows no variable but the home: a client may start a server with
 * other variables than a person's shell has, and the person has to find it all the same.
 */
function liveFolder({ platform, home }: UserHome): string {
  if (platform === 'win32') return win32.join(home, 'AppData', 'Local', 'whmcs-mcp', 'live');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'whmcs-mcp', 'live');
  return posix.join(home, '.local', 'state', 'whmcs-mcp', 'live');
}

interface Entry extends Announced {
  readonly pid: number;
  readonly start?: string;
  readonly space: string;
  readonly since: string;
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, start, space, since, state, folder, sandbox } = value as Record<string, unknown>;
  const { url, staff } = (sandbox ?? {}) as Record<string, unknown>;
  return (
    Number.isSafeInteger(pid) &&
    (pid as number) > 0 &&
    [space, since, state, folder].every(isText) &&
    !Number.isNaN(Date.parse(since as string)) &&
    (start === undefined || isText(start)) &&
    (sandbox === undefined || (isText(url) && isText(staff)))
  );
}

function entryAt(path: string): { entry: Entry; beat: Date } | undefined {
  try {
    const stats = lstatSync(path);
    if (!stats.isFile() || stats.size > MOST_BYTES) return undefined;
    const entry: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isEntry(entry) ? { entry, beat: stats.mtime } : undefined;
  } catch {
    return undefined;
  }
}

const haltFileOf = (path: string) => path.replace(/\.json$/, '.halt');

function remove(path: string): void {
  for (const one of [path, haltFileOf(path)]) rmSync(one, { force: true });
}

/** The folder's fault, if others could put servers into it or take them out. */
function folderFault(folder: string): string | undefined {
  return exposureOf(join(folder, 'any'));
}

/**
 * Lists this process among the servers of its user, until `leave` is called or the process is gone. Throws where that can't
 * be done safely: the message is a sentence for the operator.
 */
export function announceServer(at: UserHome, announced: Announced): { haltFile: string; leave(): void } {
  const folder = liveFolder(at);
  makeFolder(folder);
  const fault = folderFault(folder);
  if (fault !== undefined) throw new Error(fault);
  chmodSync(folder, 0o700);
  const path = join(folder, `${process.pid}-${randomBytes(6).toString('hex')}.json`);
  const start = startOf(process.pid);
  const entry: Entry = {
    ...announced,
    pid: process.pid,
    ...(start === undefined ? {} : { start }),
    space: processSpace(),
    since: new Date().toISOString(),
  };
  const write = () => {
    // Under another name first: whoever lists never reads half of it.
    writeFileSync(`${path}.new`, JSON.stringify(entry), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  write();
  const heartbeat = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      try {
        write();
      } catch {
        // The folder is gone: a person who cleared it away will not find us.
      }
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    haltFile: haltFileOf(path),
    leave() {
      clearInterval(heartbeat);
      remove(path);
    },
  };
}

/**
 * The servers of a user that are running. What others left behind is cleared away. Throws where somebody else could have
 * written the list: the message is a sentence for the operator.
 */
export function liveServers(at: UserHome, now = new Date()): LiveServer[] {
  const folder = liveFolder(at);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const fault = folderFault(folder);
  if (fault !== undefined) throw new Error(fault);
  const space = processSpace();
  return names
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const path = join(folder, name);
      const found = entryAt(path);
      if (found === undefined) return [];
      const { entry, beat } = found;
      const isLive =
        entry.space === space ? isRunning(entry.pid, entry.start) : now.getTime() - beat.getTime() < STALE_MS;
      if (!isLive) {
        remove(path);
        return [];
      }
      const { pid, state, folder: startedIn, sandbox } = entry;
      const since = new Date(entry.since);
      return [
        { pid, state, folder: startedIn, since, haltFile: haltFileOf(path), ...(sandbox && { sandbox }) },
      ];
    })
    .sort((a, b) => a.since.getTime() - b.since.getTime());
}
