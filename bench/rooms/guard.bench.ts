import { Session as Inspector, type Profiler } from 'node:inspector/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bench } from 'vitest';
import { allTools } from '../../src/app.js';
import { type Approvals, digestOf } from '../../src/approvals/index.js';
import { kindOf } from '../../src/catalog/index.js';
import { createGuard, type Guard, LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { openStore } from '../../src/store/index.js';
import { openWhmcs, type Whmcs } from '../../src/whmcs/index.js';
import { policyOf } from '../decide.js';
import { clientList, PAGE_SIZE } from '../servers/prepared-replies.js';
import { BENCH_CREDENTIALS, benchPolicy } from '../servers.js';

// Run it with: npm run bench:rooms guard
// It prints what a call costs within the guard: WHMCS answers from memory at once, the journal keeps nothing, and a result
// is shown as it is. What a part takes is the time in its files and in what they call, but for other parts. It asserts nothing.

const CALLS = Number(process.env.BENCH_CALLS ?? 4_000);
const SAMPLED_EVERY_US = 100;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The first that fits names the part of a file. */
const PARTS: readonly (readonly [part: string, files: RegExp])[] = [
  ['taint', /^src\/guard\/seen\/taint/],
  ['values of clients that were seen', /^src\/guard\/seen/],
  ['digest', /^src\/(?:approvals\/digest|json\/canonical|catalog\/same-call)/],
  ['result in the shape of its tool', /^src\/catalog\/(?:project|shape)/],
  ['decision', /^src\/(?:policy|guard\/decision|catalog\/effects)/],
  ['arguments', /^src\/catalog/],
  ['facts for the journal', /^src\/guard\/journal\/facts/],
  ['the state', /^src\/store/],
  ['presenting, as text', /^src\/guard\/stages\/present/],
  ['the path itself', /^src\/guard/],
];
const REST = 'Node.js and the bench';

interface Load {
  readonly tool: string;
  args(turn: number): Record<string, unknown>;
  reply(turn: number): Record<string, unknown>;
}

const pageOf = (page: number) => JSON.parse(clientList(page * PAGE_SIZE, PAGE_SIZE, 1e6).toString());
const PAGES = Array.from({ length: 40 }, (_none, page) => pageOf(page));
const pageArgs = (page: number) => ({ limitstart: page * PAGE_SIZE, limitnum: PAGE_SIZE });

const LOADS: Readonly<Record<string, Load>> = {
  'a read of 25 clients, the same ones again and again': {
    tool: 'whmcs_get_clients',
    args: (turn) => pageArgs(turn % PAGES.length),
    reply: (turn) => PAGES[turn % PAGES.length],
  },
  'a read of 25 clients never seen': { tool: 'whmcs_get_clients', args: pageArgs, reply: pageOf },
  'an entry in the log of WHMCS': {
    tool: 'whmcs_log_activity',
    args: (turn) => ({ description: `Looked at the backups, part ${turn}.` }),
    reply: () => ({ result: 'success' }),
  },
};

/** A guard with WHMCS in memory; `answer` is asked what it answers. */
async function openGuard(answer: () => Record<string, unknown>): Promise<Guard> {
  const policy = policyOf(JSON.stringify(benchPolicy()));
  const store = await openStore('memory');
  const secretive = { reveal: () => BENCH_CREDENTIALS.secret };
  const { clear, clearRead } = openWhmcs(
    {
      url: 'https://billing.example.com/',
      allowHttp: false,
      credentials: { identifier: secretive, secret: secretive },
      concurrency: 1,
      ratePerSecond: 0,
    },
    kindOf,
  );
  const whmcs: Whmcs = {
    clock: () => undefined,
    restsFor: () => undefined,
    expectWrite: () => {},
    async send(_clearance, options) {
      await options?.lastLook?.();
      return { body: answer(), tries: 1, ms: 0 };
    },
    close: async () => undefined,
  };
  const nothing = async () => undefined;
  const key = Buffer.from(BENCH_CREDENTIALS.secret);
  return createGuard({
    catalog: allTools(),
    extras: { setOf: () => undefined, load: () => undefined, actions: new Map() },
    policy: () => policy,
    latestPolicy: () => policy,
    listsKeptMs: 0,
    policyName: () => 'the policy',
    isExposed: () => false,
    renewPolicy: () => undefined,
    switches: {},
    whmcs,
    clear,
    clearRead,
    install: undefined,
    installation: { dateFormat: 'DD/MM/YYYY', timezone: 'UTC' },
    installationId: 'bench',
    store: async () => store,
    approvals: {} as Approvals,
    approvalWaitMs: 0,
    consoleUrl: nothing,
    journal: {
      intent: nothing,
      begin: async () => ({ granted: true, id: '' }),
      outcome: nothing,
      whole: nothing,
      note: nothing,
      calls: async () => ({ calls: [], next: undefined }),
      call: nothing,
    },
    notesInWhmcs: false,
    digest: (tool, values) => digestOf(key, tool, values),
    withhold: (value) => value,
    withholdOwn: (value) => value,
    presenter: {
      present: (value) => ({ value, text: JSON.stringify(value), tainted: false }),
      prepare: () => ({ value: {}, disguised: new Set() }),
      presentText: (text) => ({ text, tainted: false }),
    },
    log: () => undefined,
    now: () => new Date(),
  });
}

function partOf(url: string): string | undefined {
  const file = url.startsWith('file:') ? relative(ROOT, fileURLToPath(url)) : relative(ROOT, url);
  return PARTS.find(([, files]) => files.test(file))?.[0];
}

/** Microseconds of a profile by part, without what is idle. */
function byPart({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parts = new Map<number, string | undefined>();
  const inherit = (id: number, above: string | undefined): void => {
    const node = byId.get(id);
    if (node === undefined) return;
    const { functionName, url } = node.callFrame;
    const part = functionName === '(idle)' ? undefined : (partOf(url) ?? above);
    parts.set(node.id, part);
    for (const child of node.children ?? []) inherit(child, part);
  };
  inherit(nodes[0]?.id ?? 0, REST);
  const times = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const part = parts.get(id);
    if (part !== undefined) times.set(part, (times.get(part) ?? 0) + (timeDeltas[at] ?? 0));
  }
  return times;
}

async function print(): Promise<void> {
  const inspector = new Inspector();
  inspector.connect();
  await inspector.post('Profiler.enable');
  await inspector.post('Profiler.setSamplingInterval', { interval: SAMPLED_EVERY_US });
  for (const [name, { tool, args, reply }] of Object.entries(LOADS)) {
    let turn = 0;
    let refused = 0;
    const guard = await openGuard(() => reply(turn));
    const session = sessionFor(LOCAL_CALLER);
    const round = async (calls: number) => {
      for (let call = 0; call < calls; call += 1) {
        turn += 1;
        const outcome = await guard.call(session, tool, args(turn));
        if (!outcome.ok) refused += 1;
      }
    };
    await round(CALLS / 2);
    const cpu = process.cpuUsage();
    await round(CALLS);
    const { user, system } = process.cpuUsage(cpu);
    await inspector.post('Profiler.start');
    await round(CALLS);
    const { profile } = await inspector.post('Profiler.stop');
    await guard.idle();
    const times = byPart(profile);
    // The profiler measures by the clock, and slows down what it measures: its shares hold, its sums do not.
    const sampled = [...times.values()].reduce((sum, one) => sum + one, 0);
    const share = (part: string) => ((times.get(part) ?? 0) / sampled) * (user + system);
    const micros = (value: number) => `${(value / CALLS).toFixed(1).padStart(7)} µs`;
    process.stdout.write(`${micros(user + system)}  ${name}${refused > 0 ? `, ${refused} refused` : ''}\n`);
    for (const part of [...PARTS.map(([one]) => one), REST])
      process.stdout.write(`  ${micros(share(part))}  ${part}\n`);
  }
  inspector.disconnect();
}

bench('guard', print, { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 });
