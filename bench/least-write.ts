import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Client } from 'undici';
import { ownFolder } from './servers.js';
import { median } from './statistics.js';

const RUNS = 300;
/** Not measured: code that has not run yet is slow. */
const WARM_UP = 100;

/** The median of so many runs, in milliseconds. */
async function medianMs(work: () => unknown): Promise<number> {
  const took: number[] = [];
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    const before = performance.now();
    await work();
    if (run >= WARM_UP) took.push(performance.now() - before);
  }
  return median(took);
}

async function post(client: Client): Promise<void> {
  const { body } = await client.request({
    path: '/includes/api.php',
    method: 'POST',
    body: 'action=LogActivity',
  });
  await body.dump();
}

/** Milliseconds of what no guarded write can do without, with nothing of the guard. */
export interface LeastWrite {
  /** One row in one durable transaction of a SQLite file in WAL mode. */
  readonly commit: number;
  /** What a request on a connection of its own takes more than one on a connection that is kept open. */
  readonly connection: number;
}

export async function leastWrite(url: string): Promise<LeastWrite> {
  const database = new DatabaseSync(join(ownFolder(), 'least.db'));
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE line (body TEXT) STRICT',
  );
  const insert = database.prepare('INSERT INTO line (body) VALUES (?)');
  const line = 'x'.repeat(600);
  const commit = await medianMs(() => insert.run(line));
  database.close();

  const kept = new Client(url);
  const onKept = await medianMs(() => post(kept));
  await kept.close();
  const onOwn = await medianMs(async () => {
    const own = new Client(url);
    await post(own);
    await own.close();
  });
  return { commit, connection: onOwn - onKept };
}
