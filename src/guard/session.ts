import { randomFillSync } from 'node:crypto';
import type { Person } from '../approvals/index.js';
import type { StoredApproval } from '../store/index.js';
import type { StopSignal } from '../whmcs/index.js';

/** Who calls. The name is ours to give: nothing that the caller says about itself stands here. */
export interface Caller {
  readonly name: string;
  readonly channel: string;
  /** The entry of the policy's `grants` that narrows what it may do; left out, the policy's own rules alone hold. */
  readonly grant?: string;
  /** The composed tool that makes the call for the caller; left out for a call of their own. */
  readonly via?: string;
}

/** One connection of one client, for as long as it lasts. */
export interface Session {
  readonly id: string;
  readonly caller: Caller;
  /** What its client says that it is, such as `Claude Desktop 1.2`: its own claim, for people alone. */
  readonly program?: string | undefined;
  /** Looked up anew each time: a client says what it can do only once it is connected. */
  person?(): Person;
}

/** The request of MCP that a call came with. */
export interface CallRequest {
  readonly id: string | number;
  /** What the client added beside the arguments. Nothing in it is proven. */
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
}

export interface CallOptions {
  readonly request?: CallRequest;
  /** Aborted when the client takes its call back: stops a read, lets a write that has left finish. */
  signal?: StopSignal;
  /** Told the milliseconds gone while WHMCS works or a person is waited for. */
  onWait?(elapsedMs: number, forWhat?: string): void;
  /** Told in a few words of ours how far a composed tool is. */
  onStep?(words: string): void;
}

/** The request under which a call is made that is a line of a plan, and what the person saw of it. */
export interface PlannedLine {
  readonly approval: StoredApproval;
  /** Its number in the plan, from 1. */
  readonly line: number;
  readonly snapshot: Readonly<Record<string, string>>;
}

/** A call that a composed tool makes. */
export interface InnerOptions extends CallOptions {
  /** Id of the call of the composed tool. */
  readonly within: string;
  /** Where it is a line of a plan. */
  readonly planned?: PlannedLine;
  /** The composed tool hands it over as it came, and is the only one that can. */
  readonly handedOver?: true;
}

/** A call that was held, when its time has come. */
export interface HeldOptions extends CallOptions {
  readonly held: StoredApproval;
  readonly handedOver: true;
}

/** What goes with each request of a call. */
export interface SendingOptions extends CallOptions {
  readonly planned?: PlannedLine;
  /** The row of a call that was held, which is sent now. */
  readonly held?: StoredApproval;
  /** Name of the caller, so that none gets all places on the way to WHMCS. */
  readonly caller?: string;
  /** Id of the call, for the log. */
  readonly call?: string;
}

/** Whoever runs this process and talks to it over its own input and output. */
export const LOCAL_CALLER: Caller = { name: 'local', channel: 'stdio' };

/** Whether a form in the client of a session counts: over the network the client is the caller itself. */
export const mayAnswerForms = ({ caller }: Pick<Session, 'caller'>): boolean =>
  caller.channel === LOCAL_CALLER.channel;

/**
 * The person at the client of a session, as far as they may decide on its calls. Over the network the client is the caller
 * itself: a form that it answers would approve its own request. A page to open is no danger, people sign in there.
 */
export function personToAsk(session: Session): Person {
  const { form, offerPage } = session.person?.() ?? {};
  return { ...(mayAnswerForms(session) && form && { form }), ...(offerPage && { offerPage }) };
}

const ID_BYTES = 9;
/** Random bytes are drawn many at once, which costs as much as drawing few; none is used twice. */
const POOL = Buffer.allocUnsafeSlow(ID_BYTES * 256);
let drawn = POOL.length;

/** Id of a call or a session. It begins with a letter or a digit: people type it after a command, where a dash starts a flag. */
export function newId(): string {
  if (drawn === POOL.length) {
    randomFillSync(POOL);
    drawn = 0;
  }
  drawn += ID_BYTES;
  const id = POOL.toString('base64url', drawn - ID_BYTES, drawn);
  return /^[A-Za-z0-9]/.test(id) ? id : newId();
}

/** A new session of a caller. What has reached the caller holds in it, too. */
export const sessionFor = (caller: Caller): Session => ({ id: newId(), caller });
