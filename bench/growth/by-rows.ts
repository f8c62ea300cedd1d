import type { Backend } from '../backend-process.js';
import { FLOOR, ours } from '../servers.js';
import { callCosts, readOf } from './call-cost.js';
import type { Growth, Point } from './growth.js';

const SIZES = [1, 10, 100, 1_000, 5_000, 25_000];
/** So many rows are read for each point, and no fewer calls than a few. */
const ROWS_READ = 50_000;

/** Over the rows of a reply, whatever the page that was asked for. */
export async function byRows(backend: Backend): Promise<Growth> {
  const [guarded, passed]: [Point[], Point[]] = [[], []];
  for (const size of SIZES) {
    await backend.listsAtOnce(size);
    const calls = Math.max(6, Math.min(200, Math.ceil(ROWS_READ / size)));
    for (const [server, points] of [
      [ours(), guarded],
      [FLOOR, passed],
    ] as const) {
      const [ms = Number.NaN] = await callCosts(server, backend, [readOf], calls);
      points.push([size, ms]);
    }
  }
  return {
    name: 'rows',
    of: 'rows in the reply',
    lines: [
      { label: 'ours', points: guarded },
      { label: 'passed on as it is', points: passed },
    ],
    says: 'Linear: each value is looked at, also where the page is cut to what an agent can take. No row is compared with another.',
  };
}
