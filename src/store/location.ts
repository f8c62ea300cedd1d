import { posix, win32 } from 'node:path';

/** What of the machine decides where the state lives by default. */
export interface HostPaths {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

function stateFolder({ env, platform, home }: HostPaths): string {
  if (platform === 'win32') return env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support');
  // The XDG specification has relative paths ignored: they would change with the working directory.
  const named = env.XDG_STATE_HOME;
  return named && posix.isAbsolute(named) ? named : posix.join(home, '.local', 'state');
}

/** Where the state lives unless GUARD_STATE says otherwise: a file in the user's state directory. */
export function defaultLocation(host: HostPaths): string {
  const { join } = host.platform === 'win32' ? win32 : posix;
  return join(stateFolder(host), 'whmcs-mcp', 'state.db');
}

/** Whether a location names a PostgreSQL database instead of a file. */
export const isDatabaseUrl = (location: string): boolean => /^postgres(?:ql)?:\/\//i.test(location);

/** A location as people may see it: of a database URL neither user nor password, nor options. */
export function shownLocation(location: string): string {
  if (!isDatabaseUrl(location)) return location;
  const url = URL.canParse(location) ? new URL(location) : undefined;
  return url === undefined ? 'postgres://' : `postgres://${url.host}${url.pathname}`;
}
