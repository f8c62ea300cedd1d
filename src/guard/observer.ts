import type { CallFacts } from '../audit/index.js';
import type { Outcome } from './outcome.js';
import type { CallRequest, Session } from './session.js';

/** A call as it comes in. */
export interface CallBegun {
  /** `unknown` where there is no such tool: what a client writes there is its own text. */
  readonly tool: string;
  /** Its class; `unknown` for an unknown tool. */
  readonly risk: string;
  /** The name of the WHMCS that it is for, where a file names it and the call says which. */
  readonly install: string | undefined;
  readonly session: Session;
  readonly request: CallRequest | undefined;
}

/** What came of it. */
export interface CallEnded {
  readonly outcome: Outcome;
  readonly facts: CallFacts;
  /** From its arrival to its answer, waits for people included. */
  readonly ms: number;
}

/** Hears of every call, to count or to trace it. Where there is none nothing is told, and nothing is spent on it. */
export interface CallObserver {
  /** Runs the work of a call, which never rejects, and passes on what came of it. */
  observe(begun: CallBegun, work: () => Promise<CallEnded>): Promise<CallEnded>;
}
