export const APPROVAL_STATES = ['pending', 'approved', 'denied', 'expired', 'used', 'void'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** What a person said, and through which channel. */
export interface Vote {
  readonly who: string;
  /** Other names of the same person: a call by one of them is theirs, and so is a vote. */
  readonly alsoKnownAs?: readonly string[];
  readonly channel: string;
  readonly at: Date;
  readonly yes: boolean;
  readonly reason: string;
  /** Of a plan the lines that a yes leaves out, counted from 1: a no to each of them. */
  readonly denied?: readonly number[];
}

/** A vote as it is given. */
export interface NewVote extends Vote {
  /** The grants for whose callers the person decides; undefined: for all callers. */
  readonly grants?: readonly string[] | undefined;
}

/** A person who acts on a held call, by which way, and when. */
export type Acting = Omit<NewVote, 'yes' | 'reason'>;

/** A call that waits before it leaves by itself: nobody has to agree, and people can still change or drop it. */
export interface HeldCall {
  /** When it is sent, unless people act before. */
  readonly dueAt: Date;
  /** Its exact arguments, as JSON can hold them. */
  readonly args: Readonly<Record<string, unknown>>;
  /** How its caller came. */
  readonly channel: string;
  /** Who wrote what leaves, where that is not the caller. */
  readonly editor?: string;
}

/** A call that somebody is to approve, as it is first asked for. */
export interface NewApproval {
  /** A name, short enough to be read out; it opens nothing. */
  readonly id: string;
  /** Tells this WHMCS from another that shares the state. */
  readonly installation: string;
  readonly tool: string;
  readonly caller: string;
  /** The grant that the caller was given; undefined where it has none, or has one only because the policy names it. */
  readonly grant?: string | undefined;
  /** Keyed digest of the tool and its exact arguments. The arguments themselves are not kept. */
  readonly digest: string;
  /** Revision of the policy that asked. */
  readonly revision: string;
  /** The rule that asked. */
  readonly rule: string;
  /** Channels that count. */
  readonly channels: readonly string[];
  /** How many different people must say yes. */
  readonly approvers: number;
  /**
   * How long it waits for them; and once they have agreed, how long it waits for the call. Of a held call, how late it may still
   * leave.
   */
  readonly lifetimeMs: number;
  /** What people are shown, as JSON can hold it; credentials are not in it. */
  readonly shown: Readonly<Record<string, unknown>>;
  /** The facts that were shown and must still hold; null where they could not be read. */
  readonly snapshot: Readonly<Record<string, string>> | null;
  /** Of a plan the keyed digest of each call that it would make, in their order; undefined for what is no plan. */
  readonly lines?: readonly string[] | undefined;
  /** There where the call is held, and left out where people are asked for it. */
  readonly held?: HeldCall;
}

/** A request as it is at the time it was read. */
export interface StoredApproval extends NewApproval {
  readonly state: ApprovalState;
  readonly askedAt: Date;
  /** When a pending one lapses, or an approved one that nobody used. */
  readonly expiresAt: Date;
  /** When it last changed its state. */
  readonly settledAt: Date | undefined;
  /** Why it is void, or what came of its use. */
  readonly note: string;
  /** Oldest first. */
  readonly votes: readonly Vote[];
}

/** How many requests one caller may have waiting, and for how long a denial answers for itself. */
export interface AskingRules {
  readonly mostPending: number;
  readonly denialHoldsMs: number;
}

/** What an ask came to. */
export type Opening =
  /** `opened`: a new request. `joined`: the same call waits already, or is approved and not used yet. */
  | { readonly kind: 'opened' | 'joined'; readonly approval: StoredApproval }
  /** The same call was denied a short while ago, by itself or as the line of a plan; nobody is asked again. */
  | { readonly kind: 'denied'; readonly approval: StoredApproval; readonly line?: number }
  | { readonly kind: 'too_many'; readonly pending: number };

/**
 * Why a vote does not count. `own`: the caller can't speak for itself. `channel`: this way does not count. `settled`:
 * it is past that. `repeated`: the same person has said the same. `grant`: the person decides for callers of other grants.
 * `lines`: it denies lines that the request does not have.
 */
export type VoteRefusal = 'own' | 'grant' | 'channel' | 'settled' | 'repeated' | 'lines';

/** What a vote came to. */
export type Voting =
  | { readonly counted: true; readonly approval: StoredApproval }
  | { readonly counted: false; readonly why: 'unknown' | VoteRefusal; readonly approval?: StoredApproval };

/**
 * Requests for approval, shared by all processes. Every method is one transaction in which overdue requests expire
 * first, so that two processes never see one request in two states. Rejects with a StoreFault; with a RangeError for
 * an invalid Date.
 */
export interface ApprovalRows {
  /** What an ask would meet, without writing: undefined where a new request would be opened. */
  meeting(
    of: Pick<NewApproval, 'installation' | 'caller' | 'grant' | 'digest' | 'revision'> & {
      readonly held?: HeldCall | true | undefined;
    },
    rules: AskingRules,
    at: Date,
  ): Promise<Opening | undefined>;
  /**
   * Opens a request, or meets what is there. A live request of the same call that was asked under another policy
   * revision, or another grant of the caller, becomes void: its terms may not be today's.
   */
  open(approval: NewApproval, rules: AskingRules, at: Date): Promise<Opening>;
  /**
   * One no denies it, also once it is approved, until it is used; it is approved when as many different people as it asks
   * for said yes. One no to a line of a plan denies that line, and a plan without any other line; of a plan that is used, the
   * lines that have not left can be denied within its time. An approver of the state who
   * decides for some grants only is held to those, whatever the vote says. Durable.
   */
  vote(id: string, vote: NewVote): Promise<Voting>;
  /** Takes an approved request for the one call it is good for. True for exactly one of all who try. Durable. */
  use(id: string, at: Date): Promise<boolean>;
  /**
   * Held calls of one installation whose time is over or that people released, the longest overdue first: they are approved from
   * then on, and wait for whoever sends them. `due`: whether there are any, without writing.
   */
  due(installation: string, at: Date): Promise<boolean>;
  toSend(installation: string, limit: number, at: Date): Promise<readonly StoredApproval[]>;
  /** Puts a held call off, never forward; people who may drop it may do that. */
  postpone(id: string, until: Date, by: Acting): Promise<Voting>;
  /** Puts another call in the place of a held one, which is void from then on. By people who may drop it. Durable. */
  replace(id: string, next: NewApproval, note: string, by: Acting): Promise<Voting>;
  /** Undoes `use` where certainly nothing left; within the lifetime that it had. False where it was not in use. */
  giveBack(id: string, at: Date): Promise<boolean>;
  /** Ends a live request; the note says why. */
  makeVoid(id: string, note: string, at: Date): Promise<void>;
  /** Says of a held call that is used what became of it, where that is not simply that it was sent. */
  noteUse(id: string, note: string, at: Date): Promise<void>;
  /**
   * Requests that ended without anybody's word: expired, or made void. Each is handed out once, by the one process
   * that ended it, so that all of them together tell of it once.
   */
  ended(at: Date): Promise<readonly StoredApproval[]>;
  get(id: string, at: Date): Promise<StoredApproval | undefined>;
  /**
   * Newest first. What is overdue is told as expired, whether that was written or not. `grants`: those of callers who were
   * given one of them; without it, of all callers.
   */
  list(
    of: {
      states?: readonly ApprovalState[];
      grants?: readonly string[] | undefined;
      /** Held calls alone, or none of them; both where it is left out. */
      held?: boolean | undefined;
      limit: number;
    },
    at: Date,
  ): Promise<readonly StoredApproval[]>;
}
