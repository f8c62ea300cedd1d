import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { once } from '../../once.js';
import type { Store } from '../../store/index.js';

/** Somebody who is told in their browsers. */
export interface Subscriber {
  readonly who: string;
  /** How they proved who they are, as the console has it. */
  readonly by: Readonly<Record<string, unknown>>;
  /** The grants whose callers they decide for; undefined: all callers. */
  readonly grants: readonly string[] | undefined;
}

/** Where a browser takes messages, and the keys that only it can read them with. */
export interface Subscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

// Another version of this program may have written it: what is not all there tells nobody.
const schema = once(() =>
  z.array(
    z.object({
      id: z.string(),
      who: z.string(),
      by: z.record(z.string(), z.unknown()),
      grants: z.array(z.string()).nullable(),
      endpoint: z.string(),
      p256dh: z.string(),
      auth: z.string(),
      /** What it is, in words. */
      label: z.string(),
      /** When its person signed in last, in milliseconds since 1970. */
      seenAt: z.number(),
    }),
  ),
);

/** A browser that is told of requests. */
export type KeptBrowser = z.infer<ReturnType<typeof schema>>[number];

type State = Pick<Store, 'leases' | 'sharedValues'>;

const KEPT_AS = 'browsers';
const LEASE_KEY = 'browsers';
const LEASE_MS = 10_000;
const WAIT_MS = 50;
const MOST_WAITS = 100;

/** Names a browser without saying where it takes messages. */
export const idOf = (endpoint: string): string =>
  createHash('sha256').update(endpoint).digest('hex').slice(0, 16);

export async function browsersIn({
  sharedValues,
}: Pick<State, 'sharedValues'>): Promise<readonly KeptBrowser[]> {
  const kept = (await sharedValues.get(KEPT_AS))?.value;
  if (kept === undefined) return [];
  try {
    return schema().safeParse(JSON.parse(kept)).data ?? [];
  } catch {
    return [];
  }
}

/** Changes what is kept, alone among all processes of the state. */
export async function changeBrowsers(
  { leases, sharedValues }: State,
  change: (browsers: readonly KeptBrowser[]) => readonly KeptBrowser[],
  now: Date,
): Promise<void> {
  const holder = randomUUID();
  for (let waits = 0; !(await leases.take([LEASE_KEY], holder, LEASE_MS)).granted; waits++) {
    if (waits >= MOST_WAITS) throw new Error('the list of browsers is being changed elsewhere');
    await pause(WAIT_MS);
  }
  try {
    const before = await browsersIn({ sharedValues });
    const after = change(before);
    if (JSON.stringify(after) !== JSON.stringify(before))
      await sharedValues.put(KEPT_AS, JSON.stringify(after), now);
  } finally {
    await leases.release(holder);
  }
}
