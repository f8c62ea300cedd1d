import { visible } from '../../plain.js';

/** Lines that are compared one by one; more in a change are shown as all gone and all new. */
const MOST_COMPARED = 400;
/** Keys whose values are nobody's business but the client's. */
const SECRET = /secret|identifier|token|password|passwd|authorization|api[_-]?key|access[_-]?key|credential/i;
const VALUE = /^(.*?["']?[\w.-]+["']?\s*[:=]\s*)(\S.*)$/;

type Line = readonly ['+' | '-', number, string];

const linesOf = (text: string) => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/));

/** Lengths of the longest common run of lines from each pair of places on. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const table = Array.from({ length: before.length + 1 }, () => Array<number>(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = table[i] as number[];
      row[j] =
        before[i] === after[j]
          ? (table[i + 1]?.[j + 1] ?? 0) + 1
          : Math.max(table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}

function changesIn(before: readonly string[], after: readonly string[], first: number): Line[] {
  const gone = (line: string, i: number): Line => ['-', first + i, line];
  const come = (line: string, j: number): Line => ['+', first + j, line];
  if (Math.max(before.length, after.length) > MOST_COMPARED) return [...before.map(gone), ...after.map(come)];
  const lengths = commonLengths(before, after);
  const all: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [was, is] = [before[i], after[j]];
    if (was !== undefined && was === is) {
      i += 1;
      j += 1;
    } else if (
      is === undefined ||
      (was !== undefined && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))
    ) {
      all.push(gone(was ?? '', i));
      i += 1;
    } else {
      all.push(come(is, j));
      j += 1;
    }
  }
  return all;
}

/** A line without the value that it gives to a secret, and without what a terminal would obey. */
function shown(line: string): string {
  const [, key = '', value = ''] = VALUE.exec(line) ?? [];
  const isSecret = value !== '' && SECRET.test(key);
  return visible(isSecret ? `${key}(not shown)` : line);
}

/**
 * The lines that a change takes out and puts in, each with its number: `- 12 | old`. What stays is not shown: other servers of
 * that file may have secrets in it.
 */
export function difference(before: string, after: string): string[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  let same = 0;
  while (same < Math.min(old.length, fresh.length) && old[same] === fresh[same]) same += 1;
  let end = 0;
  const most = Math.min(old.length, fresh.length) - same;
  while (end < most && old[old.length - 1 - end] === fresh[fresh.length - 1 - end]) end += 1;
  const changes = changesIn(
    old.slice(same, old.length - end),
    fresh.slice(same, fresh.length - end),
    same + 1,
  );
  const width = String(Math.max(...changes.map(([, number]) => number), 0)).length;
  return changes.map(([sign, number, line]) => `${sign} ${String(number).padStart(width)} | ${shown(line)}`);
}
