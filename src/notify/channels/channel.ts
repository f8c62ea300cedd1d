import type { Message } from '../message.js';

/** How a channel takes one of its settings. */
export interface Field {
  /**
   * `secret`: stands in a variable or a file of its own (`url_env`, `url_file`), never in the file that names channels.
   * `address`: http or https. `list`: one text or several.
   */
  readonly kind: 'secret' | 'address' | 'text' | 'list';
  readonly isOptional?: true;
  /** What it is, for the message where it is missing. */
  readonly about: string;
  /** Why a value can't be right; undefined where it can. Never repeats it. */
  wrong?(value: string): string | undefined;
}

/** Settings of a channel, by their names; those that were left out are missing. A list is joined by commas. */
export type Values = Readonly<Record<string, string>>;

/** What came of one try. */
export interface Outcome {
  readonly ok: boolean;
  /** A few words: the status of the answer, or why there was none. Holds no secret and no address. */
  readonly says: string;
  /** Another try may do better. */
  readonly retry: boolean;
}

export interface HttpRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request that tells nobody a thing. `accepted`: a good answer proves that what is set up is taken, not only that somebody is there. */
export interface Question {
  readonly method: 'GET' | 'HEAD';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly proves: 'answers' | 'accepted';
}

/** Tells people in browsers that they switched on; `to`: those who are named alone. Never rejects. */
export interface BrowserTeller {
  tell(message: Message, to: readonly string[] | undefined, signal: AbortSignal): Promise<Outcome>;
}

/** A way to tell people, as a row: what it needs, and how it sends. */
export interface ChannelKind {
  readonly type: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** For channels that are one POST of JSON. */
  request?(message: Message, values: Values, now: Date): HttpRequest;
  /** For all others. Never rejects. */
  send?(
    message: Message,
    values: Values,
    signal: AbortSignal,
    browsers: BrowserTeller | undefined,
  ): Promise<Outcome>;
  /** How it can be asked whether it would take a message, for channels that can. */
  question?(values: Values): Question;
  /** The same for those that are not asked by one request. Never rejects. */
  check?(values: Values, signal: AbortSignal): Promise<Outcome>;
}

export function webAddress(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? undefined : 'must be an http or https address';
}

/** Text with the link below it, for channels that find links by themselves. */
export const withLink = ({ text, url }: Pick<Message, 'text' | 'url'>): string =>
  [text, url].filter((part) => part !== undefined && part !== '').join('\n');

/** The first `most` characters of a text. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
