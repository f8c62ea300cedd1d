import type { ApprovalState, StoredApproval, Voting } from '../store/index.js';
import type { ChannelName } from '../terms.js';
import type { Preview } from './preview.js';

/** Ways in which a person can be heard. */

/** A call that a rule wants a person to see first. */
export interface ApprovalRequest {
  readonly tool: string;
  readonly caller: string;
  /** The exact arguments. Only a keyed digest of them is kept. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The arguments as people may see them, credentials withheld. */
  readonly shownArgs: Readonly<Record<string, unknown>>;
  readonly revision: string;
  /** The rule that asks, and what the policy wants said. */
  readonly rule: string;
  readonly message?: string | undefined;
  readonly channels?: readonly ChannelName[] | undefined;
  readonly approvers?: number | undefined;
  /** Seconds. */
  readonly expires?: number | undefined;
  /** Made only where nobody was asked yet. */
  preview(): Promise<Preview>;
}

export type Asked =
  /** `fresh`: nobody had been asked before. Pending or approved. */
  | { readonly kind: 'live'; readonly approval: StoredApproval; readonly fresh: boolean }
  | { readonly kind: 'denied'; readonly approval: StoredApproval }
  | { readonly kind: 'too_many'; readonly pending: number };

/** What a person decided. */
export interface NewVote {
  readonly who: string;
  readonly channel: ChannelName;
  readonly yes: boolean;
  readonly reason: string;
}

export interface WaitOptions {
  readonly ms: number;
  readonly signal?: AbortSignal | undefined;
  /** Told the milliseconds gone, every few seconds. */
  onWait?(elapsedMs: number): void;
}

/** What a request was opened with, for whoever shows it. */
export interface Shown {
  readonly args: Readonly<Record<string, unknown>>;
  readonly message?: string | undefined;
  readonly preview: Preview;
}

export interface Approvals {
  /** Joins the request for exactly this call by this caller, or opens one. Approves nothing. */
  ask(request: ApprovalRequest): Promise<Asked>;
  /** Resolves once the request is no longer pending, the time is over, or the signal aborts. */
  settled(id: string, options: WaitOptions): Promise<StoredApproval | undefined>;
  /** Takes an approved request for its one call; true for one of all who try. */
  use(id: string): Promise<boolean>;
  /** The call that it was used for certainly never left. */
  giveBack(id: string): Promise<void>;
  makeVoid(id: string, why: string): Promise<void>;
  /** A person's decision. The only way to approve or deny; no tool reaches it. Ids are taken in any case, dash or not. */
  vote(id: string, vote: NewVote): Promise<Voting>;
  get(id: string): Promise<StoredApproval | undefined>;
  list(of: { states?: readonly ApprovalState[]; limit: number }): Promise<readonly StoredApproval[]>;
  /** Lets what is being written down be written down. */
  close(): Promise<void>;
}
