import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/index.js';
import { claim, granted, NOON, refused, used } from './claims.js';
import { newFolder, removeFolder } from './folder.js';
import { onSharedEngines } from './shared-engines.js';
import type { Answer, Call } from './worker.js';
import { Agency, type Worker } from './workers.js';

const PROCESSES = 8;
const CALLERS = 50;

let agency: Agency;
let workers: Worker[];

beforeAll(async () => {
  agency = await Agency.found();
  workers = Array.from({ length: PROCESSES }, () => agency.hire());
});

afterAll(() => agency.close());

async function openAll(path: string): Promise<void> {
  const answers = await Promise.all(workers.map((worker) => worker.ask({ order: 'open', path })));
  expect(answers.flatMap(({ fault }) => fault ?? [])).toEqual([]);
}

/** All workers at once, each with its own calls; every answer in one list. */
async function reserveAll(path: string, callsOf: (worker: number) => Call[]): Promise<Answer[]> {
  // The file and its folder don't exist: the workers race for making them, too.
  await openAll(path);
  return Promise.all(
    workers.map((worker, index) =>
      worker.ask({ order: 'reserve', calls: callsOf(index), at: NOON.toISOString() }),
    ),
  );
}

/** The same numbers from 0 up to 1 in every run. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

onSharedEngines((newLocation, engine) => {
  test.each(Array.from({ length: engine === 'SQLite' ? 10 : 3 }, (_, run) => run))(
    'eight processes with fifty callers each get exactly the hundred there are (%i)',
    async () => {
      const location = await newLocation();
      const hundred = claim({ max: '100' });
      const minute = claim({ id: '/minute', window: { slidingSeconds: 60 }, max: '100' });
      const answers = await reserveAll(location, () =>
        Array.from({ length: CALLERS }, () => ({ claims: [hundred, minute], settle: 'commit' })),
      );
      expect(answers.flatMap((answer) => answer.granted ?? [])).toHaveLength(PROCESSES * CALLERS);
      expect(answers.flatMap((answer) => answer.granted ?? []).filter(Boolean)).toHaveLength(100);
      const store = await openStore(location);
      expect([await used(store, hundred), await used(store, minute)]).toEqual(['100', '100']);
      await store.close();
    },
    60_000,
  );

  test.each([1, 2, 3])('a cap of 1000.00 is used to the cent and not one more (%i)', async (seed) => {
    const location = await newLocation();
    const cap = claim({ counter: 'money', window: { calendar: 'month' }, max: '1000.00' });
    const next = numbersFrom(seed);
    // From 0.01 to 33.33, far more than fits; every fifth call turns out not to have happened.
    const plan = Array.from({ length: PROCESSES }, () =>
      Array.from({ length: CALLERS }, () => ({
        cents: 1 + Math.floor(next() * 3_333),
        settle: next() < 0.2 ? ('release' as const) : ('commit' as const),
      })),
    );
    const answers = await reserveAll(location, (worker) =>
      (plan[worker] ?? []).map(({ cents, settle }) => ({
        claims: [{ ...cap, amount: (cents / 100).toFixed(2) }],
        settle,
      })),
    );
    const kept = plan.flatMap((calls, worker) =>
      calls.filter(({ settle }, call) => settle === 'commit' && answers[worker]?.granted?.[call]),
    );
    const cents = kept.reduce((sum, call) => sum + call.cents, 0);
    expect(cents).toBeLessThanOrEqual(100_000);

    const store = await openStore(location);
    expect(Number(await used(store, cap))).toBe(cents / 100);
    const rest = ((100_000 - cents) / 100).toFixed(2);
    await granted(store, [{ ...cap, amount: rest }]);
    await refused(store, [{ ...cap, amount: '0.01' }]);
    expect(await used(store, cap)).toBe('1000');
    await store.close();
  });

  test('what a process reserved stays counted when it dies, and the others go on', async () => {
    const location = await newLocation();
    const limit = claim({ max: '3' });
    const doomed = agency.hire();
    await doomed.ask({ order: 'open', path: location });
    const call: Call = { claims: [limit], settle: 'leave' };
    await doomed.ask({ order: 'reserve', calls: [call, call], at: NOON.toISOString() });
    await doomed.kill();
    const store = await openStore(location);
    expect(await used(store, limit)).toBe('2');
    await granted(store, [limit]);
    await refused(store, [limit]);
    await store.close();
  });

  test('a halt stops every process at its next look, and so does its end', async () => {
    const location = await newLocation();
    const [first, ...others] = workers;
    await openAll(location);
    const seen = async () =>
      new Set(await Promise.all(others.map(async (one) => (await one.ask({ order: 'halted' })).halted)));
    expect(await seen()).toEqual(new Set([undefined]));
    await first?.ask({ order: 'halt', reason: 'stop everything' });
    expect(await seen()).toEqual(new Set(['stop everything']));
    await first?.ask({ order: 'resume' });
    expect(await seen()).toEqual(new Set([undefined]));
  });
});

test('a disk that fills up is a fault, and nothing that was granted is lost', async () => {
  const folder = newFolder();
  onTestFinished(() => removeFolder(folder));
  const path = join(folder, 'state.db');
  const full = agency.hire({ fileBlocks: 400 });
  await full.ask({ order: 'open', path });
  const limit = claim({ max: '1000000' });
  let counted = 0;
  let answer: Answer = {};
  // Names of a kilobyte each fill the file within a few hundred calls.
  for (let call = 0; call < 2_000 && answer.fault === undefined; call += 1) {
    const padded = claim({ counter: `${call}`.padEnd(1_000, '-'), max: '1' });
    const calls: Call[] = [{ claims: [limit, padded], settle: 'leave' }];
    answer = await full.ask({ order: 'reserve', calls, at: NOON.toISOString() });
    counted += answer.granted?.[0] ? 1 : 0;
  }
  expect(['full', 'failed']).toContain(answer.fault?.code);
  expect(answer.fault?.message).toContain(path);
  expect(answer.fault?.message).toContain('GUARD_STATE');
  await full.kill();
  const store = await openStore(path);
  expect(await used(store, limit)).toBe(`${counted}`);
  await granted(store, [limit]);
  await store.close();
});
