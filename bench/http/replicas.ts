import { PostgresServer } from '../../test/store/postgres-server.js';
import { startBackend } from '../backend-process.js';
import { atOnce } from '../loads.js';
import { cpuMsOf } from '../processes.js';
import { ours } from '../servers.js';
import { median } from '../statistics.js';
import { HttpServerProcess, type SessionHeaders } from './server-process.js';

// What one to four servers do together on one PostgreSQL, each call to the next of them. The database does not wait for the
// disk here: what a commit costs is the disk's affair, and is told by `npm run bench`.

const [ROUNDS = 3, CALLS = 1_500, MOST = 4] = process.argv.slice(2).map(Number);
const IN_FLIGHT = 50;

interface Figures {
  /** Calls a second. */
  readonly reads: number;
  readonly writes: number;
  /** Milliseconds of the processor in all servers together, for one call. */
  readonly readCpu: number;
  readonly writeCpu: number;
  /** The same in the database. */
  readonly readDatabaseCpu: number;
  readonly writeDatabaseCpu: number;
}

let entries = 0;

async function measure(count: number, database: PostgresServer, backend: string): Promise<Figures> {
  const state = await database.newState();
  const measured = ours();
  const each = {
    ...measured,
    command: [...measured.command, '--http'],
    env: { ...measured.env, GUARD_STATE: state },
  };
  const servers = Array.from({ length: count }, () => new HttpServerProcess(each, backend));
  try {
    for (const server of servers) await server.ready();
    const sessions: SessionHeaders[] = await Promise.all(servers.map((server) => server.open()));
    const call = (turn: number, tool: string, args: Record<string, unknown>) =>
      servers[turn % count]?.call(sessions[turn % count] ?? {}, tool, args) ?? Promise.resolve();
    const read = (turn: number) =>
      call(turn, 'whmcs_get_clients', { limitstart: 25 * (turn % 64), limitnum: 25 });
    const write = (turn: number) => {
      entries += 1;
      return call(turn, 'whmcs_log_activity', { description: `Entry ${entries} of the bench` });
    };
    const cpu = () => servers.reduce((sum, { pid }) => sum + cpuMsOf(pid), 0);
    const timed = async (calls: number, work: (turn: number) => Promise<unknown>) => {
      await atOnce(IN_FLIGHT, (calls * count) / 3, work);
      const before = [cpu(), cpuMsOf(database.pid)] as const;
      const rate = await atOnce(IN_FLIGHT, calls, work);
      return {
        rate,
        cpu: (cpu() - before[0]) / calls,
        database: (cpuMsOf(database.pid) - before[1]) / calls,
      };
    };
    const reads = await timed(CALLS, read);
    const writes = await timed(CALLS / 3, write);
    return {
      reads: reads.rate,
      writes: writes.rate,
      readCpu: reads.cpu,
      writeCpu: writes.cpu,
      readDatabaseCpu: reads.database,
      writeDatabaseCpu: writes.database,
    };
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

const [backend, database] = [await startBackend(), await PostgresServer.start()];
const found = new Map<number, Figures[]>();
try {
  for (let round = 0; round < ROUNDS; round += 1)
    for (let count = 1; count <= MOST; count += 1) {
      const figures = await measure(count, database, backend.url);
      found.set(count, [...(found.get(count) ?? []), figures]);
    }
} finally {
  await database.stop();
  backend.close();
}

const middle = (all: readonly Figures[], name: keyof Figures) => median(all.map((one) => one[name]));
process.stdout.write(
  `${ROUNDS} rounds of ${CALLS} reads and ${Math.round(CALLS / 3)} writes, ${IN_FLIGHT} in flight, medians\n\n`,
);
process.stdout.write(
  '| Servers | reads/s | CPU of a read, ms: servers | database | writes/s | CPU of a write, ms: servers | database |\n|---|---|---|---|---|---|---|\n',
);
for (const [count, all] of found) {
  const cells = [
    middle(all, 'reads').toFixed(0),
    middle(all, 'readCpu').toFixed(2),
    middle(all, 'readDatabaseCpu').toFixed(2),
    middle(all, 'writes').toFixed(0),
    middle(all, 'writeCpu').toFixed(2),
    middle(all, 'writeDatabaseCpu').toFixed(2),
  ];
  process.stdout.write(`| ${count} | ${cells.join(' | ')} |\n`);
}
