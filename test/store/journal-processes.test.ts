import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verify } from '../../src/audit/index.js';
import { openStore } from '../../src/store/index.js';
import { bundledWorker } from './bundled-worker.js';
import { newFolder, removeFolder } from './folder.js';
import { onSharedEngines } from './shared-engines.js';

const PROCESSES = 6;

let folder: string;
let program: string;
const started: ChildProcess[] = [];

beforeAll(async () => {
  folder = newFolder();
  program = await bundledWorker(new URL('journal-worker.ts', import.meta.url), folder);
});

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  removeFolder(folder);
});

interface Appender {
  child: ChildProcess;
  /** What it was told that stands. */
  stands: { seq: number; call: string }[];
  gone: Promise<unknown>;
}

/** Processes that are ready to append all at once. */
async function appenders(path: string, count: number): Promise<Appender[]> {
  const all = Array.from({ length: PROCESSES }, (_none, n) => {
    const child = spawn(process.execPath, [program, path, `p${n}`, String(count)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    started.push(child);
    return { child, stands: [] as Appender['stands'], gone: once(child, 'close') };
  });
  await Promise.all(all.map(({ child }) => once(child, 'message')));
  for (const { child, stands } of all) {
    child.on('message', (one) => stands.push(one as Appender['stands'][number]));
    child.send('go');
  }
  return all;
}

/** All entries that the processes were told of, and what the file holds, once the chain is found whole. */
async function compared(path: string, all: readonly Appender[]) {
  const store = await openStore(path);
  const verdict = await verify(store.journal);
  const entries = await store.journal.after(0, 10_000);
  await store.close();
  expect(verdict).toMatchObject({ ok: true, entries: entries.length, to: entries.length });
  const stored = new Set(entries.map(({ seq, call }) => `${seq} ${call}`));
  const told = all.flatMap(({ stands }) => stands.map(({ seq, call }) => `${seq} ${call}`));
  expect(told.filter((one) => !stored.has(one))).toEqual([]);
  return { entries, told };
}

onSharedEngines((newLocation) => {
  test('processes that append all at once make one chain without a gap', async () => {
    const path = await newLocation();
    const all = await appenders(path, 150);
    await Promise.all(all.map(({ gone }) => gone));
    const { entries, told } = await compared(path, all);
    expect(told).toHaveLength(PROCESSES * 150);
    expect(new Set(entries.map(({ call }) => call)).size).toBe(PROCESSES * 150);
  });

  test('processes that are killed while they append leave a whole chain with all that they were told of', async () => {
    const path = await newLocation();
    const all = await appenders(path, 2_000);
    const enough = () => all.every(({ stands }) => stands.length > 10);
    while (!enough()) await new Promise((next) => setTimeout(next, 5));
    for (const { child } of all) child.kill('SIGKILL');
    await Promise.all(all.map(({ gone }) => gone));
    const { told } = await compared(path, all);
    expect(told.length).toBeGreaterThan(PROCESSES * 10);
  });
});
