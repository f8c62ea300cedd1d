import type { CallFacts } from '../audit/index.js';
import type { Tool, Values } from '../catalog/index.js';
import type { Decision, Policy } from '../policy/index.js';
import type { Reservation, StoredApproval } from '../store/index.js';
import type { Claim } from '../terms.js';
import type { Clearance } from '../whmcs/index.js';
import type { GrantedClients } from './clients/granted-clients.js';
import type { ListPlan } from './clients/list-walk.js';
import type { Asker } from './decision/attempt.js';
import type { CallReads, Judgement } from './decision/judge.js';
import type { Outcome } from './outcome.js';
import type { Turn } from './sending/turn.js';
import type { SendingOptions, Session } from './session.js';

// A call on its path. Each stage returns it with what that stage has established; nothing in it is ever changed.

/** A call of a known tool. */
export interface Arrived {
  readonly tool: Tool;
  readonly args: unknown;
  readonly session: Session;
  readonly options: SendingOptions;
  /** The request for approval that this very call has waited for; no other one will do. */
  readonly waitedFor?: string | undefined;
  /** What the journal will say of it. */
  readonly facts: CallFacts;
}

/** Its arguments are what the tool takes. */
export interface Parsed extends Arrived {
  readonly values: Values;
  /**
   * Keyed digest of the tool and its arguments, the same for all spellings of one call; `repeat_of` left out. Empty for a
   * read, which is compared with no other.
   */
  readonly digest: string;
  /** Why the agent says it makes the call, on one line: its own claim. */
  readonly reason?: string | undefined;
  /** What was read of a write that was not alone in the end, for when it has waited for its turn. */
  readonly readFirst?: ReadFirst | undefined;
  /** What was decided of a read before any record was looked at. Nothing that it waits for can change that. */
  readonly unread?: Unread | undefined;
}

/** A decision, whom it was made for, and under which policy. */
export interface Unread {
  readonly policy: Policy;
  readonly asker: Asker;
  readonly judgement: Judgement;
}

/** What was read to tell whom a write concerns. */
export interface ReadFirst {
  /** When the reads began, on a clock that never goes back. */
  readonly since: number;
  readonly reads: CallReads;
  readonly client: number | undefined;
}

/**
 * A write is alone with what it names, or it turns out that it was once its intent is written; `turn` is undefined for a
 * read.
 */
export interface InTurn extends Parsed {
  readonly turn: Turn | undefined;
  readonly reads: CallReads;
}

/** A policy has decided on it, with the records as they are now. */
export interface Judged extends InTurn {
  readonly policy: Policy;
  readonly decision: Decision;
  /** A person has to approve it. */
  readonly needsApproval: boolean;
  /** The only clients that the caller is granted; undefined where it is granted all. */
  readonly clients: GrantedClients | undefined;
  /** Of a plan that nobody was asked for yet: its lines, as they were found to be allowed. */
  readonly lines?: readonly Judged[];
  /** Of a plan that was begun and not ended: the request that it was begun under. */
  readonly resumes?: StoredApproval;
  /** How a list is read for them, once that is worked out; undefined for what is no list, or where it is granted all. */
  readonly plan: ListPlan | undefined;
}

/** It counts against the limits. */
export interface Counted extends Judged {
  readonly reservation: Reservation | undefined;
  /** Claims that are counted together with the intent; undefined where that is done, or there are none. */
  readonly claims: readonly Claim[] | undefined;
  /** The budgets that it goes past, in sentences for whoever decides. */
  readonly past?: readonly string[] | undefined;
}

/** A person approved what it would do now; undefined where nobody has to. */
export interface Approved extends Counted {
  readonly approval: StoredApproval | undefined;
}

/** The checks of its row spoke well, and it is encoded as it will be sent. */
export interface Ready extends Approved {
  readonly clearance: Clearance;
}

/** Of a write, the journal knows that it is about to be sent. */
export interface Intended extends Ready {
  readonly intended: boolean;
}

/** WHMCS has answered. */
export interface Answered extends Intended {
  readonly reply: Record<string, unknown>;
}

/** The answer has the tool's own shape. */
export interface Completed extends Answered {
  readonly result: unknown;
}

/** The last stage that a call got through. */
export type Reached = Arrived & Partial<Completed>;

/** A call is over. */
export interface End {
  readonly end: Outcome;
  /** A byte of the call itself may have reached WHMCS. */
  readonly sent: boolean;
  readonly facts?: CallFacts;
  /** What WHMCS named in its answer to a write: ids and numbers. */
  readonly after?: Record<string, unknown>;
}

/** A call has to wait for people, and then starts again. */
export interface Waiting {
  readonly waits: StoredApproval;
  readonly facts: CallFacts;
}

/** A call has to start again with its turn in hand: what it does next is done alone. */
export interface Again {
  readonly again: ReadFirst | undefined;
}

/** How a call leaves its path. */
export type Leave = End | Waiting | Again;

export type Stage<In, Out> = (call: In) => Promise<Out | Leave> | Out | Leave;

/** A call with what a stage has established. Two spreads are several times faster than Object.assign, or names behind a spread. */
export const withMore = <C extends object, More extends object>(call: C, more: More): C & More => ({
  ...call,
  ...more,
});

/** A write whose lease is to be taken with its intent starts again, and waits for it. */
export const startAgain = ({ readFirst }: Parsed): Again => ({ again: readFirst });

/** A call as its requests for approval are told from those of others. */
export const requestKey = ({ tool, values, session: { caller }, decision: { revision } }: Judged) => ({
  tool: tool.name,
  caller: caller.name,
  grant: caller.grant,
  values,
  same: tool.same(values),
  revision,
});

/** Nothing was sent. */
export const unsent = (end: Outcome, facts?: CallFacts): End =>
  facts === undefined ? { end, sent: false } : { end, sent: false, facts };
