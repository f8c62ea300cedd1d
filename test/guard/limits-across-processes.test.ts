import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Agent, type Answer, policyFile, temporaryFolder } from '../harness.js';
import { spawnStdio } from '../program.js';
import { type Recorder, recorder } from '../recorder.js';
import { IS_WHOLE } from '../setup/whole.js';

const PROCESSES = 8;
const CALLERS = IS_WHOLE ? 50 : 20;
const RUNS = IS_WHOLE ? 10 : 3;

const policy = (tools: Record<string, unknown>) => ({ version: '1', default: 'allow', tools });

async function eightServers(whmcs: Recorder, file: string): Promise<[Agent, ...Agent[]]> {
  const env = {
    ...whmcs.env,
    GUARD_POLICY: file,
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
    WHMCS_CONCURRENCY: '32',
    LOG_LEVEL: 'error',
  };
  const rest = Array.from({ length: PROCESSES - 1 }, () => spawnStdio(env));
  const agents = await Promise.all([spawnStdio(env), ...rest]);
  onTestFinished(async () => {
    await Promise.all(agents.map((agent) => agent.client.close()));
  });
  return agents;
}

/** Everybody at once; the codes of all answers, undefined for what was let through. */
async function stampede(
  agents: Agent[],
  call: (agent: Agent, n: number) => Promise<{ code: string | undefined }>,
) {
  const all = agents.flatMap((agent, process) =>
    Array.from({ length: CALLERS }, (_none, caller) => call(agent, process * CALLERS + caller)),
  );
  return (await Promise.all(all)).map(({ code }) => code);
}

const arrivals = (whmcs: Recorder, action: string) =>
  whmcs.received.filter((request) => request.action === action);

/**
 * What a call may end with here. A busy machine may not get to a call in its time; whether it counted is told by what
 * WHMCS got, not by its answer.
 */
const ENDS = [undefined, 'rate_limited', 'internal', 'whmcs_unreachable', 'outcome_unknown'];

const IN_THE_WAY = ['(state busy)', '(calls to WHMCS)', '(one write at a time)'];

/** The code of a call, made again where nothing but a busy machine was in its way. */
async function decided(call: () => Promise<Answer>): Promise<string | undefined> {
  for (;;) {
    const { code, details } = await call();
    if (IN_THE_WAY.includes(String(details.rule))) continue;
    if (code !== 'internal' && code !== 'whmcs_unreachable') return code;
  }
}

test('eight servers with many callers each against a limit of 100: exactly 100 reach WHMCS, every time', async () => {
  const whmcs = await recorder();
  const file = policyFile(policy({}));
  const agents = await eightServers(whmcs, file);
  for (let run = 0; run < RUNS; run += 1) {
    const limits = [{ counter: `run${run}`, window: 'month', max: 100 }];
    writeFileSync(file, JSON.stringify(policy({ whmcs_log_activity: { limits } })));
    whmcs.received.length = 0;
    const codes = await stampede(agents, (agent, n) =>
      agent.call('whmcs_log_activity', { description: `run ${run}, caller ${n}` }),
    );
    expect(ENDS).toEqual(expect.arrayContaining([...new Set(codes)]));
    const reached = arrivals(whmcs, 'LogActivity').length;
    expect(reached).toBeLessThanOrEqual(100);
    expect(reached).toBeGreaterThanOrEqual(codes.filter((code) => code === undefined).length);
    // Whoever could not be served in the crowd left their place to others: what fits still fits.
    for (let more = 0; ; more += 1) {
      const description = `run ${run}, afterwards ${more}`;
      const code = await decided(async () => agents[0].call('whmcs_log_activity', { description }));
      if (code === 'rate_limited') break;
    }
    expect(arrivals(whmcs, 'LogActivity')).toHaveLength(100);
  }
}, 240_000);

test('the same against a sum fed with odd cents: never above, and what fits still fits', async () => {
  const whmcs = await recorder();
  whmcs.answers.set('GetTransactions', { result: 'success', transactions: '' });
  // Half of what all of them want, some 5.00 each.
  const cap = CALLERS * PROCESSES * 250;
  const limits = [
    { counter: 'credit', window: 'month', max: (cap / 100).toFixed(2), increment_from: 'args.amount' },
  ];
  const file = policyFile(policy({ whmcs_apply_credit: { limits } }));
  const agents = await eightServers(whmcs, file);
  const amountOf = (n: number) => ((n * 37) % 333) * 0.03 + 0.01;
  const text = (n: number) => (Math.round(amountOf(n) * 100) / 100).toFixed(2);
  const codes = await stampede(agents, (agent, n) =>
    agent.call('whmcs_apply_credit', { invoiceid: 1, amount: text(n) }),
  );
  // Amounts come up more than once.
  expect([...ENDS, 'duplicate_call']).toEqual(expect.arrayContaining([...new Set(codes)]));
  const arrived = () =>
    arrivals(whmcs, 'ApplyCredit').map(({ form }) =>
      Math.round(Number(form.find(([name]) => name === 'amount')?.[1]) * 100),
    );
  const sum = () => arrived().reduce((total, cents) => total + cents, 0);
  expect(arrived().length).toBeGreaterThanOrEqual(codes.filter((code) => code === undefined).length);
  expect(sum()).toBeGreaterThan(0);
  expect(sum()).toBeLessThanOrEqual(cap);
  // What is left is refused by no cent too much and taken by the exact rest.
  const left = cap - sum();
  const pay = (cents: number) =>
    decided(async () =>
      agents[0].call('whmcs_apply_credit', { invoiceid: 2, amount: (cents / 100).toFixed(2) }),
    );
  expect(await pay(left + 1)).toBe('rate_limited');
  if (left > 0) expect(await pay(left)).toBeUndefined();
  expect(sum()).toBe(cap);
}, 120_000);
