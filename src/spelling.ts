import { distance } from 'fastest-levenshtein';

/**
 * The known name nearest to a misspelt one; undefined if more than a third of its letters, and more than two, would have
 * to change.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.slice(0, 200).toLowerCase();
  let nearestName: string | undefined;
  let fewest = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const steps = distance(wanted, candidate.toLowerCase());
    if (steps < fewest) {
      fewest = steps;
      nearestName = candidate;
    }
  }
  return nearestName;
}

/** ` Did you mean "x"?`, or the empty text if no known name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const guess = nearest(name, known);
  return guess === undefined ? '' : ` Did you mean "${guess}"?`;
}

/** Whether one name is another but for a slip of the keys: two letters at most. */
export const isTypoOf = (name: string, known: string): boolean =>
  distance(name.slice(0, 200).toLowerCase(), known.toLowerCase()) <= 2;
