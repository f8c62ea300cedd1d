import { join } from 'node:path';
import { build } from '../../src/app.js';
import { readConfig } from '../../src/config/index.js';
import { sessionFor } from '../../src/guard/index.js';
import type { Backend } from '../backend-process.js';
import { oneByOne } from '../loads.js';
import { BENCH_CREDENTIALS, ours, ownFolder } from '../servers.js';
import { CALLS, readOf } from './call-cost.js';
import type { Growth, Point } from './growth.js';

const SIZES = [1, 10, 50, 100, 500];

/** Over the sessions of one server, each of a caller of its own, who take turns. Measured in this process. */
export async function bySessions(backend: Backend): Promise<Growth> {
  const points: Point[] = [];
  // The first warms this process up, as no server that serves hundreds is cold.
  for (const size of [1, ...SIZES]) {
    const folder = ownFolder();
    const env = {
      ...ours(folder).env,
      WHMCS_API_URL: backend.url,
      WHMCS_API_IDENTIFIER: BENCH_CREDENTIALS.identifier,
      WHMCS_API_SECRET: BENCH_CREDENTIALS.secret,
    };
    const read = readConfig(env, { destructiveTools: [], state: join(folder, 'state.db') });
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    const app = build(read.config, { log: () => {} });
    const sessions = Array.from({ length: size }, (_, index) =>
      sessionFor({ name: `agent ${index}`, channel: 'http' }),
    );
    const call = async (turn: number) => {
      const session = sessions[turn % size] ?? sessions[0];
      const outcome = session && (await app.guard.call(session, ...readOf(turn)));
      if (!outcome?.ok) throw new Error(outcome?.message ?? 'no session');
    };
    await oneByOne(Math.max(size, CALLS), call);
    const before = process.cpuUsage();
    await oneByOne(CALLS * 2, call);
    const { user, system } = process.cpuUsage(before);
    points.push([size, (user + system) / 1000 / (CALLS * 2)]);
    await app.close();
  }
  return {
    name: 'sessions',
    of: 'sessions of one server',
    lines: [{ label: 'a read', points: points.slice(1) }],
    says: 'Flat: a session is an id and the name of its caller, and what is kept of a caller is found by that name.',
  };
}
