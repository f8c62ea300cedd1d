import { startBackend } from '../backend-process.js';
import { atOnce, oneByOne } from '../loads.js';
import { cpuMsOf, memoryMiBOf } from '../processes.js';
import { HTTP_FLOOR, type Measured, ours } from '../servers.js';
import { median } from '../statistics.js';
import { idleWith } from './idle.js';
import { HttpServerProcess, type SessionHeaders } from './server-process.js';

// What a guarded read costs over HTTP, of a caller with a token, beside the SDK's own server with one tool; what sessions cost,
// and clients that only listen.

const [ROUNDS = 5, CALLS = 2_000, SESSIONS = 10_000, SPREAD = 500, IDLE_S = 60] = process.argv
  .slice(2)
  .map(Number);
const IN_FLIGHT = 50;
const TOOL = 'whmcs_get_clients';
/** Of ours against the SDK's in the same run. */
const MUST = 1.3;
/** Fewer calls of a round tell how code is compiled. */
const ENOUGH = 1_000;

interface Figures {
  readonly cpuBusy: number;
  readonly cpuAlone: number;
  readonly alone: number;
  readonly rate: number;
}

const overHttp = (server: Measured, env: Record<string, string> = {}): Measured => ({
  ...server,
  command: [...server.command, '--http'],
  env: { ...server.env, MCP_HTTP_SESSIONS_PER_CALLER: '10000', MCP_HTTP_SESSIONS_IN_ALL: '100000', ...env },
});

async function withServer<Result>(
  measured: Measured,
  backend: string,
  use: (server: HttpServerProcess) => Promise<Result>,
): Promise<Result> {
  const server = new HttpServerProcess(measured, backend, measured.name === 'ours');
  try {
    await server.ready();
    return await use(server);
  } finally {
    await server.close();
  }
}

const measure = (measured: Measured, backend: string, sessionCount: number): Promise<Figures> =>
  withServer(measured, backend, async (server) => {
    const sessions: SessionHeaders[] = [];
    for (let opened = 0; opened < sessionCount; opened += 1) sessions.push(await server.open());
    const call = (turn: number) =>
      server.call(sessions[turn % sessionCount] ?? {}, TOOL, { limitstart: 25 * (turn % 64), limitnum: 25 });
    await atOnce(IN_FLIGHT, CALLS / 2, call);
    let before = cpuMsOf(server.pid);
    const took = await oneByOne(CALLS / 4, call);
    const cpuAlone = (cpuMsOf(server.pid) - before) / (CALLS / 4);
    before = cpuMsOf(server.pid);
    const rate = await atOnce(IN_FLIGHT, CALLS, call);
    return { cpuBusy: (cpuMsOf(server.pid) - before) / CALLS, cpuAlone, alone: median(took), rate };
  });

/** MiB that a server holds with these many sessions open, none of them in use. */
const memoryWith = (measured: Measured, backend: string, count: number): Promise<number> =>
  withServer(measured, backend, async (server) => {
    await atOnce(IN_FLIGHT, count, () => server.begin());
    return memoryMiBOf(server.pid);
  });

const backend = await startBackend();
const servers: Record<string, () => Promise<Figures>> = {
  "the SDK's server, one tool": () => measure(HTTP_FLOOR, backend.url, 1),
  'ours, one session': () => measure(overHttp(ours()), backend.url, 1),
  [`ours, ${SPREAD} sessions`]: () => measure(overHttp(ours()), backend.url, SPREAD),
  'ours, no sessions': () => measure(overHttp(ours(), { MCP_HTTP_SESSIONS: 'off' }), backend.url, 1),
};
const found = new Map<string, Figures[]>();
for (let round = 0; round < ROUNDS; round += 1)
  for (const [name, run] of Object.entries(servers))
    found.set(name, [...(found.get(name) ?? []), await run()]);

const NAMES = ['cpuBusy', 'cpuAlone', 'alone', 'rate'] as const;
const TITLES = ['CPU, 50 in flight, ms', 'CPU, one at a time, ms', 'one at a time, p50, ms', 'calls/s'];
const middle = (name: string) =>
  NAMES.map((figure) => median((found.get(name) ?? []).map((figures) => figures[figure])));
process.stdout.write(
  `${ROUNDS} rounds of ${CALLS} calls, medians\n\n| | ${TITLES.join(' | ')} |\n|---|---|---|---|---|\n`,
);
for (const name of found.keys())
  process.stdout.write(
    `| ${name} | ${middle(name)
      .map((value) => value.toPrecision(3))
      .join(' | ')} |\n`,
  );
const [floor = [], one = [], many = [], alone = []] = [...found.keys()].map(middle);
const ratio = (a: readonly number[], b: readonly number[]) => (a[0] ?? 0) / (b[0] ?? 1);
process.stdout.write(
  `\na guarded read costs ${ratio(one, floor).toFixed(2)} of the SDK's (must: ${MUST} at most)\n`,
);
process.stdout.write(`in ${SPREAD} sessions ${ratio(many, one).toFixed(2)} of one\n`);
process.stdout.write(`without sessions ${ratio(alone, floor).toFixed(2)} of the SDK's with one\n`);

const [few, lots] = [
  await memoryWith(overHttp(ours()), backend.url, 1),
  await memoryWith(overHttp(ours()), backend.url, SESSIONS),
];
const bounded = await memoryWith(
  overHttp(ours(), { MCP_HTTP_SESSIONS_PER_CALLER: '', MCP_HTTP_SESSIONS_IN_ALL: '' }),
  backend.url,
  SESSIONS,
);
process.stdout.write(
  `${SESSIONS} sessions: ${lots.toFixed(0)} MiB, ${(((lots - few) * 1024) / SESSIONS).toFixed(1)} KiB each, over ${few.toFixed(0)} MiB with one; ${bounded.toFixed(0)} MiB within the bounds that hold when unset\n`,
);
const idle = await withServer(overHttp(ours()), backend.url, (server) => idleWith(server, SPREAD, IDLE_S));
process.stdout.write(
  `${SPREAD} streams idle for ${IDLE_S} s: ${idle.cpu.toFixed(1)} ms of the processor a second, ${idle.before.toFixed(0)} MiB before and ${idle.after.toFixed(0)} MiB after\n`,
);
backend.close();
if (CALLS >= ENOUGH && ratio(one, floor) > MUST) process.exitCode = 1;
