import { FIGURES, type FigureName } from './figures.js';
import type { PageTokens } from './pages.js';
import { median } from './statistics.js';

/** Values of each figure by the name of the server, one a round. */
export type Results = Readonly<Record<string, Partial<Record<FigureName, number[]>>>>;

/** What is measured in this process, one value a round. */
export interface Inside {
  /** Microseconds of a decision under the default policy, and with 10,000 rules spread over the tools. */
  readonly decide: number[];
  readonly decideMany: number[];
  /** Milliseconds of one fdatasync. */
  readonly sync: number[];
  /** Milliseconds of what no guarded write can do without. */
  readonly leastCommit: number[];
  readonly ownConnection: number[];
}

export interface Report {
  readonly servers: readonly string[];
  readonly results: Results;
  readonly inside: Inside;
  readonly pages: readonly PageTokens[];
}

type Row = readonly string[];

const times = (ratio: number) => (Number.isNaN(ratio) ? '' : `${ratio.toFixed(2)} ×`);

/** Whether the ratio is on the right side of what is asked for. */
const verdict = (ratio: number, most: number, moreIsBetter = false) =>
  Number.isNaN(ratio) ? '' : (moreIsBetter ? ratio >= most : ratio <= most) ? 'yes' : 'NO';

function spread(values: readonly number[] = [], digits: number): string {
  if (values.length === 0) return '';
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const around = least === most ? '' : ` (${least.toFixed(digits)}–${most.toFixed(digits)})`;
  return `${median(values).toFixed(digits)}${around}`;
}

const middle = (values: readonly number[] | undefined) => median(values ?? []);

function serverRows({ servers, results }: Report): Row[] {
  return (Object.keys(FIGURES) as FigureName[]).map((name) => {
    const { title, unit, digits, must, goal, moreIsBetter } = FIGURES[name];
    const ratio = middle(results.ours?.[name]) / middle(results.floor?.[name]);
    const sign = moreIsBetter ? '≥' : '≤';
    return [
      `${title}, ${unit}`,
      ...servers.map((server) => spread(results[server]?.[name], digits)),
      name === 'listing' ? '' : times(ratio),
      must === undefined ? '' : `${sign} ${must} ×`,
      goal === undefined ? '' : `${sign} ${goal} ×`,
      must === undefined ? '' : verdict(ratio, must, moreIsBetter),
    ];
  });
}

/** A guarded write against the least that is durable: one fdatasync and the floor's own write. */
export function writeRatio({ results, inside }: Report): number {
  return middle(results.ours?.write) / (middle(inside.sync) + middle(results.floor?.write));
}

function ownRows(report: Report): Row[] {
  const { inside, pages, results } = report;
  const tokens = middle(results.ours?.listing);
  const plain = (title: string, value: string, must: string, goal: string, holds: string): Row => [
    title,
    value,
    must,
    goal,
    holds,
  ];
  const decide = middle(inside.decide);
  const ratio = writeRatio(report);
  return [
    plain('tools/list, default policy, tokens', String(tokens), '≤ 11000', '≤ 9000', verdict(tokens, 11_000)),
    plain('decide, default policy, µs', spread(inside.decide, 2), '≤ 5', '', verdict(decide, 5)),
    plain('decide, 10,000 rules over all tools, µs', spread(inside.decideMany, 2), '', 'as by default', ''),
    plain('one fdatasync, ms', spread(inside.sync, 3), '', '', ''),
    plain('one row in a durable commit, ms', spread(inside.leastCommit, 3), '', '', ''),
    plain('a connection for each request instead of one, ms', spread(inside.ownConnection, 3), '', '', ''),
    plain('a write against one fdatasync and the floor’s', times(ratio), '≤ 1.3 ×', '', verdict(ratio, 1.3)),
    ...pages.map(({ tool, reply, answers }) => {
      const share = (answers.ours ?? Number.NaN) / reply;
      const value = `${answers.ours} of ${reply}: ${times(share)}`;
      return plain(`${tool}, 25 rows, tokens`, value, '≤ 0.75 ×', '≤ 0.5 ×', verdict(share, 0.75));
    }),
  ];
}

function markdown(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Both tables, in Markdown: what all servers were asked, and what is told of ours alone. */
export function tablesOf(report: Report): string {
  const all = markdown(
    ['Median (least–most)', ...report.servers, 'ours : floor', 'must', 'goal', 'holds'],
    serverRows(report),
  );
  return `${all}\n\n${markdown(['Ours alone', 'median (least–most)', 'must', 'goal', 'holds'], ownRows(report))}\n`;
}
