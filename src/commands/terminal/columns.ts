import { stripVTControlCharacters } from 'node:util';

const seen = (text: string) => stripVTControlCharacters(text).length;

/**
 * Rows under one another, each cell as wide as the widest of its column, the last as it comes; a line for each row. Colour in a
 * cell takes no room.
 */
export function columns(rows: readonly (readonly string[])[], { indent = 0 } = {}): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(...rows.map((row) => seen(row[at] ?? ''))),
  );
  return rows
    .map((row) => {
      const cells = row.map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - seen(cell)));
      return `${' '.repeat(indent)}${cells.join('  ').trimEnd()}\n`;
    })
    .join('');
}
