import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import type { Backend } from './backend-process.js';
import type { Figures } from './figures.js';
import { atOnce, type Call, oneByOne } from './loads.js';
import type { Options } from './options.js';
import { cpuMsOf, memoryMiBOf } from './processes.js';
import { BENCH_CREDENTIALS, type Measured, ownFolder, start } from './servers.js';
import { median } from './statistics.js';
import type { StdioClient } from './stdio-client.js';

const IN_FLIGHT = 50;
const WRITES_IN_FLIGHT = 20;
const WRITE_TOOL = 'whmcs_log_activity';

/** What the server spends of the processor for one of these calls, in milliseconds, and what the work resolves to. */
async function spent<T>(
  { pid }: StdioClient,
  calls: number,
  work: () => Promise<T>,
): Promise<[cpu: number, result: T]> {
  const before = cpuMsOf(pid);
  const result = await work();
  return [(cpuMsOf(pid) - before) / calls, result];
}

let entries = 0;

/** A line that was never written before: repeating a write is not what is measured. */
function newEntry(): Record<string, unknown> {
  entries += 1;
  return { description: `Entry ${entries} of the bench` };
}

/** None where the server has no such tool or wants a person to agree first. */
async function writesOf(client: StdioClient, tools: readonly unknown[], calls: number): Promise<Figures> {
  if (!tools.some((listed) => (listed as { name?: string }).name === WRITE_TOOL)) return {};
  const write = () => client.call(WRITE_TOOL, newEntry());
  try {
    await oneByOne(calls / 5, write);
  } catch (error) {
    process.stderr.write(`no writes: ${error instanceof Error ? error.message.slice(0, 200) : ''}\n`);
    return {};
  }
  return {
    write: median(await oneByOne(calls, write)),
    writes: await atOnce(WRITES_IN_FLIGHT, calls * 2, write),
  };
}

/** All figures of one server, of one round. Rejects as soon as one of its reads fails. */
export async function measure(
  server: Measured,
  backend: Backend,
  { calls, starts, tool, argsAt }: Options,
): Promise<Figures> {
  const whmcs = { ...BENCH_CREDENTIALS, url: backend.url };
  const folder = ownFolder();
  const toTools: number[] = [];
  let tools: unknown[] = [];
  for (let turn = 0; turn < starts; turn += 1) {
    const before = performance.now();
    const client = start(server, whmcs, folder);
    await client.open();
    tools = await client.listTools();
    toTools.push(performance.now() - before);
    await client.close();
  }

  const client = start(server, whmcs, folder);
  try {
    await client.open();
    const call: Call = (turn) => client.call(tool, argsAt(turn));
    const [alone, busy] = [calls / 5, calls / 2].map(Math.ceil) as [number, number];
    await backend.answersAfter(0);
    await oneByOne(calls / 10, call);
    const [cpuAlone, took] = await spent(client, alone, () => oneByOne(alone, call));
    const [cpuBusy, rate] = await spent(client, busy, () => atOnce(IN_FLIGHT, busy, call));
    await backend.answersAfter(50);
    // In sixty rounds of 3,000 calls the first and the last one, where fewer than 50 are under way, weigh little.
    const rateSlow = await atOnce(IN_FLIGHT, calls, call);
    await backend.answersAfter(0);
    const memory = memoryMiBOf(client.pid);
    return {
      cpuBusy,
      cpuAlone,
      rate,
      rateSlow,
      alone: median(took),
      start: median(toTools),
      memory,
      listing: encode(JSON.stringify({ tools })).length,
      ...(await writesOf(client, tools, Math.ceil(calls / 20))),
    };
  } finally {
    await client.close();
  }
}
