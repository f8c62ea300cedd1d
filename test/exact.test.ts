import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Agent, policyFile, temporaryFolder } from './harness.js';
import { spawnStdio } from './program.js';
import { type Recorder, recorder } from './recorder.js';

const PROCESSES = 8;
const CALLERS = 50;
const RUNS = 10;

const policy = (tools: Record<string, unknown>) => ({ version: '1', default: 'allow', tools });

async function eightServers(whmcs: Recorder, file: string): Promise<Agent[]> {
  const env = {
    ...whmcs.env,
    GUARD_POLICY: file,
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
    WHMCS_CONCURRENCY: '32',
    LOG_LEVEL: 'error',
  };
  const agents: Agent[] = [];
  for (let n = 0; n < PROCESSES; n += 1) agents.push(await spawnStdio(env));
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

test('eight servers with fifty callers each against a limit of 100: exactly 100 reach WHMCS, every time', async () => {
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
    expect(codes.filter((code) => code === undefined)).toHaveLength(100);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(PROCESSES * CALLERS - 100);
    expect(whmcs.received.filter((request) => request.action === 'LogActivity')).toHaveLength(100);
  }
}, 120_000);

test('the same against a cap of 1000.00 fed with odd cents: never above, and what fits still fits', async () => {
  const whmcs = await recorder();
  whmcs.answers.set('GetTransactions', { result: 'success', transactions: '' });
  const limits = [{ counter: 'credit', window: 'month', max: '1000.00', increment_from: 'args.amount' }];
  const file = policyFile(policy({ whmcs_apply_credit: { limits } }));
  const agents = await eightServers(whmcs, file);
  const amountOf = (n: number) => ((n * 37) % 333) * 0.03 + 0.01;
  const text = (n: number) => (Math.round(amountOf(n) * 100) / 100).toFixed(2);
  const codes = await stampede(agents, (agent, n) =>
    agent.call('whmcs_apply_credit', { invoiceid: 1, amount: text(n) }),
  );
  const arrived = () =>
    whmcs.received
      .filter((request) => request.action === 'ApplyCredit')
      .map(({ form }) => Math.round(Number(form.find(([name]) => name === 'amount')?.[1]) * 100));
  const sum = () => arrived().reduce((total, cents) => total + cents, 0);
  expect(codes.filter((code) => code === undefined)).toHaveLength(arrived().length);
  expect(sum()).toBeLessThanOrEqual(100_000);
  // What is left is refused by no cent too much and taken by the exact rest.
  const left = 100_000 - sum();
  const [agent] = agents;
  const pay = async (cents: number) =>
    (await agent?.call('whmcs_apply_credit', { invoiceid: 1, amount: (cents / 100).toFixed(2) }))?.code;
  expect(await pay(left + 1)).toBe('rate_limited');
  if (left > 0) expect(await pay(left)).toBeUndefined();
  expect(sum()).toBe(100_000);
}, 60_000);
