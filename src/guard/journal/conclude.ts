import type { CallFacts, CallResult, Journal } from '../../audit/index.js';
import type { Log } from '../../log.js';
import type { Withhold } from '../../output/index.js';
import type { Reservation, Store } from '../../store/index.js';
import type { End, Reached } from '../call.js';
import type { Failure, Outcome } from '../outcome.js';
import { createOutcomeBacklog, type Ended } from './outcome-backlog.js';

/** An answer waits so long for the state to take what came of the call; then it leaves, and the rest goes on. */
const ANSWER_WAITS_MS = 5_000;

export interface ConclusionPorts {
  store(): Promise<Store>;
  journal: Journal;
  withhold: Withhold;
  log: Log;
  /** Aborted when the program ends. */
  leaving: AbortSignal;
}

/** Reads whose line is not written yet; the answers of more wait for theirs, as those of writes do. */
const MOST_UNWRITTEN = 1_000;

/** How far a call got that has to be concluded; of a tool that there is none of, only the facts are known. */
export type Concludable = Pick<Reached, 'facts' | 'reservation' | 'turn' | 'intended'>;

type Held = Pick<Reached, 'reservation' | 'turn'>;

export interface Conclusion {
  readonly outcome: Outcome;
  readonly facts: CallFacts;
}

/** The end of every call. Nothing in it rejects: what fails here changes no answer. */
export interface Conclude {
  /** Gives back what a call holds that waits for people. */
  pause(reached: Concludable): Promise<void>;
  /**
   * Writes the outcome down, and with it settles the limits and ends the turn: whoever is next looks there. The answer to a
   * read leaves at once; its line is on the disk within 50 ms. Other answers wait, though not long for a state that takes long.
   */
  end(reached: Concludable, end: End, ms: number): Promise<Conclusion>;
  /** How many outcomes are not written down yet, and for how many milliseconds the oldest of them is waiting. */
  unwritten(): { readonly count: number; readonly oldestMs: number };
  /** Resolves once nothing is left to be written down. */
  idle(): Promise<void>;
}

export function createConclude(ports: ConclusionPorts): Conclude {
  const { store, withhold, log } = ports;
  const backlog = createOutcomeBacklog(ports);
  /** When each began, the oldest first. */
  const open = new Map<Promise<void>, number>();
  let stopping = false;

  /** What was counted stays where something was sent. A state that fails here keeps it. */
  async function settle(reservation: Reservation | undefined, sent: boolean): Promise<void> {
    if (reservation === undefined) return;
    try {
      const { counters } = await store();
      await (sent ? counters.commit(reservation) : counters.release(reservation));
    } catch (error) {
      log('error', 'state.failed', { error });
    }
  }

  /** Handed no more of the call than it needs: it may wait long, and so would all that WHMCS has answered. */
  async function writeDown({ reservation, turn }: Held, sent: boolean, ended: Ended): Promise<void> {
    if (await backlog.record(ended)) return turn?.end();
    await settle(reservation, sent);
    await turn?.release();
  }

  /** Its code and the names of its parts are ours, also where a credential is one of our words. */
  function withheldFrom({ code, message, details }: Failure): Failure {
    const told = { ok: false, code, message: withhold(message) } as const;
    return details === undefined ? told : { ...told, details: withhold(details) };
  }

  return {
    async pause({ reservation, turn }) {
      await settle(reservation, false);
      await turn?.release();
    },

    async end(reached, { end, sent, after, facts = reached.facts }, ms) {
      const outcome: Outcome = end.ok ? end : withheldFrom(end);
      const result: CallResult = outcome.ok
        ? {
            outcome: outcome.held === undefined ? 'done' : 'held',
            ms,
            ...(after === undefined ? {} : { after }),
          }
        : { outcome: outcome.code, message: outcome.message, ...detailsOf(outcome), ms };
      const isRead = facts.risk === 'read';
      const { reservation, turn } = reached;
      const holdings = { reservation, sent, holder: turn?.holder, soon: isRead && !stopping };
      const ended = { facts, intended: reached.intended === true, result, holdings };
      const writing = writeDown({ reservation, turn }, sent, ended);
      open.set(writing, performance.now());
      void writing.finally(() => open.delete(writing));
      const leaves =
        isRead && !stopping && (sent || reservation === undefined) && open.size <= MOST_UNWRITTEN;
      if (!leaves) await within(writing, ANSWER_WAITS_MS);
      return { outcome, facts };
    },

    unwritten() {
      const [oldest] = open.values();
      return {
        count: open.size,
        oldestMs: oldest === undefined ? 0 : Math.round(performance.now() - oldest),
      };
    },

    async idle() {
      // A client that goes on calling waits for its lines from now on, or there would be no end of them.
      stopping = true;
      await Promise.all(open.keys());
    },
  };
}

/** Resolves once the work is done, or after so long while it goes on. The work never rejects. */
function within(work: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, ms);
    void work.then(() => {
      clearTimeout(late);
      resolve();
    });
  });
}

const detailsOf = ({ details }: Failure): Pick<CallResult, 'whmcs' | 'readBack'> => ({
  ...(typeof details?.whmcs_message === 'string' ? { whmcs: details.whmcs_message } : {}),
  ...(details?.read_back === undefined
    ? {}
    : { readBack: details.read_back as NonNullable<CallResult['readBack']> }),
});
