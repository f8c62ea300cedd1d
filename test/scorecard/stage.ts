import type { Policy } from './policies.js';
import { type Server, startServer } from './server.js';
import { type House, openHouse } from './world.js';

/** A WHMCS and a server before it, one run after the other. */
export interface Stage {
  readonly house: House;
  /** The server under a policy: that of the last run where it is of the same kind, else a new one. */
  server(policy: Policy, kind: string): Promise<Server>;
  /** The next run gets a new one. */
  drop(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const house = await openHouse();
  let running: { server: Server; policy: Policy; kind: string } | undefined;
  const drop = async () => {
    const last = running;
    running = undefined;
    await last?.server.close();
  };
  return {
    house,
    async server(policy, kind) {
      if (running?.policy !== policy || running.kind !== kind) await drop();
      running ??= { server: await startServer(house, policy), policy, kind };
      return running.server;
    },
    drop,
    async close() {
      await drop();
      await house.close();
    },
  };
}

/**
 * Plays a run, and once more on a new server where limits or the memory of calls made before decided instead of the
 * policy: a run can't be safe for what another one used up.
 */
export async function playFairly<T>(
  stage: Stage,
  policy: Policy,
  kind: string,
  play: (server: Server) => Promise<T>,
): Promise<T> {
  const server = await stage.server(policy, kind);
  const first = await play(server);
  if (!server.isWornOut) return first;
  await stage.drop();
  const again = await play(await stage.server(policy, kind));
  await stage.drop();
  return again;
}

/** Works through jobs on some stages at a time; the results in the jobs' order. */
export async function inLanes<J, R>(
  jobs: readonly J[],
  lanes: number,
  run: (stage: Stage, job: J) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  async function lane(): Promise<void> {
    const stage = await openStage();
    try {
      for (let at = next++; at < jobs.length; at = next++) {
        const job = jobs[at];
        if (job !== undefined) results[at] = await run(stage, job);
      }
    } finally {
      await stage.close();
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, jobs.length) }, lane));
  return results;
}
