import type { Backend } from '../backend-process.js';
import { oneByOne } from '../loads.js';
import { cpuMsOf } from '../processes.js';
import { PAGE_SIZE, PAGES } from '../servers/prepared-replies.js';
import { BENCH_CREDENTIALS, type Measured, ownFolder, start } from '../servers.js';

type Args = Record<string, unknown>;

export const CALLS = 200;

export const readOf = (turn: number): [tool: string, args: Args] => [
  'whmcs_get_clients',
  { limitstart: (turn % PAGES) * PAGE_SIZE, limitnum: PAGE_SIZE },
];

let entries = 0;

export function writeOf(): [tool: string, args: Args] {
  entries += 1;
  return ['whmcs_log_activity', { description: `Entry ${entries} of the bench, at ${Date.now()}` }];
}

/** What each kind of call costs one process of the server, one at a time and warm: milliseconds of the processor. */
export async function callCosts(
  server: Measured,
  backend: Backend,
  kinds: readonly ((turn: number) => [tool: string, args: Args])[],
  calls = CALLS,
): Promise<number[]> {
  const client = start(server, { ...BENCH_CREDENTIALS, url: backend.url }, ownFolder());
  try {
    await client.open();
    const costs: number[] = [];
    for (const kind of kinds) {
      const call = (turn: number) => client.call(...kind(turn));
      await oneByOne(Math.ceil(calls / 2), call);
      const before = cpuMsOf(client.pid);
      await oneByOne(calls, call);
      costs.push((cpuMsOf(client.pid) - before) / calls);
    }
    return costs;
  } finally {
    await client.close();
  }
}
