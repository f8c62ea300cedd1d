import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { bench } from 'vitest';
import { openStore, type Store } from '../../src/store/index.js';
import { claim } from '../../test/store/claims.js';
import { newFolder, removeFolder } from '../../test/store/folder.js';

// Run it with: npm run bench:rooms store
// It prints what one operation on the shared state takes, and asserts nothing. BENCH_STATE names another location than
// a file and memory, such as an empty database.

const ROUNDS = 5;
const BODY = {
  tool: 'whmcs_add_payment',
  risk: 'financial',
  caller: 'agent',
  digest: 'd'.repeat(64),
  note: 'x'.repeat(300),
};

let time = Date.UTC(2026, 2, 10);
const at = () => {
  time += 1;
  return new Date(time);
};

const approval = (n: number) => ({
  id: `BENCH-${n}`,
  installation: 'here',
  tool: 'whmcs_cancel_order',
  caller: `agent ${n}`,
  digest: `order ${n}`,
  revision: 'r1',
  rule: '/tools/whmcs_cancel_order/require_approval',
  channels: ['cli'],
  approvers: 1,
  lifetimeMs: 900_000,
  shown: { args: { orderid: n }, preview: { title: `Cancel order ${n}`, text: 'x'.repeat(500) } },
  snapshot: { 'order.status': 'Pending' },
});
const RULES = { mostPending: 5, denialHoldsMs: 3_600_000 };
const ANNA = { who: 'Anna', channel: 'cli', yes: true, reason: '' };
const CLAIMS = [
  claim({ max: '1000000', window: { calendar: 'minute' } }),
  claim({ max: '1000000', window: { slidingSeconds: 1 } }),
];

/** How many of an operation are under way at once. */
const AT_ONCE = 50;

const LIMIT = claim({ max: '1000000000', window: { calendar: 'minute' } });

/** All that a write does with the state, from its turn to the end of it. */
async function write({ leases, calls }: Store, n: number): Promise<void> {
  const holder = `holder ${n}`;
  await leases.take([`client ${n}`, `call ${n}`], holder, 60_000);
  const intent = { kind: 'intent', call: `w-${n}`, at: at(), body: BODY } as const;
  const answer = await calls.begin(intent, [LIMIT]);
  const reservation = answer.granted ? answer : undefined;
  const outcome = { kind: 'outcome', call: `w-${n}`, at: at(), body: BODY } as const;
  await calls.end(outcome, { reservation, sent: true, holder });
}

/** All that a read does with the state. */
async function read({ counters, taint, calls }: Store, n: number): Promise<void> {
  await taint.standing({ installation: 'here', caller: 'agent' }, at());
  const answer = await counters.reserve([LIMIT], at());
  const reservation = answer.granted ? answer : undefined;
  const line = { kind: 'call', call: `r-${n}`, at: at(), body: BODY } as const;
  void calls.end(line, { reservation, sent: true, soon: true });
}

const fifty = (run: (store: Store, n: number) => Promise<void>) => async (store: Store, n: number) => {
  await Promise.all(Array.from({ length: AT_ONCE }, (_none, one) => run(store, n * AT_ONCE + one)));
};

type Operation = readonly [name: string, runs: number, run: (store: Store, n: number) => Promise<unknown>];

const OPERATIONS: readonly Operation[] = [
  ['a read', 1_000, read],
  ['fifty reads at once', 100, fifty(read)],
  ['a write', 150, write],
  ['fifty writes at once', 20, fifty(write)],
  [
    'look up who is tainted',
    1_000,
    ({ taint }) => taint.standing({ installation: 'here', caller: 'a' }, at()),
  ],
  [
    'reserve and commit, two claims',
    1_000,
    async ({ counters }) => {
      const answer = await counters.reserve(CLAIMS, at());
      if (answer.granted) await counters.commit(answer);
    },
  ],
  [
    'append to the journal',
    1_000,
    ({ journal }, n) => journal.append({ kind: 'call', call: `c-${n}`, at: at(), body: BODY }),
  ],
  [
    'append a durable intent',
    150,
    ({ journal }, n) =>
      journal.append({ kind: 'intent', call: `c-${n}`, at: at(), body: BODY }, { durable: true }),
  ],
  [
    'take three leases and release them',
    1_000,
    async ({ leases }, n) => {
      await leases.take(['client 7', `call ${n % 9}`, `invoice ${n % 5}`], `holder ${n}`, 60_000);
      await leases.release(`holder ${n}`);
    },
  ],
  ['look at the kill switch', 1_000, ({ killSwitch }) => killSwitch.halted()],
  ['ask for an approval', 300, ({ approvals }, n) => approvals.open(approval(n), RULES, at())],
  [
    'ask, vote and use, durable',
    100,
    async ({ approvals }, n) => {
      await approvals.open(approval(-n), RULES, at());
      await approvals.vote(`BENCH-${-n}`, { ...ANNA, at: at() });
      await approvals.use(`BENCH-${-n}`, at());
    },
  ],
];

const median = (values: number[]) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Microseconds of one operation: by the clock, and of the processor. */
async function measure(store: Store, [name, runs, run]: Operation): Promise<string> {
  let n = 0;
  const round = async () => {
    const cpu = process.cpuUsage();
    const since = performance.now();
    for (let i = 0; i < runs; i += 1) {
      n += 1;
      await run(store, n);
    }
    const { user, system } = process.cpuUsage(cpu);
    return { clock: ((performance.now() - since) * 1000) / runs, cpu: (user + system) / runs };
  };
  await round();
  const rounds: { clock: number; cpu: number }[] = [];
  for (let i = 0; i < ROUNDS; i += 1) rounds.push(await round());
  const clock = median(rounds.map((one) => one.clock)).toFixed(1);
  return `${name}: ${clock} µs, ${median(rounds.map((one) => one.cpu)).toFixed(1)} µs of the processor`;
}

async function print(): Promise<void> {
  const folder = newFolder();
  const named = process.env.BENCH_STATE;
  const locations = named === undefined ? ['memory', join(folder, 'state.db')] : [named];
  for (const [index, location] of locations.entries()) {
    const store = await openStore(location);
    for (const operation of OPERATIONS) {
      process.stdout.write(
        `${named === undefined ? ['memory', 'file'][index] : 'BENCH_STATE'}: ${await measure(store, operation)}\n`,
      );
    }
    await store.close();
  }
  removeFolder(folder);
}

bench('store', print, { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 });
