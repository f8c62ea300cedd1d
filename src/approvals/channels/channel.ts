import type { ChannelName } from '../../terms.js';
import type { ApprovalEvent } from '../event.js';

/** What a person answered to a form; `nothing`: they closed it, or none could be shown. */
export type FormAnswer = 'approve' | 'deny' | 'nothing';

/** The person at the agent's client, as far as the client lets them be asked. */
export interface Person {
  /** Shows a form. Rejects if that fails. */
  form?(text: string, options: { signal: AbortSignal; timeoutMs: number }): Promise<FormAnswer>;
  /** Offers a page to open. */
  offerPage?(page: { url: string; text: string; id: string; signal: AbortSignal }): Promise<void>;
}

/** A new request on its way to the person at the agent's client. */
export interface ClientRequest {
  readonly id: string;
  /** The whole request as plain text. */
  readonly text: string;
  readonly person: Person;
  /** Address of the console, without a slash at the end; undefined if none is known. */
  readonly consoleUrl: string | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds until the request expires, at least 1. */
  readonly timeoutMs: number;
}

/** Hears what happens to requests. */
export interface Listener {
  /** Comes back at once; what it throws is logged. */
  announce(news: ApprovalEvent): void;
}

/** A way in which people decide requests. It is handed nothing to decide them with. */
export interface Channel {
  readonly name: ChannelName;
  /** Where a person decides, in the middle of a sentence: `in the console`. */
  readonly where: string;
  /** How the operator decides there, for the agent to pass on: `with whmcs-mcp approvals approve 7QKM-2X9D`. */
  howTo?(id: string, consoleUrl: string | undefined): string | undefined;
  /** Puts a new request before the person at the agent's client; undefined if that can't be done there. */
  askAtClient?(request: ClientRequest): Promise<FormAnswer> | undefined;
}
