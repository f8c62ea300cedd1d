import type {
  CallHoldings,
  Entry,
  EntryFilter,
  LeaseWish,
  NotAlone,
  Refusal,
  Reservation,
} from '../../store/index.js';
import type { Claim } from '../../terms.js';

/** `shared`: the request of the same read, which another call was making; `memory`: a list that was read a while before. */
export const SERVED = ['shared', 'memory'] as const;
export type Served = (typeof SERVED)[number];

/** The same for people, after "Answered". */
export const SERVED_TEXT: Readonly<Record<Served, string>> = {
  shared: 'by the request of another call that asked the same at the same time',
  memory: 'from memory; WHMCS was not asked again',
};

/** Who asked for what, and what the policy said. What the row calls secret and our own credentials are not in it. */
export interface CallFacts {
  /** Id of this call. */
  readonly call: string;
  readonly session: string;
  readonly caller: string;
  readonly channel: string;
  /** What the client program says that it is: its own claim. */
  readonly program?: string | undefined;
  /** The grant of the caller, as the policy names it; left out where it has none. */
  readonly grant?: string;
  /** The composed tool that made the call for the caller; left out for a call of their own. */
  readonly via?: string;
  /** The id of the call of that, or of one that was handed over to it. */
  readonly within?: string;
  /** Which WHMCS, as the state tells one from another; left out by earlier versions. */
  readonly installation?: string;
  /** The name of that, where the server works on several. */
  readonly install?: string;
  readonly tool: string;
  readonly risk: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Why the agent said that it made the call: its own claim. */
  readonly reason?: string;
  /** Keyed digest of tool and exact arguments. */
  readonly digest?: string;
  readonly decision?: {
    readonly outcome: string;
    /** Id of the deciding rule. */
    readonly rule: string;
    /** Ids and verdicts of all rules that applied. */
    readonly rules: readonly { readonly id: string; readonly verdict: string }[];
    readonly revision: string;
  };
  /** Facts the decision was made on, so that another policy can be replayed: context, money, effects, client. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Id of the approval request that allowed the call, or that it waits for. */
  readonly approval?: string;
  /** The record that the call names as it was before, if it was read. */
  readonly before?: Readonly<Record<string, unknown>>;
  /** When the intent was written by WHMCS's own clock, ISO 8601; left out where that is not known. */
  readonly whmcsTime?: string;
  /** Where the answer of a read came from, if WHMCS was not asked for this call alone. */
  readonly served?: Served;
  /** What a look-up compares the record with, if the call has to be looked up. */
  readonly prior?: Readonly<Record<string, unknown>>;
}

export interface CallResult {
  /** `done`, or the code of the failure. */
  readonly outcome: string;
  /** The message of a failure, as the caller got it. */
  readonly message?: string;
  /** WHMCS's own message. Text from outside. */
  readonly whmcs?: string;
  readonly ms: number;
  /** Ids and numbers in WHMCS's answer to a write. */
  readonly after?: Readonly<Record<string, unknown>>;
  /** Result of reading back a write without a clear answer; `done` is null if that did not show it. */
  readonly readBack?: { readonly done: boolean | null; readonly says: string };
}

/** A call as people look at it: the request and its result in one. */
export interface CallView extends CallFacts {
  readonly at: Date;
  /**
   * `done`: WHMCS confirmed it, or reading back showed it. `unknown`: it was sent, or may have been, and its outcome is
   * not known.
   */
  readonly state: 'done' | 'failed' | 'refused' | 'waiting' | 'under way' | 'unknown';
  readonly result?: CallResult;
  /** The entries it was made of, oldest first. */
  readonly entries: readonly Entry[];
}

export interface Journal {
  /** Records durably that a write is about to be sent. If this rejects, it must not be sent. */
  intent(facts: CallFacts): Promise<void>;
  /**
   * The same, and counts the claims and takes the lease with it: all or nothing. Rejects with an InvalidClaim for what can't
   * be counted.
   */
  begin(
    facts: CallFacts,
    claims: readonly Claim[],
    lease: LeaseWish | undefined,
  ): Promise<Reservation | Refusal | NotAlone>;
  /** Records the outcome of a call whose intent is recorded, and gives back what it holds. */
  outcome(facts: CallFacts, result: CallResult, holdings?: CallHoldings): Promise<void>;
  /** Records a finished call that needed no intent, a read or a refusal, and gives back what it holds. */
  whole(facts: CallFacts, result: CallResult, holdings?: CallHoldings): Promise<void>;
  /** Records an event that is no call: of an approval, a halt, a switch. */
  note(kind: 'approval' | 'operator' | 'start', body: Readonly<Record<string, unknown>>): Promise<void>;
  /** Calls, newest first; `next` is the `before` of the next page. */
  calls(filter: EntryFilter): Promise<{ calls: readonly CallView[]; next: number | undefined }>;
  call(id: string): Promise<CallView | undefined>;
}
