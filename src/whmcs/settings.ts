import type { FaultKind } from './fault.js';

/** A value that does not print itself; only `reveal()` gives the text. */
export interface Secretive {
  reveal(): string;
}

export interface Credentials {
  identifier: Secretive;
  secret: Secretive;
  /** `$api_access_key` of configuration.php; it stands in for the address list (docs: api/access-control.md). */
  accessKey?: Secretive;
}

/** All times in milliseconds. What is left out takes the value of `DEFAULTS`. */
export interface WhmcsSettings {
  /** The installation's address, with or without `/includes/api.php`; see `apiUrl`. */
  url: string;
  allowHttp: boolean;
  credentials: Credentials;
  /** How many requests may be under way at once. */
  concurrency: number;
  /** The most requests that start within any one second, retries included; 0 for no ceiling. */
  ratePerSecond: number;
  /** Deadline of one try. */
  fastMs?: number;
  /** Deadline of one try of an action that calls a server or a registrar. */
  slowMs?: number;
  /** No try, wait or queueing of one call starts or goes on past this. */
  readBudgetMs?: number;
  /** How long one try may wait for its place among the calls under way. */
  queueMs?: number;
  /** How long a connection may take to open. */
  connectMs?: number;
  /** How often `onWait` is told that a call is still under way. */
  noticeMs?: number;
  maxReplyBytes?: number;
  maxTries?: number;
}

export type Deadlines = Pick<
  WhmcsSettings,
  'fastMs' | 'slowMs' | 'readBudgetMs' | 'queueMs' | 'connectMs' | 'noticeMs'
>;

export type Limits = Required<Omit<WhmcsSettings, 'url' | 'allowHttp' | 'credentials'>>;

/** MCP clients commonly give up at 60 s: 45 s leaves room for everything around the call. */
export const DEFAULTS = {
  fastMs: 30_000,
  slowMs: 120_000,
  readBudgetMs: 45_000,
  // A write may have waited for its turn with the same record before.
  queueMs: 20_000,
  connectMs: 10_000,
  noticeMs: 5_000,
  maxReplyBytes: 8 * 1024 * 1024,
  maxTries: 3,
} as const;

export type Level = 'debug' | 'info' | 'warn' | 'error';

/** One call to WHMCS, as it is watched from its queueing to its end. */
export interface SendWatch {
  /** One try is over: from the first byte to the answer, or to where it was given up. */
  tried(ms: number): void;
  /** `fault`: why there is no answer that can be used; `unsent` where the guard itself stopped it. */
  ended(result: { readonly tries: number; readonly fault?: FaultKind | 'unsent' }): void;
}

export interface WhmcsPorts {
  /** Asked as each call comes in. `install`: the name of this WHMCS, where whoever listens hears of several. */
  watch?(call: {
    readonly action: string;
    readonly write: boolean;
    readonly install?: string | undefined;
  }): SendWatch;
  /** Milliseconds that never run backwards. */
  now?(): number;
  /** Uniform in [0, 1). */
  random?(): number;
  /** Resolves after `ms`; rejects as soon as the signal aborts. */
  wait?(ms: number, signal?: AbortSignal): Promise<void>;
  log?(level: Level, event: string, fields: Record<string, unknown>): void;
}

/** Refuses what would make a limit meaningless (a zero where it does not stand for no limit, a fraction, NaN). */
export function readLimits(settings: WhmcsSettings): Limits {
  const limits: Limits = {
    concurrency: settings.concurrency,
    ratePerSecond: settings.ratePerSecond,
    fastMs: settings.fastMs ?? DEFAULTS.fastMs,
    slowMs: settings.slowMs ?? DEFAULTS.slowMs,
    readBudgetMs: settings.readBudgetMs ?? DEFAULTS.readBudgetMs,
    queueMs: settings.queueMs ?? DEFAULTS.queueMs,
    connectMs: settings.connectMs ?? DEFAULTS.connectMs,
    noticeMs: settings.noticeMs ?? DEFAULTS.noticeMs,
    maxReplyBytes: settings.maxReplyBytes ?? DEFAULTS.maxReplyBytes,
    maxTries: settings.maxTries ?? DEFAULTS.maxTries,
  };
  for (const [name, value] of Object.entries(limits)) {
    const least = name === 'ratePerSecond' ? 0 : 1;
    if (!Number.isSafeInteger(value) || value < least) {
      throw new RangeError(
        `The WHMCS setting ${name} must be a whole number of at least ${least}, not ${value}.`,
      );
    }
  }
  return limits;
}
