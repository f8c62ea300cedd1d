import { startBackend } from '../backend-process.js';
import { atOnce, oneByOne } from '../loads.js';
import { cpuMsOf, memoryMiBOf } from '../processes.js';
import { HTTP_FLOOR, type Measured, ours } from '../servers.js';
import { median } from '../statistics.js';
import { HttpServerProcess, type SessionHeaders } from './server-process.js';

// What a guarded read costs over HTTP, of a caller with a token, beside the SDK's own server with one tool; what sessions cost.

const [ROUNDS = 5, CALLS = 2_000, SESSIONS = 10_000] = process.argv.slice(2).map(Number);
const IN_FLIGHT = 50;
const SPREAD = 500;
const TOOL = 'whmcs_get_clients';
/** Of ours against the SDK's in the same run. */
const MUST = 1.3;

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

async function measure(measured: Measured, backend: string, sessionCount: number): Promise<Figures> {
  const server = new HttpServerProcess(measured, backend, measured.name === 'ours');
  try {
    await server.ready();
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
  } finally {
    await server.close();
  }
}

/** MiB that a server holds with these many sessions open, none of them in use. */
async function memoryWith(measured: Measured, backend: string, count: number): Promise<number> {
  const server = new HttpServerProcess(measured, backend, measured.name === 'ours');
  try {
    await server.ready();
    await atOnce(IN_FLIGHT, count, () => server.begin());
    return memoryMiBOf(server.pid);
  } finally {
    await server.close();
  }
}

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
const [floor = [], one = [], many = []] = [...found.keys()].map(middle);
const ratio = (a: readonly number[], b: readonly number[]) => (a[0] ?? 0) / (b[0] ?? 1);
process.stdout.write(
  `\na guarded read costs ${ratio(one, floor).toFixed(2)} of the SDK's (must: ${MUST} at most)\n`,
);
process.stdout.write(`in ${SPREAD} sessions ${ratio(many, one).toFixed(2)} of one\n`);

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
backend.close();
if (ratio(one, floor) > MUST) process.exitCode = 1;
