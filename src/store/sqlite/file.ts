import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes the file and its folder for this user alone, if they are not there. What is there keeps its rights, because
 * an operator may share it with a group on purpose; SQLite gives the files beside it the same ones.
 */
export function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}
