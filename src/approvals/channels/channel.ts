import type { Log } from '../../log.js';
import type { Voting } from '../../store/index.js';
import type { ChannelName } from '../../terms.js';
import type { Announcement } from '../event.js';

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

/** An environment variable that sets a channel up. */
export interface ChannelSetting {
  readonly variable: string;
  /** One line for --help and .env.example. */
  readonly about: string;
  /** `address`: http or https, without a user. `secret`: never printed. */
  readonly kind: 'address' | 'secret';
  /** Least number of characters. */
  readonly atLeast?: number;
  /** What is missing if the channel is switched on without it: follows the variable's name. */
  readonly missing?: string;
}

/** What an open channel may use. */
export interface ChannelPorts {
  /** Its settings, by the keys it declares them under. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where people can decide, if a console is running. */
  consoleUrl(): Promise<string | undefined>;
  readonly log: Log;
}

export interface DecidingPorts extends ChannelPorts {
  /** A person's decision that came in by this channel. The channel vouches for who it was. */
  decide(id: string, vote: { who: string; yes: boolean; reason: string }): Promise<Voting>;
}

/** Hears what happens to requests. */
export interface Listener {
  /** Comes back at once; what it throws is logged. */
  announce(news: Announcement): void;
}

export interface OpenChannel extends Listener {
  /** Takes nothing new; lets what waits be announced, for a few seconds at most. */
  close(): Promise<void>;
}

/** A way in which people hear of requests. It is handed nothing to decide them with. */
export interface Channel<Ports = ChannelPorts> {
  readonly name: string;
  /** By key; the first one switches the channel on. Without settings it is always on. */
  readonly settings?: Readonly<Record<string, ChannelSetting>>;
  /** Starts what runs beside the server; left out if nothing does. */
  open?(ports: Ports): OpenChannel;
}

/** A way in which people decide requests, too. */
export interface DecidingChannel extends Channel<DecidingPorts> {
  readonly name: ChannelName;
  /** Where a person decides, in the middle of a sentence: `in the console`. */
  readonly where: string;
  /** How the operator decides there, for the agent to pass on: `with whmcs-mcp approvals approve 7QKM-2X9D`. */
  howTo?(id: string, consoleUrl: string | undefined): string | undefined;
  /** Puts a new request before the person at the agent's client; undefined if that can't be done there. */
  askAtClient?(request: ClientRequest): Promise<FormAnswer> | undefined;
}
