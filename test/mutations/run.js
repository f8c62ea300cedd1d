// `npm run mutate [-- --lanes 1] [room or start of a path …]` breaks the code in a scratch copy, one place at a time, and says
// which of these breaks the tests named beside them do not notice. Exits 1 where one survives, or where a list does not fit
// the code any more.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

/** @typedef {{ file: string, find: string, replace: string, tests: string[] }} Mutation */
/** @typedef {{ passed: number, failed: number, firstFailed: string }} Counts */

const ROOT = join(import.meta.dirname, '../..');
const LISTS = import.meta.dirname;
/** A break that makes the tests hang is noticed too. */
const LIMIT_MS = 240_000;

const { values: options, positionals: wanted } = parseArgs({
  options: { lanes: { type: 'string', default: '2' } },
  allowPositionals: true,
});

/** @param {string} text */
const say = (text) => void process.stdout.write(`${text}\n`);

/**
 * Those of the rooms and the files that are wanted; all of them where nothing is named.
 *
 * @returns {(Mutation & { room: string })[]}
 */
function mutations() {
  const rooms = readdirSync(LISTS)
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'));
  const all = rooms.flatMap((room) => {
    /** @type {Mutation[]} */
    const list = JSON.parse(readFileSync(join(LISTS, `${room}.json`), 'utf8'));
    return list.map((mutation) => ({ room, ...mutation }));
  });
  if (wanted.length === 0) return all;
  /** @type {(one: Mutation & { room: string }, name: string) => boolean} */
  const isOf = ({ room, file }, name) => room === name || (name.includes('/') && file.startsWith(name));
  const unknown = wanted.filter((name) => !all.some((one) => isOf(one, name)));
  if (unknown.length > 0) throw new Error(`There are no mutations of ${unknown.join(', ')}.`);
  return all.filter((one) => wanted.some((name) => isOf(one, name)));
}

/** The files of the project, committed or not, with the packages of this one. */
function scratchCopy() {
  const folder = mkdtempSync(join(tmpdir(), 'whmcs-mcp-mutations-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const name of new Set(listed.split('\0').filter(Boolean)))
    cpSync(join(ROOT, name), join(folder, name), { errorOnExist: false });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
}

/**
 * Undefined where the tests did not end in time.
 *
 * @param {string} folder
 * @param {string[]} tests
 * @param {number} limitMs
 * @returns {Promise<Counts | undefined>}
 */
async function run(folder, tests, limitMs) {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = ['run', '--bail=1', '--reporter=json', `--outputFile=${report}`, ...tests];
  const child = spawn(process.execPath, [vitest, ...args], { cwd: folder, stdio: 'ignore', detached: true });
  const watch = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), limitMs);
  const [, signal] = await once(child, 'exit');
  clearTimeout(watch);
  if (signal !== null) return undefined;
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  /** @type {{ status: string, fullName: string }[]} */
  const all = testResults.flatMap(
    (/** @type {{ assertionResults: unknown[] }} */ one) => one.assertionResults,
  );
  const firstFailed = all.find((one) => one.status === 'failed')?.fullName ?? '';
  return { passed: numPassedTests, failed: numFailedTests, firstFailed };
}

/**
 * What became of a mutation; `killed` is the only good end.
 *
 * @param {string} folder
 * @param {Mutation} mutation
 */
async function fate(folder, { file, find, replace, tests }) {
  const path = join(folder, file);
  const sound = readFileSync(path, 'utf8');
  const places = sound.split(find).length - 1;
  if (places !== 1) return `DOES NOT FIT: found ${places} times`;
  try {
    writeFileSync(
      path,
      sound.replace(find, () => replace),
    );
    const counts = await run(folder, tests, LIMIT_MS);
    if (counts === undefined) return 'killed: the tests did not end';
    if (counts.failed > 0) return `killed: ${counts.firstFailed}`;
    return counts.passed > 0 ? 'SURVIVED' : 'DOES NOT LOAD';
  } finally {
    writeFileSync(path, sound);
  }
}

const all = mutations();
const folders = Array.from({ length: Number(options.lanes) }, scratchCopy);
/** @type {string[]} */
const bad = [];
try {
  const [first = ''] = folders;
  const tests = [...new Set(all.flatMap((mutation) => mutation.tests))];
  say(`${all.length} mutations, ${tests.length} test files. First without any.`);
  const counts = await run(first, tests, LIMIT_MS * 5);
  if (counts === undefined || counts.failed > 0 || counts.passed === 0)
    throw new Error(`The tests have to pass before a mutation: ${counts?.firstFailed ?? 'they did not end'}`);
  const queue = [...all];
  await Promise.all(
    folders.map(async (folder) => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const started = performance.now();
        const end = await fate(folder, next);
        const seconds = Math.round((performance.now() - started) / 1000);
        const line = `${next.room.padEnd(10)} ${next.file}: ${next.find.trim()} → ${next.replace.trim() || 'nothing'}`;
        say(`${line}\n           ${end} (${seconds} s)`);
        if (!end.startsWith('killed')) bad.push(line);
      }
    }),
  );
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
say(`\n${all.length - bad.length} of ${all.length} killed.${bad.map((line) => `\nNot: ${line}`).join('')}`);
process.exitCode = bad.length === 0 ? 0 : 1;
