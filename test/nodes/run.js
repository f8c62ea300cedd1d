import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

// The unit tests, and what a person who installs the package meets first, on other versions of Node.js: `npm run test:nodes [MAJOR …]`.
// The npm package `node` carries them; npm puts them into a folder of the cache at that moment, so that they are no dependencies.

const ROOT = resolve(import.meta.dirname, '../..');
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'whmcs-mcp-nodes');
const MAJORS = ['22', '24'];

/** What each of them has to pass: the arguments of vitest. */
const SUITES = [
  ['--project', 'unit'],
  ['test/package.test.ts', 'test/start', 'test/mcp/stdio.test.ts'],
];

/**
 * Installs a version of Node.js where it is not there yet, and resolves to its program.
 *
 * @param {string} major
 */
function install(major) {
  const folder = join(CACHE, major);
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const program = join(folder, 'node_modules', 'node', 'bin', name);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const args = ['install', '--no-audit', '--no-fund', `node@${major}`];
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0 || !existsSync(program))
    throw new Error(`Node.js ${major} could not be installed.\n${stderr}`);
  return program;
}

/** @param {string[]} asked */
function majorsOf(asked) {
  const odd = asked.find((one) => !/^\d{2,3}$/.test(one));
  if (odd !== undefined) throw new Error(`${odd} is no major version of Node.js. Try: npm run test:nodes 22`);
  return asked.length > 0 ? asked : MAJORS;
}

const runner = JSON.parse(readFileSync(join(ROOT, 'node_modules/vitest/package.json'), 'utf8')).bin.vitest;
const failed = [];
for (const major of majorsOf(process.argv.slice(2))) {
  const program = install(major);
  // What the tests start by name has to run on it, too.
  const PATH = [dirname(program), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH };
  const version = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim();
  for (const suite of SUITES) {
    process.stdout.write(`\nNode.js ${version}: vitest run ${suite.join(' ')}\n`);
    const args = [join(ROOT, 'node_modules/vitest', runner), 'run', ...suite];
    const { status } = spawnSync(program, args, { cwd: ROOT, env, stdio: 'inherit' });
    if (status !== 0) failed.push(`${version}: vitest run ${suite.join(' ')}`);
  }
}
process.stdout.write(failed.length > 0 ? `\nFailed on ${failed.join('\nFailed on ')}\n` : '\nAll passed.\n');
process.exitCode = failed.length > 0 ? 1 : 0;
