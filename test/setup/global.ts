import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What the build reads. */
const INPUTS = [
  'src',
  'tools',
  'policies',
  'build.js',
  'notices.js',
  'built-imports.js',
  'package.json',
  'tsconfig.json',
  'node_modules/.package-lock.json',
];

/** When something in it changed last; a folder changes when a file in it comes or goes. */
function changed(path: string): number {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changed(join(path, name))));
}

/** Tests start the built program: it must never be an older one than the sources beside it. */
function buildWhereStale(): void {
  const built = join(ROOT, 'dist/main.js');
  const made = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (INPUTS.every((name) => changed(join(ROOT, name)) < made)) return;
  execFileSync(process.execPath, ['build.js'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Names of variables that lead programs to the files of whoever runs the tests. */
const PERSONAL = ['XDG_STATE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR'];

let folder: string | undefined;

/** Once for a run, before its first test. */
export function setup(project: TestProject): void {
  buildWhereStale();
  project.onTestsRerun(async () => buildWhereStale());
  folder = mkdtempSync(join(tmpdir(), 'whmcs-mcp-tests-'));
  // Some tests start programs as another user, who has to get through to what is theirs.
  chmodSync(folder, 0o711);
  for (const [variable, name] of [
    ['HOME', 'home'],
    ['TMPDIR', 'tmp'],
  ] as const) {
    const path = join(folder, name);
    mkdirSync(path);
    chmodSync(path, 0o1777);
    process.env[variable] = path;
  }
  process.env.USERPROFILE = process.env.HOME;
  process.env.LOCALAPPDATA = process.env.HOME;
  for (const name of PERSONAL) delete process.env[name];
}

/** Whatever a test leaves in the home of the run would have been left in the developer's own. */
export function teardown(): void {
  if (folder === undefined) return;
  const left = readdirSync(join(folder, 'home'), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  folder = undefined;
  if (left.length > 0) throw new Error(`Tests wrote into the home of whoever runs them: ${left.join(', ')}`);
}
