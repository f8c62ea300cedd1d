import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBackend } from './backend-process.js';
import { HttpServerProcess } from './http/server-process.js';
import { atOnce, oneByOne } from './loads.js';
import { PAGE_SIZE, PAGES } from './servers/prepared-replies.js';
import { BENCH_CREDENTIALS, HTTP_FLOOR, ours, ownFolder, start } from './servers.js';

// What ours spends its time on: `npm run bench:profile -- [calls] [--alone] [--http [--stateless | --floor]]`. It prints the
// functions with the most time of their own; with `--alone` there is never more than one call under way; `--floor` looks at
// the server that `npm run bench:http` measures ours beside.

const LINES = 40;
const IN_FLIGHT = 50;

interface Profile {
  nodes: { id: number; callFrame: Frame }[];
  samples: number[];
  timeDeltas: number[];
}

const maps = new Map<string, SourceMap | undefined>();

function mapOf(path: string): SourceMap | undefined {
  if (!maps.has(path)) {
    const map = `${path}.map`;
    maps.set(path, existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, 'utf8'))) : undefined);
  }
  return maps.get(path);
}

interface Frame {
  functionName: string;
  url: string;
  /** Both count from 0. */
  lineNumber: number;
  columnNumber: number;
}

/** The source file that a function stands in, from the root of the project. */
function fileOf({ url, lineNumber, columnNumber }: Frame): string {
  if (!url.startsWith('file:')) return url;
  const path = fileURLToPath(url);
  const entry = mapOf(path)?.findEntry(lineNumber, columnNumber);
  // What a plugin of the build has added stands in no source.
  const source =
    entry !== undefined && 'originalSource' in entry && typeof entry.originalSource === 'string'
      ? resolve(dirname(path), entry.originalSource)
      : path;
  return relative(process.cwd(), source);
}

/** The room of a file: `src/output`, or the package it belongs to. */
const roomOf = (file: string) =>
  /^(?:node_modules\/(?:@[^/]+\/)?[^/]+|src\/[^/]+|tools)/.exec(file)?.[0] ??
  (file.startsWith('node:') ? 'Node.js' : file);

/** Milliseconds spent in what each function does itself, added up by what `keyOf` says of it. What was idle is left out. */
function selfTimes(
  { nodes, samples, timeDeltas }: Profile,
  keyOf: (name: string, file: string) => string,
): Map<string, number> {
  const keys = new Map(
    nodes.map(({ id, callFrame }) => [
      id,
      callFrame.functionName === '(idle)'
        ? undefined
        : keyOf(callFrame.functionName || '(anonymous)', fileOf(callFrame)),
    ]),
  );
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const key = keys.get(id);
    if (key !== undefined) times.set(key, (times.get(key) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
  }
  return times;
}

function print(times: Map<string, number>): void {
  const total = [...times.values()].reduce((sum, ms) => sum + ms, 0);
  for (const [name, ms] of [...times].toSorted((a, b) => b[1] - a[1]).slice(0, LINES))
    process.stdout.write(`${((ms * 100) / total).toFixed(1).padStart(5)} %  ${name}\n`);
}

const args = process.argv.slice(2);
const isAlone = args.includes('--alone');
const calls = Number(args.find((one) => !one.startsWith('--')) ?? 3000);
const folder = ownFolder();
const backend = await startBackend();
const server = args.includes('--floor') ? HTTP_FLOOR : ours();
const [node = '', ...rest] = server.command;
const profiled = { ...server, command: [node, '--cpu-prof', `--cpu-prof-dir=${folder}`, ...rest] };

/** A client that has begun: what one call is, and how it ends. */
interface Client {
  call(name: string, args: Record<string, unknown>): Promise<unknown>;
  close(): Promise<void>;
}

async function overStdio(): Promise<Client> {
  const client = start(profiled, { ...BENCH_CREDENTIALS, url: backend.url }, folder);
  await client.open();
  await client.listTools();
  return client;
}

async function overHttp(): Promise<Client> {
  const isOurs = server.name === 'ours';
  const env = args.includes('--stateless') ? { ...server.env, MCP_HTTP_SESSIONS: 'off' } : server.env;
  const command = isOurs ? [...profiled.command, '--http'] : profiled.command;
  const made = new HttpServerProcess({ ...server, command, env }, backend.url, isOurs);
  await made.ready();
  const session = await made.open();
  return { call: (name, given) => made.call(session, name, given), close: () => made.close() };
}

const client = await (args.includes('--http') ? overHttp() : overStdio());
const call = (turn: number) =>
  client.call('whmcs_get_clients', { limitstart: (turn % PAGES) * PAGE_SIZE, limitnum: PAGE_SIZE });
await oneByOne(Math.ceil(calls / 3), call);
await atOnce(isAlone ? 1 : IN_FLIGHT, Math.ceil((calls * 2) / 3), call);
await client.close();
backend.close();

const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile')) ?? '';
const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile;
process.stdout.write('By room, start included:\n');
print(
  selfTimes(profile, (name, path) => roomOf(path) || name.replace(/^RegExp: .*/s, 'regular expressions')),
);
process.stdout.write('By function:\n');
print(selfTimes(profile, (name, path) => `${name} ${path}`));
