import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The machine of a user, as far as clients keep files there. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where programs with windows keep settings: `Application Support`, `%APPDATA%`, `~/.config`. */
  readonly settings: string;
  /** `%LOCALAPPDATA%`; undefined where there is none. */
  readonly local: string | undefined;
  /** `~/.config`, as the environment says. */
  readonly dotConfig: string;
  /** Folders below one of `base`, by their names. */
  foldersIn(base: string | undefined, name: string, matching: RegExp): string[];
}

export const under = join;

function settingsFolder({ platform, home, env }: Pick<Machine, 'platform' | 'home' | 'env'>): string {
  if (platform === 'win32') return env.APPDATA || join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  return env.XDG_CONFIG_HOME || join(home, '.config');
}

export function machineOf({ platform, home, env }: Pick<Machine, 'platform' | 'home' | 'env'>): Machine {
  return {
    platform,
    home,
    env,
    settings: settingsFolder({ platform, home, env }),
    local: platform === 'win32' ? env.LOCALAPPDATA || join(home, 'AppData', 'Local') : undefined,
    dotConfig: env.XDG_CONFIG_HOME || join(home, '.config'),
    foldersIn(base, name, matching) {
      const folder = base === undefined ? undefined : join(base, name);
      if (folder === undefined || !existsSync(folder)) return [];
      return readdirSync(folder)
        .filter((one) => matching.test(one))
        .map((one) => join(folder, one));
    },
  };
}
