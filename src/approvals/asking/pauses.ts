import type { Changes } from '../../store/index.js';

export interface PausePorts {
  /** Tells of votes in other processes; without it they are asked for again and again. */
  changes?(): Promise<Changes>;
  /** Rejects once the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<unknown>;
}

const POLL_MS = 300;
/** After this time a second more is not noticed. */
const EAGER_MS = 30_000;
const LATE_POLL_MS = 1_000;
/** Where word of a vote comes by itself; it may be lost with a connection that nobody has missed yet. */
const TOLD_POLL_MS = 5_000;

/** The pauses between looks at a request. */
export interface Pauses {
  /**
   * Resolves when it is time to look again: as soon as anything has changed since the last look began.
   * @param gone how long it has been waited for so far, in milliseconds
   * @param left how long at most it is still waited for
   */
  next(gone: number, left: number, signal: AbortSignal | undefined): Promise<void>;
  end(): void;
}

export async function startPauses({ changes, sleep }: PausePorts): Promise<Pauses> {
  const told = await changes?.();
  let changed = new AbortController();
  const end = told?.watch('approvals', () => changed.abort());
  return {
    async next(gone, left, signal) {
      const most = told?.isTold() ? TOLD_POLL_MS : gone < EAGER_MS ? POLL_MS : LATE_POLL_MS;
      const signals = signal === undefined ? [changed.signal] : [changed.signal, signal];
      // An abort ends the sleep; the state is read once more, so that the answer is current.
      await sleep(Math.min(most, left), AbortSignal.any(signals)).catch(() => undefined);
      if (changed.signal.aborted) changed = new AbortController();
    },
    end: () => end?.(),
  };
}
