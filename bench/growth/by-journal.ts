import { join } from 'node:path';
import { openStore } from '../../src/store/index.js';
import type { Backend } from '../backend-process.js';
import { ours, ownFolder } from '../servers.js';
import { callCosts, readOf, writeOf } from './call-cost.js';
import type { Growth, Point } from './growth.js';

const BATCH = 2_000;

/** Adds reads to the journal up to a size, and every fourth time a write with what came of it. */
async function fillTo(state: string, from: number, size: number): Promise<void> {
  const store = await openStore(state);
  const began = Date.now() - 30 * 86_400_000;
  const entry = (index: number) => {
    const kind = (['call', 'call', 'intent', 'outcome'] as const)[index % 4] ?? 'call';
    const call = `filled-${kind === 'outcome' ? index - 1 : index}`;
    const body = {
      tool: kind === 'call' ? 'whmcs_get_clients' : 'whmcs_log_activity',
      risk: kind === 'call' ? 'read' : 'write',
      caller: 'local',
      digest: String(index).padStart(64, '0'),
      outcome: 'ok',
      note: 'x'.repeat(200),
    };
    return { kind, call, at: new Date(began + index), body };
  };
  for (let next = from; next < size; next += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, size - next) }, (_, index) => entry(next + index));
    await Promise.all(batch.map((one) => store.journal.append(one)));
  }
  await store.close();
}

/** Over the rows of the journal, up to so many. */
export async function byJournal(backend: Backend, most: number): Promise<Growth> {
  const folder = ownFolder();
  const sizes = [0, 1_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000].filter(
    (size) => size <= most,
  );
  const [reads, writes]: [Point[], Point[]] = [[], []];
  let filled = 0;
  for (const size of sizes) {
    await fillTo(join(folder, 'state.db'), filled, size);
    filled = size;
    const [read = Number.NaN, write = Number.NaN] = await callCosts(ours(folder), backend, [readOf, writeOf]);
    reads.push([size, read]);
    writes.push([size, write]);
  }
  return {
    name: 'journal',
    of: 'rows in the journal',
    lines: [
      { label: 'a read', points: reads },
      { label: 'a write', points: writes },
    ],
    says:
      'Flat: an entry is added at the end of the chain, of which only the last hash is read, and whether a write is a repetition is ' +
      'looked up by an index.',
  };
}
