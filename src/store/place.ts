import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, posix, win32 } from 'node:path';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

function stateFolder({ env, platform, home }: Surroundings): string {
  if (platform === 'win32') return env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support');
  // The XDG specification has relative paths ignored: they would change with the working directory.
  const named = env.XDG_STATE_HOME;
  return named && posix.isAbsolute(named) ? named : posix.join(home, '.local', 'state');
}

/** Where the state lives unless GUARD_STATE says otherwise: a file in the user's state directory. */
export function defaultPlace(surroundings: Surroundings): string {
  const { join } = surroundings.platform === 'win32' ? win32 : posix;
  return join(stateFolder(surroundings), 'whmcs-mcp', 'state.db');
}

/**
 * Makes the file and its folder for this user alone, if they are not there. What is there keeps its rights, because
 * an operator may share it with a group on purpose; SQLite gives the files beside it the same ones.
 */
export function makePlace(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}
