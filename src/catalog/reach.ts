import type { Values } from './side-read.js';
import type { Ask } from './view.js';

/** Somebody whom text or a mail reaches. */
export interface Recipient {
  readonly address: string;
  /** The client whose own address it is; undefined for anybody else. */
  readonly clientId: number | undefined;
  /** Neither the client concerned nor the guest who asked. */
  readonly outsider: boolean;
}

/** Who is reached by a call. */
export interface Reached {
  readonly recipients: readonly Recipient[];
  /** The ticket it goes through, as it is now. */
  readonly ticket?: TicketReach;
}

/** What decides where the mails of a ticket go. */
export interface TicketReach {
  readonly id: number;
  readonly owner: number;
  readonly email: string;
  readonly cc: readonly string[];
}

/** A call whose recipients are asked for. Reads only, each question once. */
export interface ReachCall {
  readonly values: Values;
  readonly ask: Ask;
}

/** Works out who is reached. A rejection says that it can't be told. */
export type Reach = (call: ReachCall) => Promise<Reached>;
