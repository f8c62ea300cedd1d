import { setTimeout as sleep } from 'node:timers/promises';
import { type DuelCount, keepDuelling, type Person } from './duels.js';
import type { Span } from './ledger.js';
import { keepCalling, seeded } from './load.js';
import type { Stage } from './stage.js';

/** A database that can be taken away for a while. */
export interface Outage {
  readonly ms: number;
  begin(): Promise<void>;
  end(): Promise<void>;
}

export interface RunOptions {
  /** For how long at least. It goes on until every kind of thing has happened that the verdict is about. */
  readonly seconds: number;
  readonly seed: number;
  /** Between two calls of one agent. */
  readonly thinkMs: number;
  /** Between two kills, on the average. */
  readonly killedEveryMs: number;
  readonly person: Person;
  /** Happens once, in the middle; undefined: never. */
  readonly outage: Outage | undefined;
}

export interface Ran {
  readonly kills: number;
  readonly seconds: number;
  readonly duels: DuelCount;
  /** When the database was away. */
  readonly away: Span | undefined;
}

/** How long a replica stays dead at most. */
const DEAD_MS = 1_500;

interface Kills {
  count: number;
}

/** Whether replicas were killed, each caller has met its limit, and approvals were used. */
function isEventful({ ledger, callers }: Stage, kills: Kills, duels: DuelCount): boolean {
  const limited = new Set(
    ledger.made.filter(({ outcome }) => outcome === 'rate_limited').map(({ caller }) => caller),
  );
  return kills.count >= 2 && duels.used > 0 && limited.size === callers;
}

/** Kills one replica after the other at random moments, and starts it again; never all of them at once. */
async function keepKilling(
  stage: Stage,
  kills: Kills,
  { killedEveryMs, seed }: RunOptions,
  goesOn: () => boolean,
): Promise<void> {
  const random = seeded(seed + 1);
  while (goesOn()) {
    await sleep(killedEveryMs * (0.5 + random()));
    const replica = stage.replicas[Math.floor(random() * stage.replicas.length)];
    if (!goesOn() || replica === undefined) break;
    await replica.kill();
    kills.count += 1;
    await sleep(DEAD_MS * random());
    await replica.start();
  }
}

async function takeAway(outage: Outage): Promise<Span> {
  const from = Date.now();
  await outage.begin();
  await sleep(outage.ms);
  await outage.end();
  return { from, to: Date.now() };
}

/** Lets all agents call for so long, while replicas are killed and the database is taken away once. */
export async function run(stage: Stage, options: RunOptions): Promise<Ran> {
  const { seconds, seed, thinkMs, person, outage } = options;
  const began = Date.now();
  const random = seeded(seed);
  const duels: DuelCount = { approved: 0, used: 0 };
  const kills: Kills = { count: 0 };
  const goesOn = () => Date.now() - began < seconds * 1_000 || !isEventful(stage, kills, duels);
  const awaiting = (async () => {
    if (outage === undefined) return undefined;
    await sleep(seconds * 300);
    return takeAway(outage);
  })();
  const killing = keepKilling(stage, kills, options, goesOn);
  await Promise.all([
    ...stage.agents.map((agent) => keepCalling(agent, { tickets: stage.tickets, random, thinkMs, goesOn })),
    ...stage.pairs.map((pair) => keepDuelling(pair, person, duels, thinkMs, goesOn)),
  ]);
  const ended = Date.now();
  await killing;
  return { kills: kills.count, seconds: (ended - began) / 1_000, duels, away: await awaiting };
}
