import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBackend } from '../backend-process.js';
import { byJournal } from './by-journal.js';
import { byRows } from './by-rows.js';
import { byRules } from './by-rules.js';
import { bySessions } from './by-sessions.js';
import type { Growth } from './growth.js';
import { plot } from './plot.js';

// Writes docs/growth.md and its pictures. `--rows 5000000` fills the journal that far, which takes minutes.

const { values } = parseArgs({ options: { rows: { type: 'string', default: '500000' } } });
const most = Number(values.rows);

const figure = (ms: number | undefined) =>
  ms === undefined ? '' : ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);

function sectionOf({ name, of, lines, says }: Growth): string {
  const sizes = [...new Set(lines.flatMap(({ points }) => points.map(([size]) => size)))].toSorted(
    (a, b) => a - b,
  );
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${of[0]?.toUpperCase()}${of.slice(1)}\n`,
    `![CPU of a call over ${of}](growth/${name}.svg)\n`,
    row([`ms of CPU a call`, ...sizes.map((size) => size.toLocaleString('en'))]),
    row(['---', ...sizes.map(() => '---')]),
    ...lines.map(({ label, points }) =>
      row([label, ...sizes.map((size) => figure(new Map(points).get(size)))]),
    ),
    `\n${says}\n`,
  ].join('\n');
}

const load = loadavg()[0]?.toFixed(1);
const backend = await startBackend();
const folder = join(process.cwd(), 'docs/growth');
mkdirSync(folder, { recursive: true });
const growths: Growth[] = [];
for (const measured of [byRules, (one: typeof backend) => byJournal(one, most), bySessions, byRows]) {
  const growth = await measured(backend);
  process.stderr.write(`measured: ${growth.of}\n`);
  writeFileSync(join(folder, `${growth.name}.svg`), plot(growth));
  growths.push(growth);
}
backend.close();
writeFileSync(
  join(folder, '../growth.md'),
  [
    '# What a call costs as things grow\n',
    `Made by \`npm run bench:growth\` on ${cpus().length} × ${cpus()[0]?.model.trim()}, Node.js ${process.version}, load ${load}; the journal is filled up to ` +
      `${most.toLocaleString('en')} rows (\`-- --rows 5000000\` goes on). A call is a page of 25 clients that WHMCS answers at once, one call at a ` +
      'time on a warm server; what is counted is the processor time of the server.\n',
    ...growths.map(sectionOf),
  ].join('\n'),
);
