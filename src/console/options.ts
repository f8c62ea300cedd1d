import type { ActingNow, Approvals } from '../approvals/index.js';
import type { CallView, Journal } from '../audit/index.js';
import type { LimitStatus, ToolState } from '../guard/index.js';
import type { Approvers, SignIn } from '../identities/index.js';
import type { PolicyDesk } from '../policy-desk/index.js';
import type { ConsoleSessions, Halt, Taint, Voting } from '../store/index.js';

/** The call that undoes another. */
export interface Undoing {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Sentence on what stays as it is. */
  readonly leaves?: string;
}

/** What servers found that is not good, and when. */
export interface Health {
  readonly at: Date;
  readonly findings: readonly { readonly status: string; readonly says: string; readonly cure?: string }[];
}

/** A tool in words. */
export interface Described {
  /** `Record a payment` */
  readonly title: string;
  readonly names: Readonly<Partial<Record<string, readonly string[]>>>;
}

/** Browsers that people switched on to be told by. Rejects where the state can't be read or written. */
export interface PersonsBrowsers {
  /** What browsers know the sender by, in base64url. */
  readonly publicKey: string;
  /** Resolves to a sentence where it is refused. */
  add(
    person: Told,
    browser: Readonly<Record<'endpoint' | 'p256dh' | 'auth' | 'label', string>>,
  ): Promise<string | undefined>;
  of(who: string): Promise<readonly { readonly id: string; readonly label: string; readonly seenAt: Date }[]>;
  /** One of a person's, or all of theirs. */
  remove(who: string, id?: string): Promise<void>;
  /** Somebody signed in again, perhaps in another way or for other callers. */
  signedIn(person: Told): Promise<void>;
}

/** Who is told, by which proof of who they are, and of whose callers. */
interface Told {
  readonly who: string;
  readonly by: Readonly<Record<string, unknown>>;
  readonly grants: readonly string[] | undefined;
}

/** What the console shows and does, as the program hands it in. */
export interface ConsoleOptions {
  readonly approvals: Pick<Approvals, 'list' | 'get' | 'vote'>;
  /** What people do with held mail beside sending it at once and dropping it; without it they can't change its words. */
  readonly held?: {
    /** The arguments of a tool whose words people may change. */
    editable(tool: string): Promise<readonly string[]>;
    postpone: Approvals['postpone'];
    /** Undefined where there is none of that id; a sentence where it can't be. */
    edit(
      id: string,
      edits: Readonly<Record<string, string>>,
      by: ActingNow,
    ): Promise<Voting | { readonly problem: string } | undefined>;
  };
  readonly approvers: Pick<Approvers, 'list' | 'check'>;
  /** Who is signed in, in all processes that serve the console of this state. */
  readonly sessions: ConsoleSessions;
  /** 32 bytes that all of those processes have and nobody else knows: a sign-in may begin in one and end in another. */
  readonly key: Uint8Array;
  /**
   * The identity provider that people sign in at; `host` is its name for them. Without it nobody does. `terms` is a digest of
   * whom it lets in, and as whom: sessions under other terms are over.
   */
  readonly provider?: SignIn & { readonly host: string; readonly terms: string };
  readonly journal: Pick<Journal, 'calls' | 'call'>;
  tools(): readonly ToolState[];
  /** What a tool is called, and which arguments of it name which records; undefined for a tool that there is not. */
  describe(tool: string): Described | undefined;
  /** Address of the admin area of WHMCS, of which one where there are several; undefined where it has none. */
  admin?(install: string | undefined): string | undefined;
  /** The policy in force; `fixed` is a sentence on why the console can't edit it. Of which WHMCS, where there are several. */
  policy(install?: string): {
    readonly path: string;
    readonly revision: string;
    readonly mode: string;
    readonly fixed?: string;
  };
  /** What people do with the policy: see it in words, try calls, change it. Without it the console has no page for that. */
  readonly policyDesk?: PolicyDesk;
  /** Names of approvers who may change the policy. Who signs in by a link may, too: they have the terminal. */
  readonly policyEditors?: readonly string[];
  /** Edits the policy; resolves to a sentence if that is refused. Of which WHMCS, where there are several. */
  switchTool(tool: string, on: boolean, who: string, install?: string): Promise<string | undefined>;
  /** How calls are undone; without it the console has no undo. */
  readonly undo?: {
    /** The compensating call, or a sentence on why there is none. */
    of(call: CallView): Undoing | string;
    /** Makes the compensating call, through the same guard as any call; held to a grant, where one is named. */
    perform(
      call: CallView,
      who: string,
      channel: 'console',
      grant?: string,
    ): Promise<{ readonly done: boolean; readonly says: string }>;
  };
  limits(): Promise<readonly LimitStatus[]>;
  /** Callers that text of outsiders has reached, the latest first. */
  tainted(): Promise<readonly Taint[]>;
  /** False where there was nothing to end. */
  endTaint(caller: string, who: string): Promise<boolean>;
  /** Left out where nobody is told in browsers. */
  readonly browsers?: PersonsBrowsers;
  /** What servers of this state found wrong with what they need; undefined where none has looked. */
  health?(): Promise<Health | undefined>;
  halted(): Promise<Halt | undefined>;
  halt(who: string, reason: string): Promise<void>;
  /** Resolves to what still halts. */
  resume(who: string): Promise<Halt | undefined>;
  /** Address that people reach the console at, if it is not the loopback one: `https://console.example.com`. */
  readonly publicUrl?: string;
  /**
   * Shows a new sign-in path where only the operator sees it, such as the terminal that the console runs in. Called when
   * somebody at the sign-in page asks for one; without it the page says to start the console again.
   */
  offerLink?(path: string): void;
  readonly version: string;
  now(): Date;
  /** Random bytes for sessions and sign-in links. */
  random(bytes: number): Uint8Array;
  log(level: 'info' | 'warn' | 'error', event: string, fields: Record<string, unknown>): void;
}

export interface Console {
  /** `from`: IP address of whoever sends it, where that can be told. */
  fetch(request: Request, from?: { readonly address: string }): Response | Promise<Response>;
  /** Ends the streams of open pages, and opens no more. */
  close(): void;
  /** Path and query of a sign-in link that works once; undefined if approvers have names and passwords. */
  signInPath(): Promise<string | undefined>;
}
