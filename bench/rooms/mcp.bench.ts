import { PassThrough, Writable } from 'node:stream';
import { bench } from 'vitest';
import { type Guard, LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { serveMcp, stdioTransport } from '../../src/mcp/index.js';

// Run it with: npm run bench:rooms mcp
// It prints the CPU of a call beside its guard and WHMCS: to read it, hand it on and write its answer, with what a client
// in the same process does for it. It asserts nothing.

const CALLS = Number(process.env.BENCH_CALLS ?? 10_000);
const IN_FLIGHT = 50;

/** Microseconds of CPU for one of these calls, after as many that warm up. */
async function micros(calls: (count: number) => Promise<void>): Promise<string> {
  await calls(CALLS);
  const before = process.cpuUsage();
  await calls(CALLS);
  const { user, system } = process.cpuUsage(before);
  return `${((user + system) / CALLS).toFixed(1).padStart(7)} µs`;
}

const TEXT = JSON.stringify({
  items: Array.from({ length: 25 }, (_none, id) => ({ id, name: 'Ada Field' })),
});

/** A guard that answers at once. */
const open = {
  list: () => [],
  inShadow: () => false,
  call: () => Promise.resolve({ ok: true, text: TEXT }),
} as unknown as Guard;

async function served(): Promise<(meta: object) => Promise<string>> {
  const input = new PassThrough();
  let answers = 0;
  let onAnswer = () => {};
  const output = new Writable({
    decodeStrings: false,
    write(lines: string, _encoding, done) {
      answers += lines.split('\n').length - 1;
      onAnswer();
      done();
    },
  });
  const options = { guard: open, version: '0', log: () => {} };
  await serveMcp(sessionFor(LOCAL_CALLER), stdioTransport(input, output), options);
  const frame = (method: string, params: object, id?: number) =>
    `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
  const untilAnswered = (count: number) =>
    new Promise<void>((resolve) => {
      onAnswer = () => answers >= count && resolve();
      onAnswer();
    });
  const clientInfo = { name: 'bench', version: '0' };
  input.write(frame('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }, 0));
  await untilAnswered(1);
  return (meta) =>
    micros(async (count) => {
      for (let done = 0; done < count; done += IN_FLIGHT) {
        const next = answers + IN_FLIGHT;
        for (let id = answers; id < next; id += 1)
          input.write(frame('tools/call', { name: 'any', arguments: { limitnum: 25 }, _meta: meta }, id));
        await untilAnswered(next);
      }
    });
}

/** Related to a task, a call is for the SDK, which without tasks answers it as any other. */
const BY_SDK = { 'io.modelcontextprotocol/related-task': { taskId: 'none' } };

async function print(): Promise<void> {
  const call = await served();
  process.stdout.write(`${await call({})}  a call that goes past the SDK\n`);
  process.stdout.write(`${await call(BY_SDK)}  a call that the SDK hands on\n`);
}

bench('mcp', print, { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 });
