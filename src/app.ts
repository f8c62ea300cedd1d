import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { areas } from '../tools/index.js';
import { type Catalog, compileCatalog } from './catalog/index.js';
import { type Config, secretsOf } from './config/index.js';
import { createGuard, type Guard, surroundingsOf } from './guard/index.js';
import type { Log } from './log.js';
import { createWithholder } from './output/index.js';
import { openPolicyFile } from './policy-file.js';
import { openStore, type Store } from './store/index.js';
import { apiUrl, openWhmcs } from './whmcs/index.js';

/** What the program takes from outside; tests give their own. */
export interface Ports {
  log: Log;
  now?: () => Date;
}

export interface App {
  guard: Guard;
  /** Calls back when another policy has taken effect. */
  onPolicyChange(listener: () => void): void;
  /** Lets calls under way finish, then closes the connections to WHMCS. */
  close(): Promise<void>;
}

/** Root of the package, wherever it was built or installed to. */
export function packageFile(name: string): string {
  for (const up of ['../', '../../', '../../../']) {
    const candidate = fileURLToPath(new URL(`${up}${name}`, import.meta.url));
    try {
      readFileSync(candidate);
      return candidate;
    } catch {
      // Built files lie one folder deeper than sources.
    }
  }
  throw new Error(`${name} is missing from the package; install it again`);
}

export function packageVersion(): string {
  return JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version;
}

let tools: Catalog | undefined;

/** Every tool; compiled once, since rows don't change while the program runs. */
export function allTools(): Catalog {
  tools ??= compileCatalog(areas);
  return tools;
}

/** Tells one WHMCS from another in a state that both use, however its address is written. */
export function installationIdOf(url: string): string {
  return createHash('sha256').update(apiUrl(url, true).href).digest('hex').slice(0, 12);
}

/** Puts the program together. main and every test go through here. */
export function build(config: Config, { log, now = () => new Date() }: Ports): App {
  const catalog = allTools();
  const path = config.guard.policy ?? packageFile('policies/default.json');
  const file = openPolicyFile(path, surroundingsOf(catalog), log);
  const { whmcs, clear } = openWhmcs(config.whmcs, { log });

  let opened: Promise<Store> | undefined;
  const store = () => {
    opened ??= openStore(config.guard.state);
    // A state that could not be opened may be mended while the server runs.
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };

  const guard = createGuard({
    catalog,
    policy: file.current,
    switches: config.guard,
    whmcs,
    clear,
    installation: config.installation,
    installationId: installationIdOf(config.whmcs.url),
    store,
    withhold: createWithholder(secretsOf(config.whmcs)),
    log,
    now,
  });
  log('info', 'start', { policy: path, revision: file.current().revision, tools: guard.list().length });
  if (guard.inShadow()) log('warn', 'shadow', { note: 'THE POLICY DENIES NOTHING: mode is shadow' });
  return {
    guard,
    onPolicyChange: file.onChange,
    async close() {
      file.close();
      await guard.idle();
      await whmcs.close();
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}
