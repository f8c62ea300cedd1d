import type { StoredApproval } from '../store/index.js';
import type { NotifySettings } from './file/settings.js';
import type { Occasion } from './message.js';
import { type Kept, type Progress, progressOf } from './progress.js';

/** Somebody who is to be told now. */
export interface Due {
  readonly approval: StoredApproval;
  /** Names the telling within its request. */
  readonly key: string;
  readonly channel: string;
  readonly occasion: Occasion;
}

export const SETTLED = 'settled';

const isOver = ({ state }: StoredApproval) => state !== 'pending';
const keyOf = (afterMs: number, channel: string) => `${afterMs / 1000} ${channel}`;

function mayTry(progress: Progress | undefined, now: number): boolean {
  return progress === undefined || (progress.end === undefined && progress.nextAt <= now);
}

/** Tellings of a request that waits. Who could not be reached at all is made up for: the next step comes at once. */
function dueWhileWaiting(
  approval: StoredApproval,
  kept: Kept,
  { steps }: NotifySettings,
  now: number,
): Due[] {
  const due: Due[] = [];
  for (const [index, { afterMs, tell }] of steps.entries()) {
    const earlier = steps
      .slice(0, index)
      .flatMap((step) => step.tell.map((name) => keyOf(step.afterMs, name)));
    const areAllLost =
      earlier.length > 0 && earlier.every((key) => progressOf(kept, approval.id, key)?.end === 'lost');
    if (now < approval.askedAt.getTime() + afterMs && !areAllLost) break;
    for (const channel of tell) {
      const key = keyOf(afterMs, channel);
      if (!mayTry(progressOf(kept, approval.id, key), now)) continue;
      due.push({ approval, key, channel, occasion: index === 0 ? 'asked' : 'reminder' });
    }
  }
  return due;
}

/** Who heard of a request and wants to know that it needs nobody any more. */
function dueOnceOver(approval: StoredApproval, kept: Kept, { channels }: NotifySettings, now: number): Due[] {
  const told = Object.entries(kept.requests[approval.id] ?? {}).filter(([, { end }]) => end === 'told');
  const names = new Set(told.map(([key]) => key.split(' ')[1] ?? ''));
  return [...names].flatMap((channel) => {
    const key = `${SETTLED} ${channel}`;
    if (!channels.get(channel)?.settled || !mayTry(progressOf(kept, approval.id, key), now)) return [];
    return [{ approval, key, channel, occasion: SETTLED } as const];
  });
}

/** Whom to tell of these requests at this time. Pure. */
export function dueOf(
  requests: readonly StoredApproval[],
  kept: Kept,
  settings: NotifySettings,
  now: number,
): readonly Due[] {
  return requests.flatMap((approval) =>
    (isOver(approval) ? dueOnceOver : dueWhileWaiting)(approval, kept, settings, now),
  );
}

/** Whether nothing is left to tell of a request that is over. */
export function isFinished(approval: StoredApproval, kept: Kept, settings: NotifySettings): boolean {
  return isOver(approval) && dueOnceOver(approval, kept, settings, Number.POSITIVE_INFINITY).length === 0;
}
