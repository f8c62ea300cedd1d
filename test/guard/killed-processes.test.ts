import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createJournal } from '../../src/audit/index.js';
import { openStore } from '../../src/store/index.js';
import { ALLOW_ALL, credentialsFor, policyFile, sandboxed, temporaryFolder, until } from '../harness.js';
import { spawnStdio } from '../program.js';
import { recorder } from '../recorder.js';
import { IS_WHOLE } from '../setup/whole.js';

/** `npm run endure` kills 200 times. */
const KILLS = Number(process.env.KILLS ?? 24);
const SERVERS = 4;
const CALLERS = 6;

/** A generator with a seed, so that a failure can be had again. */
function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test('killed at random moments under load, the journal and WHMCS agree on every write', {
  timeout: 400_000,
}, async () => {
  const seed = Date.now() % 1_000_000;
  const random = seeded(seed);
  const sandbox = await sandboxed();
  sandbox.misbehave({ kind: 'latency', ms: 10 });
  const state = join(temporaryFolder(), 'state.db');
  const env = {
    ...credentialsFor(sandbox),
    GUARD_POLICY: policyFile(ALLOW_ALL),
    GUARD_STATE: state,
    LOG_LEVEL: 'silent',
  };
  const answered = new Map<string, boolean>();
  let kills = 0;

  async function round(number: number, server: number): Promise<void> {
    const agent = await spawnStdio(env);
    const { pid } = agent.client.transport as unknown as { pid: number };
    let alive = true;
    const callers = Array.from({ length: CALLERS }, async (_none, caller) => {
      for (let call = 0; alive; call += 1) {
        const description = `kill ${number}.${server}.${caller}.${call}`;
        const answer = await agent.call('whmcs_log_activity', { description }).catch(() => undefined);
        if (answer !== undefined) answered.set(description, !answer.isError);
      }
    });
    const mine = `kill ${number}.${server}.`;
    await until(() => [...answered.keys()].some((name) => name.startsWith(mine)));
    await new Promise((next) => setTimeout(next, random() * 250));
    alive = false;
    process.kill(pid, 'SIGKILL');
    kills += 1;
    await Promise.all(callers);
    await agent.client.close().catch(() => undefined);
  }

  for (let number = 0; number < KILLS / SERVERS; number += 1) {
    await Promise.all(Array.from({ length: SERVERS }, (_none, server) => round(number, server)));
  }
  expect(kills).toBe(KILLS);

  const ledger = new Map<string, number>();
  for (const { description } of sandbox.state.activity) {
    const name = /kill [\d.]+/.exec(description)?.[0];
    if (name !== undefined) ledger.set(name, (ledger.get(name) ?? 0) + 1);
  }
  const store = await openStore(state);
  const journal = createJournal({
    store: async () => store,
    now: () => new Date(),
    withhold: (one) => one,
    withholdOwn: (value) => value,
    log: () => {},
  });
  const journaled = new Map<string, string>();
  let before: number | undefined;
  do {
    const page = await journal.calls({ limit: 500, ...(before === undefined ? {} : { before }) });
    for (const call of page.calls)
      journaled.set(String(call.args.description), call.result?.outcome ?? 'open');
    before = page.next;
  } while (before !== undefined);
  await store.close();

  expect(ledger.size, `seed ${seed}`).toBeGreaterThan(KILLS);
  // Nothing was written twice, and nothing without the journal knowing of it first.
  expect([...ledger.values()].filter((times) => times !== 1)).toEqual([]);
  expect([...ledger.keys()].filter((name) => !journaled.has(name))).toEqual([]);
  // What the journal calls done is done; what the agent was told is done is in both.
  for (const [name, outcome] of journaled) {
    if (outcome === 'done') expect(ledger.get(name), `seed ${seed}, ${name}`).toBe(1);
    else expect(['open', 'outcome_unknown', 'whmcs_unreachable']).toContain(outcome);
  }
  for (const [name, ok] of answered)
    if (ok) expect(journaled.get(name), `seed ${seed}, ${name}`).toBe('done');
});

test.runIf(IS_WHOLE)(
  'what a killed server was at work on is free for another within the time of a lease',
  {
    timeout: 120_000,
  },
  async () => {
    const whmcs = await recorder();
    const env = {
      ...whmcs.env,
      GUARD_POLICY: policyFile(ALLOW_ALL),
      GUARD_STATE: join(temporaryFolder(), 'state.db'),
      LOG_LEVEL: 'silent',
    };
    const [doomed, other] = await Promise.all([spawnStdio(env), spawnStdio(env)]);
    onTestFinished(() => other.client.close());
    whmcs.answers.set('UpdateClient', () => new Promise(() => {}));
    const lost = doomed.call('whmcs_update_client', { clientid: 7, city: 'Bonn' }).catch(() => undefined);
    await until(() => whmcs.received.some(({ action }) => action === 'UpdateClient'));
    process.kill((doomed.client.transport as unknown as { pid: number }).pid, 'SIGKILL');
    await lost;
    const killed = performance.now();
    whmcs.answers.set('UpdateClient', { result: 'success', clientid: 7 });
    const answer = await other.call('whmcs_update_client', { clientid: 7, city: 'Köln' });
    expect(answer).toMatchObject({ isError: false });
    // A lease is for 15 s; the rest is what a busy machine may need.
    expect(performance.now() - killed).toBeLessThan(40_000);
  },
);
