import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'dotenv';
import { isSwitch, SETTINGS } from './settings.js';
import { secretsOfLocation } from './state-location.js';

export interface EnvFile {
  /** The file that was read, whole; undefined where there is none. */
  file?: string;
  values: Record<string, string>;
  warnings: string[];
  problems: string[];
}

const SECRET_NAMES = Object.values(SETTINGS)
  .filter((setting) => setting.secret)
  .map((setting) => setting.name);

/** A .env file without touching the environment. A missing file is a problem only if it was asked for. */
function readEnvFile(path: string, askedFor: boolean): EnvFile {
  const result: EnvFile = { values: {}, warnings: [], problems: [] };
  let mode: number;
  try {
    result.values = parse(readFileSync(path));
    mode = statSync(path).mode;
    result.file = path;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (askedFor || code !== 'ENOENT')
      result.problems.push(`${path}: can't be read (${code}); check --env-file and its permissions`);
    return result;
  }
  const exposed = process.platform !== 'win32' && (mode & 0o004) !== 0;
  const holdsPassword = secretsOfLocation(result.values[SETTINGS.state.name] ?? '').length > 0;
  if (exposed && (holdsPassword || SECRET_NAMES.some((name) => result.values[name]))) {
    result.warnings.push(
      `${path}: every user of this machine can read the secrets in it; run chmod 600 on it`,
    );
  }
  return result;
}

const isSet = ([, value]: [string, string | undefined]) => value !== undefined && value !== '';

/**
 * What a file that nobody named must not decide. It lies in the folder where the server was started, which may be a
 * repository that somebody cloned or a place where the agent writes files.
 */
function overreach(path: string, found: EnvFile['values'], env: EnvFile['values']): string[] {
  const name = `name the file: --env-file ${path}`;
  const switches = Object.keys(found).filter((variable) => isSwitch(variable) && found[variable] !== '');
  const { url, secret } = SETTINGS;
  const leads = env[secret.name] !== undefined && env[url.name] === undefined && found[url.name];
  return [
    ...switches.map(
      (variable) =>
        `${variable}: is set in ${path}, which was only found in the working folder: such a file may hold the WHMCS credential, and no switch of the guard. Set it in the environment, or ${name}`,
    ),
    ...(leads
      ? [
          `${url.name}: is set in ${path}, which was only found in the working folder, while ${secret.name} comes from the environment: the secret would be sent where that file says. Set both in one place, or ${name}`,
        ]
      : []),
  ];
}

/** The settings of the environment and of a .env file, the environment first; empty ones count as unset. */
export function gatherSettings(
  { env, cwd }: { env: Readonly<Record<string, string | undefined>>; cwd: string },
  named: string | undefined,
): EnvFile {
  const path = resolve(cwd, named ?? '.env');
  const file = readEnvFile(path, named !== undefined);
  const set = Object.fromEntries(Object.entries(env).filter(isSet)) as Record<string, string>;
  return {
    ...file,
    values: { ...file.values, ...set },
    problems: [...file.problems, ...(named === undefined ? overreach(path, file.values, set) : [])],
  };
}
