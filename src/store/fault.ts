import { systemCode, UnfitFile, whyNot } from '../system/index.js';
export type StoreFaultCode =
  /** No SQLite runs here that can be shared safely. */
  | 'no_engine'
  /** The file or its folder can't be made or opened. */
  | 'unopenable'
  | 'read_only'
  /** Somebody else can change it or put another file in its place. */
  | 'exposed'
  /** Not a database, or a damaged one. */
  | 'corrupt'
  /** A database, but somebody else's. */
  | 'foreign'
  /** Written by a later version of this program. */
  | 'newer'
  /** The file system can't share it between processes. */
  | 'unshareable'
  /** Removed or replaced while in use: others would count in another file. */
  | 'moved'
  /** Cut off, or another file was copied over it, while in use: what is in it is mixed up. */
  | 'overwritten'
  /** Another process did not let go of it in time. */
  | 'busy'
  | 'full'
  | 'closed'
  | 'failed';

const ELSEWHERE = 'or set GUARD_STATE to another path (or to memory)';

const OF_FILE: Record<StoreFaultCode, (path: string, why: string) => string> = {
  no_engine: () =>
    'The state needs SQLite 3.51.3 or later, and none can be loaded here. Install again on a supported platform, or run it with the latest Node.js 22 or 24, which bring one.',
  unopenable: (path, why) =>
    `The state file ${path} can't be opened or made${why}. Let this user write its folder, ${ELSEWHERE}.`,
  read_only: (path) => `The state file ${path} can't be written. Let this user write it, ${ELSEWHERE}.`,
  exposed: (path, why) =>
    `The state file ${path} is not safe from others. ${why} (or run whmcs-mcp as its owner), ${ELSEWHERE}.`,
  corrupt: (path) =>
    `The state file ${path} is damaged or not a database. Move it away, and what was counted so far is forgotten; put back a good copy, ${ELSEWHERE}.`,
  foreign: (path) =>
    `The file ${path} is the database of another program and was left as it is. Set GUARD_STATE to another path.`,
  newer: (path) =>
    `The state file ${path} was written by a newer version of whmcs-mcp. Run that version, ${ELSEWHERE}.`,
  unshareable: (path) =>
    `The file system under ${path} can't share the state between processes. Set GUARD_STATE to a path on a local disk.`,
  overwritten: (path) =>
    `The state file ${path} is not what was written last: it was cut off, an older one was put in its place, or its log (-wal) was removed. Stop every process that uses it, and put back a backup with whmcs-mcp restore FILE, which makes it safe to use again.`,
  moved: (path) =>
    `The state file ${path} was removed or replaced while in use. Restart every process that uses it.`,
  busy: (path) =>
    `The state file ${path} was locked by another process for too long. Look for one that hangs, ${ELSEWHERE}.`,
  full: (path) => `The disk under the state file ${path} is full. Make room, ${ELSEWHERE}.`,
  closed: () => 'The state is closed: this server is going down.',
  failed: (path) => `The state file ${path} can't be used. Look at its disk and rights, ${ELSEWHERE}.`,
};

const ANOTHER = 'or name another database in GUARD_STATE';

const OF_DATABASE: Record<StoreFaultCode, (location: string, why: string) => string> = {
  no_engine: () =>
    'The state needs the PostgreSQL driver pg, which can not be loaded here. Install whmcs-mcp again.',
  unopenable: (location) =>
    `The state database ${location} can't be reached or signed in to. Look at the server, and at the name and password in GUARD_STATE.`,
  read_only: (location) =>
    `The state database ${location} can't be written: it is a standby or set to read only. Name the primary in GUARD_STATE.`,
  exposed: (location, why) => `The state database ${location} is not safe from others. ${why}.`,
  corrupt: (location) => `The state database ${location} is damaged. Restore it from a backup, ${ANOTHER}.`,
  foreign: (location) =>
    `The database ${location} holds tables of another program and was left as it is. Name a database of its own in GUARD_STATE.`,
  newer: (location) =>
    `The state database ${location} was written by a newer version of whmcs-mcp. Run that version, ${ANOTHER}.`,
  unshareable: (location) => `The state database ${location} can't be shared between processes, ${ANOTHER}.`,
  overwritten: (location) =>
    `What the state database ${location} holds was put back while in use. Restart every process that uses it.`,
  moved: (location) =>
    `The state database ${location} was replaced while in use. Restart every process that uses it.`,
  busy: (location) =>
    `The state database ${location} was locked or out of connections for too long. Look for a process that hangs, ${ANOTHER}.`,
  full: (location) => `The disk of the state database ${location} is full. Make room, ${ANOTHER}.`,
  closed: () => 'The state is closed: this server is going down.',
  failed: (location) =>
    `The state database ${location} can't be used. Look at the server's own log, ${ANOTHER}.`,
};

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : '');

/** What the file system says, for the end of a sentence; nothing where an engine failed. */
function systemWords(cause: unknown): string {
  const isOfFiles = cause instanceof UnfitFile || /^E[A-Z]+$/.test(systemCode(cause));
  return isOfFiles ? ` (${whyNot(cause)})` : '';
}

/** The state can't be read or written. `message` names where it is, GUARD_STATE and what to do; never a password. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  readonly code: StoreFaultCode;
  /** The file, or the database without user and password. */
  readonly location: string;
  /** What was to be written may be written all the same: the connection was lost while it was committed. */
  isUncertain = false;
  /** The server of a database did not answer: later the same may go through, without anybody's doing. */
  isOutage = false;

  constructor(code: StoreFaultCode, location: string, cause?: unknown, of: 'file' | 'database' = 'file') {
    const why = code === 'exposed' ? messageOf(cause) : systemWords(cause);
    super((of === 'file' ? OF_FILE : OF_DATABASE)[code](location, why), { cause });
    this.code = code;
    this.location = location;
  }
}
