import type { Entry, EntryFilter } from '../../store/index.js';

/** Who asked for what, and what the policy said. Credentials and what `redact` hides are not in it. */
export interface CallFacts {
  /** Id of this call. */
  readonly call: string;
  readonly session: string;
  readonly caller: string;
  readonly channel: string;
  readonly tool: string;
  readonly risk: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Keyed digest of tool and exact arguments. */
  readonly digest?: string;
  readonly decision?: {
    readonly outcome: string;
    /** Id of the deciding rule. */
    readonly rule: string;
    /** Ids and verdicts of all rules that spoke. */
    readonly rules: readonly { readonly id: string; readonly verdict: string }[];
    readonly revision: string;
  };
  /** What the decision was made on, so that another policy can be asked: context, money, effects, client. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Id of the approval that lets it through, or that it waits for. */
  readonly approval?: string;
  /** The record that the call names as it stood before, where it was read. */
  readonly before?: Readonly<Record<string, unknown>>;
}

export interface CallResult {
  /** `done`, or the code of the failure. */
  readonly outcome: string;
  /** What the caller was told of a failure. */
  readonly message?: string;
  /** WHMCS's own message. Text from outside. */
  readonly whmcs?: string;
  readonly ms: number;
  /** What WHMCS named in its answer to a write. */
  readonly after?: Readonly<Record<string, unknown>>;
  /** What reading back showed of a write without a clear answer; `done` is null where it does not tell. */
  readonly readBack?: { readonly done: boolean | null; readonly says: string };
}

/** A call as people look at it: what was asked and what came of it in one. */
export interface CallView extends CallFacts {
  readonly at: Date;
  /**
   * `done` also where no clear answer came and reading back showed it. `unknown`: it left, or may have, and nobody knows
   * what came of it.
   */
  readonly state: 'done' | 'failed' | 'refused' | 'waiting' | 'under way' | 'unknown';
  readonly result?: CallResult;
  /** The entries that say so, oldest first. */
  readonly entries: readonly Entry[];
}

export interface Journal {
  /** A write is about to leave. When this rejects it must not. Durable. */
  intent(facts: CallFacts): Promise<void>;
  /** What came of a call whose intent stands. */
  outcome(facts: CallFacts, result: CallResult): Promise<void>;
  /** A call that is over and put nothing at risk: reads, refusals. */
  whole(facts: CallFacts, result: CallResult): Promise<void>;
  /** What a person did: an approval's event, a halt, a switch. */
  note(kind: 'approval' | 'operator' | 'start', body: Readonly<Record<string, unknown>>): Promise<void>;
  /** Newest first; `next` is the `before` of the page after this one. */
  calls(filter: EntryFilter): Promise<{ calls: readonly CallView[]; next: number | undefined }>;
  call(id: string): Promise<CallView | undefined>;
}
