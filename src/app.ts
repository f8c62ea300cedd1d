import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { areas } from '../tools/index.js';
import { type Catalog, compileCatalog } from './catalog/index.js';
import type { Config } from './config/index.js';
import { createGuard, type Guard, surroundingsOf } from './guard/index.js';
import type { Log } from './log.js';
import { createWithholder } from './output/index.js';
import { type Policy, parsePolicy } from './policy/index.js';
import { openWhmcs } from './whmcs/index.js';

/** What the program takes from outside; tests give their own. */
export interface Ports {
  log: Log;
  now?: () => Date;
}

export interface App {
  guard: Guard;
  /** Lets calls under way finish, then closes the connections to WHMCS. */
  close(): Promise<void>;
}

/** A policy that can't be used; one line for each problem. */
export class PolicyRefused extends Error {
  readonly problems: readonly string[];

  constructor(path: string, problems: readonly string[]) {
    super(`${path}: the policy is refused`);
    this.problems = problems;
  }
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

function loadPolicy(path: string, catalog: Catalog, log: Log): Policy {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new PolicyRefused(path, [`can't be read (${code}); check GUARD_POLICY`]);
  }
  const parsed = parsePolicy(text, surroundingsOf(catalog));
  const line = (at: { line: number; column: number; pointer: string; message: string }) =>
    `${path}:${at.line}:${at.column} ${at.pointer || '/'} ${at.message}`;
  if ('problems' in parsed) throw new PolicyRefused(path, parsed.problems.map(line));
  for (const warning of parsed.warnings) log('warn', 'policy.warning', { at: line(warning) });
  return parsed.policy;
}

/** Puts the program together. main and every test go through here. */
export function build(config: Config, { log, now = () => new Date() }: Ports): App {
  const catalog = allTools();
  const path = config.guard.policy ?? packageFile('policies/default.json');
  const policy = loadPolicy(path, catalog, log);
  const { whmcs, clear } = openWhmcs(config.whmcs, { log });
  const { identifier, secret, accessKey } = config.whmcs.credentials;
  const secrets = [identifier, secret, ...(accessKey === undefined ? [] : [accessKey])].map((value) =>
    value.reveal(),
  );
  const guard = createGuard({
    catalog,
    policy,
    switches: config.guard,
    whmcs,
    clear,
    installation: config.installation,
    withhold: createWithholder(secrets),
    log,
    now,
  });
  log('info', 'start', { policy: path, revision: policy.revision, tools: guard.list().length });
  return {
    guard,
    async close() {
      await guard.idle();
      await whmcs.close();
    },
  };
}
