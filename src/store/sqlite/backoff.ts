/** The longest pause of a write that has waited for less than so long; in milliseconds. */
const LONGEST: readonly (readonly [waited: number, pause: number])[] = [
  [1_000, 40],
  [4_000, 24],
];
const LONGEST_OF_THE_OLDEST = 10;

/**
 * How long to wait before the lock of the file is tried again. At first longer with each try, so that many who wait don't
 * wear the machine out; those who have waited long try most often, because the file keeps no order of who asked first.
 */
export function backoffMs(tries: number, waitedMs: number, random: () => number): number {
  const longest = LONGEST.find(([waited]) => waitedMs < waited)?.[1] ?? LONGEST_OF_THE_OLDEST;
  return 1 + random() * Math.min(longest, 3 * 1.6 ** tries);
}
