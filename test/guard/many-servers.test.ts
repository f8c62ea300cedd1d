import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { type Agent, policyFile, temporaryFolder } from '../harness.js';
import { spawnStdio } from '../program.js';
import { type Recorder, recorder } from '../recorder.js';
import { IS_WHOLE } from '../setup/whole.js';

/** `npm run load` starts 50, and prints how long they took. */
const SERVERS = Number(process.env.SERVERS ?? 8);
const PRINTS = process.env.SERVERS !== undefined;
const WRITES = 3;

const limits = [
  { counter: 'minute', window: 'minute', max: 100_000 },
  { counter: 'month', window: 'month', max: 1_000_000 },
];

async function startServers(many: number): Promise<{ whmcs: Recorder; agents: Agent[]; state: string }> {
  const whmcs = await recorder();
  const state = join(temporaryFolder(), 'state.db');
  const env = {
    ...whmcs.env,
    GUARD_POLICY: policyFile({ version: '1', default: 'allow', all_tools: { limits } }),
    GUARD_STATE: state,
    LOG_LEVEL: 'silent',
  };
  const agents = await Promise.all(Array.from({ length: many }, () => spawnStdio(env)));
  onTestFinished(async () => {
    await Promise.all(agents.map((agent) => agent.client.close()));
  });
  return { whmcs, agents, state };
}

test('many servers that write at once on one state: each write is made, none refused for the crowd', {
  timeout: 300_000,
}, async () => {
  const { whmcs, agents } = await startServers(SERVERS);
  const took: number[] = [];
  const write = async (agent: Agent, description: string) => {
    const began = performance.now();
    const { code = 'done' } = await agent.call('whmcs_log_activity', { description });
    took.push(Math.round(performance.now() - began));
    return code;
  };
  const all = agents.flatMap((agent, server) =>
    Array.from({ length: WRITES }, (_none, n) => write(agent, `write ${server}.${n}`)),
  );
  const codes: Record<string, number> = {};
  for (const code of await Promise.all(all)) codes[code] = (codes[code] ?? 0) + 1;
  took.sort((a, b) => a - b);
  const summary = `${JSON.stringify(codes)}, median ${took[took.length >> 1]} ms, longest ${took.at(-1)} ms`;
  if (PRINTS) process.stdout.write(`${summary}\n`);
  expect(codes).toEqual({ done: SERVERS * WRITES });
  expect(whmcs.received.filter(({ action }) => action === 'LogActivity')).toHaveLength(SERVERS * WRITES);
});

test.runIf(IS_WHOLE)(
  'while another program keeps the state locked, a write is told to come again later, and then goes through',
  {
    timeout: 120_000,
  },
  async () => {
    const { whmcs, agents, state } = await startServers(1);
    const [agent] = agents;
    await agent?.call('whmcs_log_activity', { description: 'before' });
    const holder = new DatabaseSync(state);
    holder.exec('BEGIN IMMEDIATE');
    const refused = await agent?.call('whmcs_log_activity', { description: 'meanwhile' });
    expect(refused).toMatchObject({
      isError: true,
      code: 'rate_limited',
      details: { rule: '(state busy)', retry_after_s: 10 },
    });
    holder.exec('ROLLBACK');
    holder.close();
    expect(await agent?.call('whmcs_log_activity', { description: 'meanwhile' })).toMatchObject({
      isError: false,
    });
    expect(whmcs.received.filter(({ action }) => action === 'LogActivity')).toHaveLength(2);
  },
);
