import { isAbsolute } from 'node:path';

/**
 * Where a user's own files are: as the environment says (`HOME`), or, where that is empty or relative, as the accounts of the
 * machine say. A relative one would be another folder in each working folder, with a state and halts of its own.
 */
export function homeFolder(named: string, ofAccount: () => string): string {
  return isAbsolute(named) ? named : ofAccount();
}
