import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LIBRARIES } from './libraries.js';
import { PROGRAMS } from './programs.js';
import { importing, type Place, type RealClient, STEPS, type Transcript, verdict } from './scenario.js';

// Runs real clients against dist/main.js with the embedded WHMCS. Their packages are no dependencies of this project: they
// come from the registry that npm is set to, into a folder that is gone afterwards. `CLIENTS_FOLDER` keeps it.

const SERVER = resolve('dist/main.js');
const kept = process.env.CLIENTS_FOLDER;
const root = kept ?? mkdtempSync(join(tmpdir(), 'whmcs-mcp-clients-'));
if (kept === undefined) process.on('exit', () => rmSync(root, { recursive: true, force: true }));

const say = (text: string) => process.stdout.write(`${text}\n`);

function install({ name, packages }: RealClient): string {
  const folder = join(root, name.toLowerCase().replaceAll(' ', '-'));
  mkdirSync(folder, { recursive: true });
  if (existsSync(join(folder, 'node_modules'))) return folder;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeFileSync(join(folder, 'load.js'), 'export const load = (name) => import(name);\n');
  const args = ['install', '--no-audit', '--no-fund', '--no-save', ...packages];
  const npm = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 5 * 60_000 });
  if (npm.status !== 0) throw new Error(`npm could not install it: ${npm.stderr.trim().slice(-300)}`);
  return folder;
}

function versionOf(folder: string, [name]: RealClient['packages']): string {
  const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return String((JSON.parse(text) as { version?: unknown }).version);
}

async function placeIn(folder: string): Promise<Place> {
  const home = mkdtempSync(join(root, 'home-'));
  const { load } = await importing(pathToFileURL(join(folder, 'load.js')).href);
  const env = { PATH: process.env.PATH ?? '', HOME: home, GUARD_APPROVAL_WAIT: '0' };
  return { folder, home, load, server: { command: process.execPath, args: [SERVER, '--sandbox'], env } };
}

interface Row {
  readonly name: string;
  readonly version: string;
  readonly done: Transcript | string;
}

async function run(client: RealClient): Promise<Row> {
  const { name, packages } = client;
  let version = 'not installed';
  try {
    const folder = install(client);
    version = versionOf(folder, packages);
    return { name, version, done: await client.play(await placeIn(folder)) };
  } catch (error) {
    return { name, version, done: error instanceof Error ? error.message : String(error) };
  }
}

function transcriptOf({ name, version, done }: Row): string {
  if (typeof done === 'string') return `## ${name} ${version}\n\ndid not run: ${done}\n`;
  const told = STEPS.map((step, i) => {
    const call = `${step.tool} ${JSON.stringify(step.args)}`;
    return `${step.name} (${verdict(step, done.read[i])}): ${call}\n  ${(done.read[i] ?? '-').slice(0, 600)}`;
  });
  return `## ${name} ${version}\n\n${done.tools} tools\n${told.join('\n')}\n`;
}

function table(rows: readonly Row[]): string {
  const head = ['Client', 'Version', 'Connected', 'Tools', ...STEPS.map(({ name }) => name)];
  const lines = rows.map(({ name, version, done }) =>
    typeof done === 'string'
      ? [name, version, 'no', '-', ...STEPS.map(() => '-')]
      : [name, version, 'yes', String(done.tools), ...STEPS.map((step, i) => verdict(step, done.read[i]))],
  );
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');
}

const wanted = process.argv.slice(2).map((name) => name.toLowerCase());
const all = [...LIBRARIES, ...PROGRAMS];
const chosen = all.filter(
  ({ name }) => wanted.length === 0 || wanted.some((one) => name.toLowerCase().includes(one)),
);
const rows: Row[] = [];
for (const client of chosen) {
  const row = await run(client);
  rows.push(row);
  say(transcriptOf(row));
}
say(table(rows));
if (rows.filter(({ done }) => typeof done !== 'string').length < Math.min(6, chosen.length))
  process.exitCode = 1;
