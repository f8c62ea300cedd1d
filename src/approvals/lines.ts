import type { LinePreview, Preview } from './preview.js';

/** Numbers as people name them: `line 4`, `lines 1 to 3 and 7`. */
export function linesInWords(lines: Iterable<number>): string {
  const runs: { readonly from: number; readonly to: number }[] = [];
  for (const line of [...new Set(lines)].toSorted((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last?.to === line - 1) runs[runs.length - 1] = { from: last.from, to: line };
    else runs.push({ from: line, to: line });
  }
  const named = runs.flatMap(({ from, to }) =>
    to - from < 2 ? [...new Set([`${from}`, `${to}`])] : [`${from} to ${to}`],
  );
  const [one = ''] = named;
  if (named.length < 2) return `${/^\d+$/.test(one) ? 'line' : 'lines'} ${one}`;
  return `lines ${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

/** The name under which a request shows the arguments of a line of a plan. */
export const nameOfLine = (line: number, { tool }: Pick<LinePreview, 'tool'>): string => `${line} ${tool}`;

/** All that a preview says, those of the lines of a plan as well. */
export const allSentences = ({ title, sentences, lines = [] }: Preview): readonly string[] => [
  title,
  ...sentences,
  ...lines.flatMap((line) => [line.title, ...line.sentences, ...line.irreversible]),
];
