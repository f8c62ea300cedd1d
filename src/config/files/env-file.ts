import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'dotenv';
import { readWholeFile, systemCode, whyNot } from '../../system/index.js';
import { isSwitch, SETTINGS } from '../settings.js';
import { secretsOfLocation } from '../state-location.js';
import { type ConfigHome, lastUsed } from './last-used.js';

export interface EnvFile {
  /** The file that was read, whole; undefined where there is none. */
  file?: string;
  values: Record<string, string>;
  warnings: string[];
  problems: string[];
  /** The one of the warnings that says that the file was not named, but was the last that was. */
  isLast?: string;
}

const SECRET_NAMES = Object.values(SETTINGS)
  .filter((setting) => setting.secret)
  .map((setting) => setting.name);

/** Those around a whole value are gone by then: a word processor wrote this one, or nothing closes it. */
const STRAY_QUOTE = /^["'`\u2018-\u201f\u00ab]/;

/**
 * A .env file without touching the environment. Of one that a person named a missing one is a problem, and a pipe is read: a shell
 * passes what a program prints as one.
 */
function readEnvFile(path: string, askedFor: boolean): EnvFile {
  const result: EnvFile = { values: {}, warnings: [], problems: [] };
  let mode: number;
  try {
    const bytes = askedFor ? readFileSync(path) : readWholeFile(path);
    // What editors call Unicode: no name of a setting is found in it.
    if (bytes.includes(0)) {
      result.problems.push(`${path}: is not saved as UTF-8; save it again with that encoding`);
      return result;
    }
    result.values = parse(bytes);
    mode = statSync(path).mode;
    result.file = path;
  } catch (error) {
    if (systemCode(error) !== 'ENOENT')
      result.problems.push(`${path}: can't be read (${whyNot(error)}); check --env-file and its permissions`);
    else if (askedFor)
      result.problems.push(
        `${path}: there is no such file; check --env-file, or let whmcs-mcp init write it`,
      );
    return result;
  }
  const quoted = Object.entries(result.values).find(([, value]) => STRAY_QUOTE.test(value));
  if (quoted !== undefined)
    result.warnings.push(
      `${path}: the value of ${quoted[0]} begins with a quotation mark that is part of it; write it without`,
    );
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

const PATHS = Object.values(SETTINGS).filter(({ pathUnless }) => pathUnless !== undefined);

/** The values with their paths made whole: relative ones begin at the folder of the file that sets them. */
function rooted(values: EnvFile['values'], folder: string): EnvFile['values'] {
  const whole = { ...values };
  for (const { name, pathUnless = [] } of PATHS) {
    const value = values[name]?.trim();
    if (!value || pathUnless.includes(value) || /^[a-z][a-z0-9+.-]+:\/\//i.test(value)) continue;
    whole[name] = resolve(folder, value);
  }
  return whole;
}

/** Whether somebody set anything that is ours, misspelt or not. */
const isConfigured = (values: EnvFile['values']) =>
  Object.entries(values).some(
    ([name, value]) => value !== '' && (/^(?:whmcs|guard)_/i.test(name) || isSwitch(name)),
  );

const { url, identifier, secret, accessKey, installs } = SETTINGS;
/** What says which WHMCS is worked with. Two places are never put together for it: one's secret would be sent to the other. */
const OF_CONNECTION = [url, identifier, secret, accessKey, installs].map(({ name }) => name);
const connectionIn = (values: EnvFile['values']) => OF_CONNECTION.filter((name) => values[name]);

/** Whether values say all of which WHMCS is worked with. */
const isConnected = (values: EnvFile['values']) =>
  [url, identifier, secret].every(({ name }) => values[name]) || Boolean(values[installs.name]);

/** Where settings come from, as a command line says it. */
export interface SettingsAsked {
  /** The file of `--env-file`. */
  readonly named: string | undefined;
  /**
   * Where no file is named or found and the environment names no WHMCS, the file that was named last is read; what the
   * environment sets stands over it.
   */
  readonly elseLast: boolean;
}

/** The file to read. */
function fileFor(
  host: ConfigHome & { cwd: string },
  { named, elseLast }: SettingsAsked,
  set: EnvFile['values'],
): EnvFile {
  if (named !== undefined) return readEnvFile(resolve(host.cwd, named), true);
  const path = resolve(host.cwd, '.env');
  const found = readEnvFile(path, false);
  const problems = [...found.problems, ...overreach(path, found.values, set)];
  if (!elseLast || problems.length > 0 || isConnected({ ...found.values, ...set }))
    return { ...found, problems };
  const last = lastUsed(host);
  if (last === undefined) return found;
  const unread = (why: string) => ({
    ...found,
    warnings: [...found.warnings, `the settings that were used last are not read: ${why}`],
  });
  if ('fault' in last) return unread(last.fault);
  const own = connectionIn(set);
  if (own.length > 0)
    return unread(`the environment sets ${own.join(', ')}. --env-file ${last.path} reads them all the same`);
  if (isConfigured(found.values))
    return unread(`${path} has settings of its own. --env-file ${last.path} reads those in its place`);
  return readLast(last.path, found, set);
}

/** The file that was named last, and a line that says so. */
function readLast(path: string, found: EnvFile, set: EnvFile['values']): EnvFile {
  const read = readEnvFile(path, false);
  if (read.file === undefined && read.problems.length === 0) {
    return { ...found, warnings: [`the settings that were used last are gone: ${path}`] };
  }
  const ours = Object.keys(set).filter((name) => isConfigured({ [name]: 'set' }));
  const over = ours.length === 0 ? '' : `, and over them ${ours.join(', ')} of the environment`;
  const warning = `the settings are those of ${path}, which were used last${over}; --env-file names others`;
  return { ...read, warnings: [warning, ...read.warnings], isLast: warning };
}

/**
 * The settings of the environment and of a .env file, the environment first; empty ones count as unset, and paths are whole.
 */
export function gatherSettings(host: ConfigHome & { cwd: string }, asked: SettingsAsked): EnvFile {
  const set = Object.fromEntries(Object.entries(host.env).filter(isSet)) as Record<string, string>;
  const file = fileFor(host, asked, set);
  const ofFile = file.file === undefined ? file.values : rooted(file.values, dirname(file.file));
  return { ...file, values: { ...ofFile, ...rooted(set, host.cwd) } };
}
