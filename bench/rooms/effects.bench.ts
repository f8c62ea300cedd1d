import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { bench } from 'vitest';
import { LANDMARKS, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { type Agent, credentialsFor, inProcess, policyFile } from '../../test/harness.js';

// Run it with: npm run bench:rooms effects
// It prints what a rule about effects costs a call: the same calls under the shipped default policy, and under the same policy
// without its rules about effects. Limits and the dedupe window are off, since every call is made many times. It asserts nothing.

const CALLS = Number(process.env.BENCH_CALLS ?? 100);
const ROUNDS = 3;

const shipped = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../policies/default.json', import.meta.url)), 'utf8'),
);
const policies = {
  without: policyFile({
    version: '1',
    default: 'deny',
    classes: { read: {}, write: { repeat_after: 0 }, execute: { repeat_after: 0 } },
  }),
  with: policyFile({
    version: '1',
    default: 'deny',
    all_tools: shipped.all_tools,
    classes: { read: {}, write: { repeat_after: 0 }, execute: { repeat_after: 0 } },
  }),
};

type Calls = Record<string, (turn: number, at: Records) => [tool: string, args: Record<string, unknown>]>;

/** Records of the sandbox that the calls are about. */
interface Records {
  invoiceid: number;
  serviceid: number;
}
const recordsOf = ({ state }: Sandbox): Records => ({
  invoiceid: state.invoices.find(({ status }) => status === 'Unpaid')?.id ?? 0,
  serviceid:
    state.services.find(
      ({ status, id }) =>
        status === 'Active' && id !== LANDMARKS.serviceOnDeadServer && id !== LANDMARKS.serviceWithoutModule,
    )?.id ?? 0,
});

/** What a desk does all day. Every call differs from the one before. */
const CALLED: Calls = {
  'list 25 clients': (turn) => ['whmcs_get_clients', { limitstart: turn % 10, limitnum: 25 }],
  'read an invoice': (_turn, { invoiceid }) => ['whmcs_get_invoice', { invoiceid }],
  'phone of a client': (turn) => [
    'whmcs_update_client',
    { clientid: 3, phonenumber: `+49.301234${1000 + (turn % 9000)}` },
  ],
  'draft an invoice': (turn) => [
    'whmcs_create_invoice',
    {
      userid: 3,
      status: 'Draft',
      items: [{ description: `Support, part ${turn}`, amount: '5.00', taxed: true }],
    },
  ],
  'remind of an invoice': (turn, { invoiceid }) => [
    'whmcs_send_email',
    { messagename: 'First Invoice Overdue Notice', id: invoiceid, customvars: { turn: String(turn) } },
  ],
  'suspend a service': (turn, { serviceid }) => [
    turn % 2 === 0 ? 'whmcs_module_suspend' : 'whmcs_module_unsuspend',
    { serviceid },
  ],
  'read a ticket': () => ['whmcs_get_ticket', { ticketid: 403 }],
  'ticket status': (turn) => [
    'whmcs_update_ticket',
    { ticketid: 403, priority: turn % 2 === 0 ? 'High' : 'Low' },
  ],
  'note on a ticket': (turn) => [
    'whmcs_add_ticket_note',
    { ticketid: 403, message: `Looked at the logs, part ${turn}: nothing out of order so far.` },
  ],
  'reply to a ticket': (turn) => [
    'whmcs_add_ticket_reply',
    { ticketid: 403, message: `Dear customer, step ${turn} of the move is done. Your site answers again.` },
  ],
};

interface Figures {
  p50: number;
  cpu: number;
  reads: number;
  refused: number;
}

async function measure(
  agent: Agent,
  asked: () => number,
  call: (turn: number) => ReturnType<Calls[string]>,
  from: number,
): Promise<Figures> {
  const took = new Float64Array(CALLS);
  let refused = 0;
  for (let turn = 0; turn < CALLS / 10; turn += 1) await agent.call(...call(from - turn - 1));
  const requests = asked();
  const cpu = process.cpuUsage();
  for (let turn = 0; turn < CALLS; turn += 1) {
    const before = performance.now();
    const answer = await agent.call(...call(from + turn));
    took[turn] = performance.now() - before;
    if (answer.isError) refused += 1;
    if (answer.isError && refused === 1) process.stdout.write(`${answer.text}\n`);
  }
  const spent = process.cpuUsage(cpu);
  took.sort();
  return {
    p50: took[Math.floor(CALLS / 2)] ?? Number.NaN,
    cpu: (spent.user + spent.system) / 1000 / CALLS,
    reads: (asked() - requests) / CALLS,
    refused,
  };
}

const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function print(): Promise<void> {
  const ends: (() => Promise<void> | void)[] = [];
  const sides: { name: string; agent: Agent; asked: () => number; at: Records }[] = [];
  for (const [name, policy] of Object.entries(policies)) {
    const sandbox = await startSandbox({});
    ends.push(() => sandbox.close());
    const env = { ...credentialsFor(sandbox), GUARD_POLICY: policy };
    const agent = await inProcess(env, {}, (end) => ends.unshift(end));
    sides.push({ name, agent, asked: () => sandbox.requests.length, at: recordsOf(sandbox) });
  }
  process.stdout.write('call: p50 ms, CPU ms (with the sandbox), calls of WHMCS; refused\n');
  for (const [what, call] of Object.entries(CALLED)) {
    const rounds = new Map<string, Figures[]>(sides.map(({ name }) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1)
      for (const { name, agent, asked, at } of sides)
        rounds.get(name)?.push(await measure(agent, asked, (turn) => call(turn, at), 1000 + round * CALLS));
    const middle = (name: string, figure: keyof Figures) =>
      median((rounds.get(name) ?? []).map((figures) => figures[figure]));
    const side = (name: string) =>
      `${name} p50 ${middle(name, 'p50').toFixed(2)}, CPU ${middle(name, 'cpu').toFixed(2)}, ${middle(name, 'reads').toFixed(1)} calls` +
      (middle(name, 'refused') > 0 ? `, ${middle(name, 'refused')} refused` : '');
    const ratio = (middle('with', 'cpu') / middle('without', 'cpu')).toFixed(2);
    process.stdout.write(`${what}: ${side('without')}; ${side('with')}; ${ratio} times the CPU\n`);
  }
  for (const end of ends) await end();
}

bench('effects', print, { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 });
