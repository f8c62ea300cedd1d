import type { Effect, RiskClass } from '../terms.js';
import type { Params } from '../whmcs/index.js';
import type { ReadAction } from './risk.js';
import type { Body, Undo, Values } from './side-read.js';

export interface Detail {
  readonly label: string;
  readonly value: string;
}

/** What a preview may know of the tool. */
interface Previewed {
  readonly title: string;
  readonly risk: RiskClass;
  readonly secretArgs: ReadonlySet<string>;
  effects(values: Values): { readonly certain: readonly Effect[]; readonly open: readonly Effect[] };
  readonly undo: Undo | string | undefined;
}

/** What a preview is made of: the call, and the reads that it may make. */
export interface Scene {
  readonly tool: Previewed;
  readonly values: Values;
  readonly reads: Reads;
  readonly now: Date;
}

type Some<T> = readonly (T | undefined)[];

/** What one tool's preview says; what is undefined is left out. */
export interface Sketch {
  readonly title: string;
  readonly sentences: Some<string>;
  readonly irreversible?: Some<string>;
  readonly gentler?: string | undefined;
  readonly details?: Some<Detail>;
  /** By dotted name; values as WHMCS gave them. */
  readonly snapshot?: Readonly<Record<string, unknown>>;
}

/** The preview of a call of one tool. */
export type View = (scene: Scene) => Sketch | Promise<Sketch>;

/**
 * Puts one question to WHMCS and resolves to the body of its reply. It names reading actions only: another one does not
 * compile, and one that gets past the compiler is refused with a `TypeError` before a byte leaves. A rejection whose
 * `kind` is `not_found` means that WHMCS has no such record.
 */
export type Ask = (action: ReadAction, params: Params) => Promise<Body>;

/** What a reply means where WHMCS says that there is no such record. */
export const ABSENT = Symbol('absent');

/** A record or a fact that a preview looks up, as `missing` names it. */
export interface Wanted<T> {
  /**
   * `order`, as the snapshot names it: a record that may not be there, which is a finding. Without it, what is not found
   * could not be read.
   */
  readonly kind?: string;
  /** `order 1042`. */
  readonly name: string;
  readonly action: ReadAction;
  readonly params: Params;
  /** Undefined where the reply does not hold it: to take another record for it would be to invent one. */
  pick(reply: Body): T | typeof ABSENT | undefined;
}

interface Absent {
  readonly kind: string;
  readonly name: string;
}

export interface Reads {
  /** Never rejects. What could not be read, and what there is none of, is kept. Each question is asked once. */
  look<T>(wanted: Wanted<T>): Promise<T | undefined>;
  /** Says that something could not be told from what was read. */
  lack(name: string): void;
  /** Names of what could not be read. */
  readonly unread: readonly string[];
  /** What WHMCS says it has none of. */
  readonly absent: readonly Absent[];
}

/** What a mail is about, as WHMCS lets contacts choose which mail they get. */
export type MailAbout = 'general' | 'product' | 'domain' | 'invoice' | 'support' | 'affiliate';

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
  /** Whose contacts get copies of a mail, and of which kind it is; left out where none do. */
  readonly copies?: { readonly clientId: number; readonly about: MailAbout };
  /** Their addresses, once they were asked for; `not listed` where the API role may not list them. */
  readonly contacts?: readonly string[] | 'not listed';
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
