import { readFileSync, statSync } from 'node:fs';
import { parse } from 'dotenv';
import { SETTINGS } from './settings.js';

export interface EnvFile {
  values: Record<string, string>;
  warnings: string[];
  problems: string[];
}

const SECRET_NAMES = Object.values(SETTINGS)
  .filter((setting) => setting.secret)
  .map((setting) => setting.name);

/** Reads a .env file without touching the environment. A missing file is a problem only if it was asked for. */
export function readEnvFile(path: string, askedFor: boolean): EnvFile {
  const result: EnvFile = { values: {}, warnings: [], problems: [] };
  let mode: number;
  try {
    result.values = parse(readFileSync(path));
    mode = statSync(path).mode;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (askedFor || code !== 'ENOENT')
      result.problems.push(`${path}: can't be read (${code}); check --env-file and its permissions`);
    return result;
  }
  const exposed = process.platform !== 'win32' && (mode & 0o004) !== 0;
  if (exposed && SECRET_NAMES.some((name) => result.values[name])) {
    result.warnings.push(
      `${path}: every user of this machine can read the WHMCS secret in it; run chmod 600 on it`,
    );
  }
  return result;
}
