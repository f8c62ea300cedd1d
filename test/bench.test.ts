import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { FIGURES } from '../bench/figures.js';
import { temporaryFolder } from './harness.js';
import { ownEnv } from './program.js';
import { IS_WHOLE } from './setup/whole.js';

// Takes its time: it starts a dozen servers. Where there is no /proc, nothing tells what a process used.

const ROOT = fileURLToPath(new URL('..', import.meta.url));

test.runIf(process.platform === 'linux' && IS_WHOLE)(
  'the bench measures every figure of every server',
  async () => {
    const json = join(temporaryFolder(), 'figures.json');
    const another = `another="${process.execPath}" "${join(ROOT, 'dist/main.js')}"`;
    const asked = ['--rounds', '1', '--calls', '20', '--starts', '1', '--json', json, '--server', another];
    const { stdout } = await promisify(execFile)(process.execPath, ['bench/run.js', 'main', ...asked], {
      cwd: ROOT,
      env: ownEnv(),
    });
    const { servers, results, pages, inside, writeRatio } = JSON.parse(readFileSync(json, 'utf8'));
    expect(servers).toEqual(['floor', 'unguarded', 'ours', 'another']);
    for (const server of servers.slice(0, 3))
      for (const name of Object.keys(FIGURES))
        expect(results[server][name], `${name} of ${server}`).toEqual([expect.any(Number)]);
    expect(results.another.listing).toEqual(results.ours.listing);
    expect(inside.decide[0]).toBeGreaterThan(0);
    expect(writeRatio).toBeGreaterThan(0);
    expect(pages).toHaveLength(5);
    for (const { answers } of pages) expect(Object.keys(answers)).toEqual(['unguarded', 'ours', 'another']);
    for (const { title } of Object.values(FIGURES)) expect(stdout).toContain(title);
  },
  120_000,
);

test.runIf(process.platform === 'linux')(
  'the bench over HTTP tells every figure of every server',
  async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['bench/run.js', 'http/main', '1', '20', '20', '4', '1'],
      { cwd: ROOT, env: ownEnv() },
    );
    const figures = (row: string) => stdout.split('\n').find((line) => line.startsWith(`| ${row} |`));
    for (const row of [
      "the SDK's server, one tool",
      'ours, one session',
      'ours, 4 sessions',
      'ours, no sessions',
    ])
      expect(figures(row)).toMatch(/\|( [\d.e+]+ \|){4}$/);
    for (const said of [
      /^a guarded read costs [\d.]+ of the SDK's /m,
      /^in 4 sessions [\d.]+ of one$/m,
      /^without sessions [\d.]+ of the SDK's/m,
      /^20 sessions: [\d.]+ MiB, /m,
      /^4 streams idle for 1 s: [\d.]+ ms /m,
    ])
      expect(stdout).toMatch(said);
  },
  120_000,
);
