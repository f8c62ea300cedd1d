import { resolve } from 'node:path';
import { type AddonActions, addonActionsIn, vocabulary } from '../app.js';
import { type Config, type InstallSettings, readConfig, SETTINGS, secretsOf } from '../config/index.js';
import type { Install } from '../installs/index.js';
import { defaultLocation } from '../store/index.js';
import type { Host } from './host.js';
import type { StandIn } from './stand-in.js';

export interface Configured {
  /** Of several WHMCS, that of the first: what is not said of each is the same in all. */
  readonly config: Config;
  /** The name of that WHMCS, where a file names it. */
  readonly install: string | undefined;
  /** Where there are several. */
  readonly installs: readonly [Install, ...Install[]] | undefined;
  /** Actions of addon modules, where a file declares them. */
  readonly addons: AddonActions | undefined;
  readonly secrets: readonly string[];
  readonly warnings: readonly string[];
}

export type Problems = { readonly problems: readonly string[]; readonly warnings?: readonly string[] };

type Settings = Readonly<Record<string, string>>;

/** The WHMCS that a file names. */
async function installsIn(
  host: Host,
  path: string,
  settings: Settings,
  sandbox: StandIn | undefined,
): Promise<{ installs: readonly InstallSettings[]; warnings: readonly string[] } | Problems> {
  if (sandbox !== undefined) {
    const { name } = SETTINGS.installs;
    return { problems: [`${name}: --sandbox works on one embedded WHMCS; unset one of them`] };
  }
  // Loaded only where it is used: most servers work on one WHMCS.
  const { readInstalls } = await import('../installs/index.js');
  return readInstalls(resolve(host.cwd, path), settings);
}

/** The actions of addon modules that the settings declare; undefined where they declare none. */
export async function addonsIn(host: Host, settings: Settings): Promise<AddonActions | Problems | undefined> {
  const { name } = SETTINGS.actions;
  const path = settings[name]?.trim();
  if (!path) return undefined;
  const read = await addonActionsIn(resolve(host.cwd, path));
  return 'problems' in read ? { problems: read.problems.map((problem) => `${name}: ${problem}`) } : read;
}

/** The configuration of one WHMCS or of several, or every problem with it, a line each. */
export async function configured(
  host: Host,
  settings: Settings,
  sandbox: StandIn | undefined,
): Promise<Configured | Problems> {
  const declared = await addonsIn(host, settings);
  if (declared !== undefined && 'problems' in declared) return declared;
  const destructiveTools = [...vocabulary(declared).tools]
    .filter(([, facts]) => facts.class === 'destructive')
    .map(([name]) => name);
  const options = { destructiveTools, state: defaultLocation(host), ...(sandbox && { sandbox }) };
  const path = settings[SETTINGS.installs.name];
  const file = path === undefined ? undefined : await installsIn(host, path, settings, sandbox);
  if (file !== undefined && 'problems' in file) return file;

  const problems = new Set<string>();
  const warnings = new Set([...(declared?.warnings ?? []), ...(file?.warnings ?? [])]);
  const read: Install[] = [];
  for (const install of file?.installs ?? [undefined]) {
    const one = readConfig(settings, install === undefined ? options : { ...options, install });
    if ('problems' in one) {
      for (const { variable, message } of one.problems) problems.add(`${variable}: ${message}`);
      for (const warning of one.warnings) warnings.add(warning);
      continue;
    }
    for (const warning of one.warnings) warnings.add(warning);
    read.push({ name: install?.name ?? '', config: one.config });
  }
  const [first, ...others] = read;
  if (first === undefined || problems.size > 0) return { problems: [...problems], warnings: [...warnings] };
  return {
    config: first.config,
    install: first.name || undefined,
    installs: others.length === 0 ? undefined : [first, ...others],
    addons: declared,
    secrets: [...new Set(read.flatMap(({ config }) => secretsOf(config)))],
    warnings: [...warnings],
  };
}
