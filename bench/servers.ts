import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StdioClient } from './stdio-client.js';

/** A server that is measured: how it is started, and by what name it stands in the table. */
export interface Measured {
  readonly name: string;
  readonly command: readonly string[];
  /** Beyond where the backend is. */
  readonly env: Readonly<Record<string, string>>;
}

/** Where a WHMCS is and what opens it. */
export interface Credentials {
  readonly url: string;
  readonly identifier: string;
  readonly secret: string;
}

export const BENCH_CREDENTIALS = { identifier: 'bench-identifier', secret: 'bench-secret-not-a-real-one' };

const ROOT = process.cwd();
const built = (name: string) => fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
const MOST = 1_000_000;
/** What an entry in the log of WHMCS is. */
const ENTRY_EFFECTS: readonly unknown[] = ['impersonation', 'irreversible'];

/** What a policy file may hold, as far as the bench looks into it. */
interface PolicyFile {
  all_tools: { require_approval: { when: { value: unknown }[] }[] };
  classes: Record<string, object>;
}

/**
 * The shipped default policy with limits that count and are never reached, reads included. Entries of the log ask nobody
 * here: a write that does nothing but leave is what a write costs at least.
 */
export function benchPolicy(): unknown {
  const shipped = JSON.parse(readFileSync(join(ROOT, 'policies/default.json'), 'utf8')) as PolicyFile;
  const limits = [{ counter: '{tool}_rate', window: 'minute', max: MOST, scope: 'grant' }];
  const { read, write } = shipped.classes;
  return {
    ...shipped,
    $schema: undefined,
    all_tools: {
      ...shipped.all_tools,
      require_approval: shipped.all_tools.require_approval.filter(
        ({ when }) => !when.some(({ value }) => ENTRY_EFFECTS.includes(value)),
      ),
    },
    classes: { ...shipped.classes, read: { ...read, limits }, write: { ...write, limits } },
  };
}

const folders: string[] = [];
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the bench ends. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'whmcs-mcp-bench-'));
  folders.push(folder);
  return folder;
}

const node = (file: string) => [process.execPath, file];

export const FLOOR: Measured = { name: 'floor', command: node(built('floor')), env: {} };
export const HTTP_FLOOR: Measured = { name: 'floor', command: node(built('http-floor')), env: {} };
export const UNGUARDED: Measured = { name: 'unguarded', command: node(built('unguarded')), env: {} };

/**
 * Ours as it was built, with limits and journal on, and without a ceiling on calls to WHMCS; its state is `state.db` in the
 * folder. The policy is JSON text.
 */
export function ours(folder = ownFolder(), policyText = JSON.stringify(benchPolicy())): Measured {
  const policy = join(folder, 'policy.json');
  writeFileSync(policy, policyText);
  return {
    name: 'ours',
    command: node(join(ROOT, 'dist/main.js')),
    env: {
      GUARD_POLICY: policy,
      GUARD_STATE: join(folder, 'state.db'),
      GUARD_APPROVAL_WAIT: '0',
      // What it looks at once, some time after its start, is no part of a call.
      GUARD_START_CHECKS: 'false',
      WHMCS_RATE: '0',
      WHMCS_CONCURRENCY: '64',
      WHMCS_TIMEZONE: 'UTC',
    },
  };
}

/** A process of the server, with an empty home and nothing else of whoever runs the bench. */
export function start({ command, env }: Measured, whmcs: Credentials, folder: string): StdioClient {
  const own = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    TMPDIR: folder,
    WHMCS_API_URL: whmcs.url,
    WHMCS_API_IDENTIFIER: whmcs.identifier,
    WHMCS_API_SECRET: whmcs.secret,
    ...env,
  };
  return new StdioClient(command, own, ROOT);
}
