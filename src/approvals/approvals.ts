import type {
  Acting,
  ApprovalRows,
  HeldCall,
  StoredApproval,
  NewVote as StoredVote,
  Voting,
} from '../store/index.js';
import type { ChannelName } from '../terms.js';
import type { Preview } from './preview.js';

/** A call that a rule wants a person to approve. */
export interface ApprovalRequest {
  readonly tool: string;
  readonly caller: string;
  /** The grant that the caller was given with its token or by its provider. */
  readonly grant?: string | undefined;
  /** Entries of the policy's `grants` that narrow the caller. */
  readonly grants?: readonly string[];
  /** What the client program of the caller says that it is, without credentials. Nobody has checked it. */
  readonly program?: string | undefined;
  /** The exact arguments. Only a keyed digest of them is kept. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The arguments as they are told from those of another call; the exact ones if left out. */
  readonly same?: Readonly<Record<string, unknown>>;
  /** The arguments as people may see them. */
  readonly shownArgs: Readonly<Record<string, unknown>>;
  /** Why the agent says it makes the call, on one line and without credentials. Nobody has checked it. */
  readonly reason?: string | undefined;
  /** The records that it names: `invoice 3001`. People are told what was denied on them. */
  readonly records?: readonly string[] | undefined;
  readonly revision: string;
  /** JSON pointer of the rule that asks. */
  readonly rule: string;
  /** What the policy tells the agent and the approver. */
  readonly message?: string | undefined;
  readonly channels?: readonly ChannelName[] | undefined;
  /** How many different people have to say yes. */
  readonly approvers?: number | undefined;
  /** Seconds until it lapses. */
  readonly expires?: number | undefined;
  /** Of a call that leaves by itself unless people act before. */
  readonly held?: HeldCall | undefined;
  /** Of a plan the keyed digests of its calls, in their order. */
  readonly lines?: readonly string[] | undefined;
  /** Called only if nobody was asked yet. */
  preview(): Promise<Preview>;
}

/** A call that is held. */
export type HeldRequest = ApprovalRequest & { readonly held: HeldCall };

export type AskResult =
  /** Pending or approved; `fresh`: opened by this very call. */
  | { readonly kind: 'live'; readonly approval: StoredApproval; readonly fresh: boolean }
  /** The same call waits, or is approved, in another spelling: nobody has seen this one, and nobody is asked twice. */
  | { readonly kind: 'respelled'; readonly approval: StoredApproval }
  /** `line`: as that line of a plan. */
  | { readonly kind: 'denied'; readonly approval: StoredApproval; readonly line?: number }
  | { readonly kind: 'too_many'; readonly pending: number };

/** The request that answers for a call already. `line`: it was denied as that line of a plan. */
export interface Standing {
  readonly kind: 'live' | 'denied';
  readonly approval: StoredApproval;
  readonly line?: number;
}

/** What a person decided. */
export interface NewVote extends Omit<StoredVote, 'at'> {
  readonly channel: ChannelName;
}

/** A person who acts on a held call. */
export interface ActingNow extends Omit<Acting, 'at'> {
  readonly channel: ChannelName;
}

export interface WaitOptions {
  readonly ms: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the milliseconds gone, every few seconds. */
  onWait?(elapsedMs: number): void;
}

/** Requests on one record that people denied not long before. */
export interface Denial {
  /** `invoice 3001` */
  readonly record: string;
  /** How many of them, one or more. */
  readonly requests: number;
  /** The latest of them; `at` as ISO 8601. */
  readonly last: {
    readonly id: string;
    readonly who: string;
    readonly at: string;
    readonly reason: string;
    /** The grant that its caller was given. */
    readonly grant?: string | undefined;
  };
}

/** What people are shown of a request. */
export interface ShownRequest {
  /** The WHMCS that it is about, where the server works on several. */
  readonly install?: string | undefined;
  /** Keyed digest of the exact arguments that were shown. */
  readonly exact?: string | undefined;
  /** The held call in whose place a person put this one. */
  readonly replaces?: string | undefined;
  readonly args: Readonly<Record<string, unknown>>;
  readonly message?: string | undefined;
  /** Why the agent says it makes the call: its own claim, of whoever asked first. */
  readonly reason?: string | undefined;
  /** What the client program says that it is: its own claim, of whoever asked first. */
  readonly program?: string | undefined;
  /** Entries of the policy's `grants` that narrowed the caller when it asked. */
  readonly grants?: readonly string[] | undefined;
  readonly preview: Preview;
  /** The records that the call names. */
  readonly records?: readonly string[] | undefined;
  /** What was denied on them in the 24 hours before it was asked. */
  readonly denied?: readonly Denial[] | undefined;
}

export interface Approvals {
  /** Joins the request for exactly this call by this caller, or opens one. Approves nothing. */
  ask(request: ApprovalRequest): Promise<AskResult>;
  /**
   * What `ask` would answer with: a request that waits, is approved, or was denied a short while ago. `held`: a call that is held,
   * was dropped a short while ago, or left in a person's words. Asks nobody.
   */
  standing(
    of: Pick<ApprovalRequest, 'tool' | 'caller' | 'grant' | 'values' | 'same' | 'revision'> & {
      readonly held?: true | undefined;
    },
  ): Promise<Standing | undefined>;
  /** Resolves once the request is no longer pending, the time is over, or the signal aborts. */
  settled(id: string, options: WaitOptions): Promise<StoredApproval | undefined>;
  /** Held calls that are to be sent now, the longest overdue first; none is looked for where none is due. */
  toSend(limit: number): Promise<readonly StoredApproval[]>;
  /** Puts a held call off, so that it does not leave while somebody writes. */
  postpone(id: string, until: Date, by: ActingNow): Promise<Voting>;
  /** Puts what a person wrote in the place of a held call. Later asks of the first call meet the one that replaced it. */
  replaceHeld(held: StoredApproval, next: HeldRequest, by: ActingNow): Promise<Voting>;
  /** Consumes an approved request for its one call; true for one caller only. */
  use(id: string): Promise<boolean>;
  /** Makes a consumed request good again: its call certainly never left. */
  giveBack(id: string): Promise<void>;
  makeVoid(id: string, why: string): Promise<void>;
  /** Says of a held call that was made what became of it, where it is not known to have been sent. */
  noteUse(id: string, note: string): Promise<void>;
  /** A person's decision. The only way to approve or deny; no tool reaches it. Ids are taken in any case, dash or not. */
  vote(id: string, vote: NewVote): Promise<Voting>;
  get(id: string): Promise<StoredApproval | undefined>;
  list(of: Parameters<ApprovalRows['list']>[0]): Promise<readonly StoredApproval[]>;
  /** Resolves once everything is in the journal. */
  close(): Promise<void>;
}
