import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../../machine/index.js';
import { systemCode } from '../../../system/index.js';

/**
 * Makes the file and its folder for this user alone, if they are not there. What is there keeps its rights, because
 * an operator may share it with a group on purpose; SQLite gives the files beside it the same ones.
 */
export function makeFile(path: string): void {
  makeFolder(dirname(path));
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    // Not opened where it exists: to close it again would release every lock this process has on it.
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}
