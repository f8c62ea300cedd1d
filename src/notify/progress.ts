import { z } from 'zod';
import { once } from '../once.js';
import type { Outcome } from './channels/channel.js';

const schema = once(() => {
  const progress = z.object({
    tries: z.number(),
    /** When another try may be made, in milliseconds since 1970. */
    nextAt: z.number(),
    /** `lost`: it was given up. */
    end: z.enum(['told', 'lost']).optional(),
  });
  return z.object({
    requests: z.record(z.string(), z.record(z.string(), progress)),
    faults: z.record(z.string(), z.object({ says: z.string(), at: z.number() })),
  });
});

/** What all servers of one state know together of what was told. */
export type Kept = z.infer<ReturnType<typeof schema>>;
/** How far one telling has come: of one request, in one step, to one channel. */
export type Progress = Kept['requests'][string][string];

/** Under this name it is in the state. */
export const KEPT_AS = 'notify';

const NOTHING: Kept = { requests: {}, faults: {} };

/** Another version of this program may have written it: what can't be read counts as nothing. */
export function keptIn(value: string | undefined): Kept {
  if (value === undefined) return NOTHING;
  try {
    return schema().safeParse(JSON.parse(value)).data ?? NOTHING;
  } catch {
    return NOTHING;
  }
}

export function progressOf(kept: Kept, request: string, key: string): Progress | undefined {
  const ofRequest = Object.hasOwn(kept.requests, request) ? kept.requests[request] : undefined;
  return ofRequest !== undefined && Object.hasOwn(ofRequest, key) ? ofRequest[key] : undefined;
}

const MOST_TRIES = 8;
const FIRST_BACKOFF_MS = 2_000;
const MOST_BACKOFF_MS = 120_000;

/** How far a telling is after one more try. `random`: 0 to below 1. */
export function afterTry(
  before: Progress | undefined,
  outcome: Outcome,
  now: number,
  random: number,
): Progress {
  const tries = (before?.tries ?? 0) + 1;
  if (outcome.ok) return { tries, nextAt: now, end: 'told' };
  if (!outcome.retry || tries >= MOST_TRIES) return { tries, nextAt: now, end: 'lost' };
  const backoff = Math.min(MOST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1));
  return { tries, nextAt: Math.round(now + backoff * (0.5 + random / 2)) };
}
