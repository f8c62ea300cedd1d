import { expect } from 'vitest';

/** Each four times the one before; the small ones make a search that never ends fail early. */
const LENGTHS = [800, 3_200, 12_800, 51_200, 204_800];
/** Costs below these are noise. */
const LEAST_MS = 2;
const LEAST_SUM_MS = 20;

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function medianOf(costs: readonly number[]): number {
  return costs.toSorted((one, other) => one - other)[Math.floor(costs.length / 2)] ?? 0;
}

/**
 * Holds the work on repeated pieces to linear growth. Only ratios are compared, so that neither the machine nor its load
 * matters: four times the text costs about 4 times as much (quadratic: 16), and no piece costs many times the median.
 */
export function expectLinear(pieces: readonly string[], work: (text: string) => void): void {
  for (const piece of pieces) work(piece.repeat(Math.ceil(100 / piece.length)));
  let sumBefore = Number.POSITIVE_INFINITY;
  for (const length of LENGTHS) {
    const costs = pieces.map((piece) => {
      const text = piece.repeat(Math.ceil(length / piece.length));
      return cpuMs(() => work(text));
    });
    const most = 60 * Math.max(medianOf(costs), LEAST_MS);
    const slow = pieces.filter((_piece, index) => (costs[index] ?? 0) > most);
    expect(slow, `pieces that cost more than 60 times the median at ${length} characters`).toEqual([]);

    const sum = Math.max(
      LEAST_SUM_MS,
      costs.reduce((total, cost) => total + cost, 0),
    );
    expect(sum / sumBefore, `growth of all pieces up to ${length} characters`).toBeLessThan(9);
    sumBefore = sum;
  }
}
