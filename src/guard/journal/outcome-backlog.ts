import { setTimeout as sleep } from 'node:timers/promises';
import type { CallFacts, CallResult, Journal } from '../../audit/index.js';
import type { Log } from '../../log.js';
import { type CallHoldings, StoreFault, type StoreFaultCode } from '../../store/index.js';

/** What came of a call, for the journal. */
export interface Ended {
  readonly facts: CallFacts;
  /** The journal holds its intent. */
  readonly intended: boolean;
  readonly result: CallResult;
  /** What is given back once the journal holds it. */
  readonly holdings?: CallHoldings;
}

export interface OutcomeBacklog {
  /** Resolves to true once the journal holds it, to false where it certainly never will. Never rejects. */
  record(ended: Ended): Promise<boolean>;
}

interface Kept extends Ended {
  settled(isWritten: boolean): void;
}

/** The state may be well again after a while: another process lets go of it, or somebody makes room on the disk. */
const MENDABLE: readonly StoreFaultCode[] = ['busy', 'full', 'read_only', 'unopenable', 'failed'];
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Keeps what came of calls that the journal could not take, in order, and writes it down as soon as it can. `leaving` is
 * aborted when the program ends: each is then tried once more, and what still can't be written stands in the log.
 */
export function createOutcomeBacklog(ports: {
  journal: Pick<Journal, 'outcome' | 'whole'>;
  log: Log;
  leaving: AbortSignal;
}): OutcomeBacklog {
  const { journal, log, leaving } = ports;
  const kept: Kept[] = [];
  let running = false;

  const write = ({ facts, intended, result, holdings }: Ended) =>
    intended ? journal.outcome(facts, result, holdings) : journal.whole(facts, result, holdings);

  function lose({ facts, result }: Ended, error: unknown): false {
    log('error', 'journal.failed', { call: facts.call, tool: facts.tool, outcome: result.outcome, error });
    return false;
  }

  const isMendable = (error: unknown) => error instanceof StoreFault && MENDABLE.includes(error.code);

  async function workOff(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; kept.length > 0; ) {
      const last = leaving.aborted;
      const [next] = kept;
      if (next === undefined) break;
      let isWritten = true;
      try {
        await write(next);
        pause = FIRST_PAUSE_MS;
      } catch (error) {
        if (isMendable(error) && !last) {
          await sleep(pause, undefined, { signal: leaving }).catch(() => undefined);
          pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
          continue;
        }
        isWritten = lose(next, error);
      }
      kept.shift();
      next.settled(isWritten);
    }
    running = false;
  }

  return {
    async record(ended) {
      try {
        await write(ended);
        return true;
      } catch (error) {
        if (!isMendable(error)) return lose(ended, error);
        log('warn', 'journal.later', { call: ended.facts.call, error });
      }
      return new Promise<boolean>((settled) => {
        kept.push({ ...ended, settled });
        if (running) return;
        running = true;
        void workOff();
      });
    },
  };
}
