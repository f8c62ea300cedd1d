import type { CallFacts, CallResult, Journal } from '../../audit/index.js';
import type { Log } from '../../log.js';
import type { Withhold } from '../../output/index.js';
import type { Reservation, Store } from '../../store/index.js';
import type { End, Reached } from '../call.js';
import type { Failure, Outcome } from '../outcome.js';

export interface ConclusionPorts {
  store(): Promise<Store>;
  journal: Journal;
  withhold: Withhold;
  log: Log;
}

/** How far a call got that has to be concluded; of a tool that there is none of, only the facts are known. */
export type Concludable = Pick<Reached, 'facts' | 'reservation' | 'turn' | 'intended'>;

export interface Conclusion {
  readonly outcome: Outcome;
  readonly facts: CallFacts;
}

/** The end of every call. Nothing in it rejects: what fails here changes no answer. */
export interface Conclude {
  /** Gives back what a call holds that waits for people. */
  pause(reached: Concludable): Promise<void>;
  /** Settles the limits, writes the outcome down, and only then ends the turn: whoever is next looks there. */
  end(reached: Concludable, end: End, ms: number): Promise<Conclusion>;
}

export function createConclude({ store, journal, withhold, log }: ConclusionPorts): Conclude {
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

  async function record(facts: CallFacts, intended: boolean, result: CallResult): Promise<void> {
    try {
      await (intended ? journal.outcome(facts, result) : journal.whole(facts, result));
    } catch (error) {
      log('error', 'journal.failed', { call: facts.call, error });
    }
  }

  return {
    async pause({ reservation, turn }) {
      await settle(reservation, false);
      await turn?.release();
    },

    async end(reached, { end, sent, after, facts = reached.facts }, ms) {
      await settle(reached.reservation, sent);
      const outcome: Outcome = end.ok ? end : { ...withhold(end), ok: false };
      const result = outcome.ok
        ? { outcome: 'done', ms, ...(after === undefined ? {} : { after }) }
        : { outcome: outcome.code, message: outcome.message, ...detailsOf(outcome), ms };
      await record(facts, reached.intended === true, result);
      await reached.turn?.release();
      return { outcome, facts };
    },
  };
}

const detailsOf = ({ details }: Failure): Pick<CallResult, 'whmcs' | 'readBack'> => ({
  ...(typeof details?.whmcs_message === 'string' ? { whmcs: details.whmcs_message } : {}),
  ...(details?.read_back === undefined
    ? {}
    : { readBack: details.read_back as NonNullable<CallResult['readBack']> }),
});
