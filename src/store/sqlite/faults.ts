import { UnfitFile } from '../../system/index.js';
import { StoreFault, type StoreFaultCode } from '../fault.js';
import { UnusableState } from '../sql/schema.js';

// Primary result codes of SQLite (sqlite.org/rescode.html).
const BY_RESULT: Readonly<Record<number, StoreFaultCode>> = {
  3: 'unopenable',
  5: 'busy',
  6: 'busy',
  8: 'read_only',
  11: 'corrupt',
  13: 'full',
  14: 'unopenable',
  23: 'unopenable',
  26: 'corrupt',
};

// What SQLite says for the same codes: the driver leaves the code out where reading several rows fails.
const BY_MESSAGE: Readonly<Record<string, StoreFaultCode>> = {
  'database is locked': 'busy',
  'database table is locked': 'busy',
  'attempt to write a readonly database': 'read_only',
  'database disk image is malformed': 'corrupt',
  'file is not a database': 'corrupt',
  'database or disk is full': 'full',
  'unable to open database file': 'unopenable',
};

const BY_SYSTEM: Readonly<Record<string, StoreFaultCode>> = {
  EACCES: 'unopenable',
  EPERM: 'unopenable',
  ENOENT: 'unopenable',
  ENOTDIR: 'unopenable',
  EISDIR: 'unopenable',
  EEXIST: 'unopenable',
  ELOOP: 'unopenable',
  ENAMETOOLONG: 'unopenable',
  EROFS: 'read_only',
  ENOSPC: 'full',
  EDQUOT: 'full',
};

function codeOf(error: unknown): StoreFaultCode {
  if (error instanceof UnusableState) return error.code;
  if (error instanceof UnfitFile) return 'unopenable';
  if (!(error instanceof Error)) return 'failed';
  const { errcode, code, message } = error as Error & { errcode?: unknown; code?: unknown };
  // Extended codes carry the primary one in their low byte.
  if (typeof errcode === 'number') return BY_RESULT[errcode & 0xff] ?? 'failed';
  return (typeof code === 'string' ? BY_SYSTEM[code] : undefined) ?? BY_MESSAGE[message] ?? 'failed';
}

/** What SQLite or the file system threw, as a fault of the state at `path`. */
export function faultOf(error: unknown, path: string): StoreFault {
  return error instanceof StoreFault ? error : new StoreFault(codeOf(error), path, error);
}

export function isBusy(error: unknown): boolean {
  return codeOf(error) === 'busy';
}
