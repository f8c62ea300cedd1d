import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../harness.js';
import { finished } from '../program.js';
import { describePostgres, serverForSuite } from '../store/postgres-engine.js';
import type { Person } from './duels.js';
import { countBy, isOfState } from './ledger.js';
import { print } from './report.js';
import { type Outage, type Ran, run } from './run.js';
import { type Stage, setStage } from './stage.js';
import { callerOfWrites, contradictions, journaled, openIntents, overlaps, writesIn } from './verdict.js';

/** `npm run replicas` runs for two minutes with 60 clients, and prints what came of it. */
const SECONDS = Number(process.env.REPLICAS_SECONDS ?? 8);
const CLIENTS = Number(process.env.REPLICAS_CLIENTS ?? 10);
const IS_LONG = process.env.REPLICAS_SECONDS !== undefined;
const SEED = Number(process.env.REPLICAS_SEED ?? Date.now() % 1_000_000);
const TIMEOUT_MS = SECONDS * 1_000 + 120_000;
const KILLED_EVERY_MS = IS_LONG ? 6_000 : 2_000;
/** Between two calls of one client. */
const THINK_MS = 100;
/** In a long run longer than a call waits for the state. */
const AWAY_MS = IS_LONG ? 12_000 : 1_000;
/** Of one caller: they are to be reached. */
const MOST_NOTES = IS_LONG ? 30 : 5;

/** Decides by the shared state, and every tenth time by the command line. */
function personAt({ store, env }: Stage): Person {
  let approved = 0;
  const vote = async (id: string, yes: boolean) => {
    const said = { who: 'gerda', channel: 'cli', at: new Date(), yes, reason: '' } as const;
    return (await store.approvals.vote(id, said)).counted;
  };
  return {
    async approve(id) {
      approved += 1;
      if (approved % 10 === 1) return (await finished(['approvals', 'approve', id], env)).code === 0;
      return vote(id, true);
    },
    deny: (id) => vote(id, false),
  };
}

async function runOn(
  title: string,
  state: string,
  hasSessions: boolean,
  outage?: Outage,
): Promise<[Stage, Ran]> {
  const stage = await setStage(
    { state, hasSessions, clients: CLIENTS, mostNotes: MOST_NOTES },
    onTestFinished,
  );
  const ran = await run(stage, {
    seconds: SECONDS,
    seed: SEED,
    thinkMs: THINK_MS,
    killedEveryMs: KILLED_EVERY_MS,
    person: personAt(stage),
    outage,
  });
  if (IS_LONG) print(`${title}, seed ${SEED}`, stage, ran);
  return [stage, ran];
}

/** Holds a run to what must never be, whatever was killed. The state is there again. */
async function judge({ ledger, whmcs, store, options, env }: Stage, { duels }: Ran): Promise<void> {
  await expect
    .poll(async () => contradictions(ledger, whmcs.arrivals, await journaled(store)), { timeout: 20_000 })
    .toEqual([]);
  expect(overlaps(whmcs.arrivals), `seed ${SEED}`).toEqual([]);

  // What was under way when its replica was killed may stay open until a server sweeps; nothing else.
  const lost = new Set(ledger.made.filter(({ outcome }) => outcome === 'lost').map(({ name }) => name));
  const open = [...openIntents(await journaled(store))].filter((name) => !lost.has(name));
  expect(open, `seed ${SEED}`).toEqual([]);

  const callerOf = callerOfWrites(ledger);
  const notes = writesIn(whmcs.arrivals).filter(({ action }) => action === 'AddTicketNote');
  const ofCallers = countBy(notes, ({ form }) => callerOf.get(form.get('message') ?? '') ?? '');
  for (const times of Object.values(ofCallers)) expect(times).toBeLessThanOrEqual(options.mostNotes);
  expect(notes.length).toBeLessThanOrEqual(options.mostNotes * 4);

  expect(duels.used).toBeLessThanOrEqual(duels.approved);

  expect(await finished(['audit', 'verify'], env)).toMatchObject({ code: 0 });
}

describePostgres('three replicas on one PostgreSQL, killed and started, PostgreSQL away once', () => {
  const server = serverForSuite();

  const outage: Outage = {
    ms: AWAY_MS,
    begin: () => server().end('SIGQUIT'),
    end: () => server().restart(),
  };

  for (const hasSessions of [true, false]) {
    const title = hasSessions ? 'with sessions' : 'without sessions';
    test.runIf(hasSessions || IS_LONG)(
      `${title}: nothing is passed, used twice, written twice or lost`,
      {
        timeout: TIMEOUT_MS,
      },
      async () => {
        const [stage, ran] = await runOn(title, await server().newState(), hasSessions, outage);
        await judge(stage, ran);
        const { from = 0, to = 0 } = ran.away ?? {};
        if (!IS_LONG) return;
        const meanwhile = stage.ledger.made.filter(({ began, ended }) => began > from && ended < to);
        const reads = meanwhile.filter(({ kind }) => kind === 'read');
        expect(reads.filter(({ outcome }) => outcome === 'done').length).toBeGreaterThan(0);
        const writes = meanwhile.filter(({ kind, outcome }) => kind === 'free' && outcome !== 'lost');
        expect(writes.length).toBeGreaterThan(0);
        expect(writes.filter((write) => !isOfState(write))).toEqual([]);
        const later = stage.ledger.made.filter(({ began }) => began > to + 5_000);
        expect(
          later.filter(({ kind, outcome }) => kind === 'free' && outcome === 'done').length,
        ).toBeGreaterThan(0);
      },
    );
  }
});

// Servers of one file that are killed are tried without a balancer, too: test/guard/killed-processes.test.ts.
describe('three replicas on one file, killed and started', () => {
  test.runIf(IS_LONG)(
    'nothing is passed, used twice, written twice or lost',
    { timeout: TIMEOUT_MS },
    async () => {
      const [stage, ran] = await runOn('SQLite', join(temporaryFolder(), 'state.db'), true);
      await judge(stage, ran);
    },
  );
});
