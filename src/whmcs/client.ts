import { setTimeout as sleep } from 'node:timers/promises';
import { apiUrl } from './address.js';
import { Breaker } from './breaker.js';
import type { Cleared } from './clearance.js';
import { type FaultKind, type Trouble, WhmcsFault } from './fault.js';
import { formWriter, secretsIn } from './form/credentials.js';
import { PlaceQueue } from './queue/place-queue.js';
import { TurnShare } from './queue/turn-share.js';
import { type Body, classifyReply, type ReplyVerdict } from './replies/reply.js';
import { retryWait } from './retry.js';
import { openScrub } from './scrub.js';
import { ServerClock } from './server-clock.js';
import { type Limits, readLimits, type WhmcsPorts, type WhmcsSettings } from './settings.js';
import { type Connections, type LastLook, openConnections } from './transport/connections.js';
import { exchange } from './transport/exchange.js';
import { abortSignalOf, type StopSignal } from './transport/stop-signal.js';
import { describeFault } from './transport/transport-faults.js';
import { Watch } from './watch.js';

export interface Reply {
  /** The reply as WHMCS sent it. */
  body: Body;
  tries: number;
  /** From `send` to the reply, queueing and waits included. */
  ms: number;
  /** Deprecation notes that came with a success. Untrusted text of WHMCS. */
  warnings?: string;
  /** It was asked for by another call of the same caller, too, and nobody can change its body. */
  shared?: true;
}

export interface SendOptions {
  /** Stops a read at any time, a write only as long as it has not left. */
  signal?: StopSignal;
  /** Told every few seconds that the call is still under way; `forWhat` where it waits for anything but WHMCS. */
  onWait?(elapsedMs: number, forWhat?: string): void;
  /** Id of the call of a tool that it is made for; lines of the log name it. */
  call?: string;
  /** Who asked for the call: no caller gets all places while others are about. */
  caller?: string;
  /**
   * Asked in the call's own slot before each try, after every wait: of a write, when its connection is open and not a
   * byte was sent. Where it throws or rejects the call is not sent, and `send` rejects with the same.
   */
  lastLook?: LastLook | undefined;
  /** A read may have the answer to the same read of the same caller that is under way. */
  share?: boolean;
}

/** A write whose connection fails has not left; it may knock again, but not for long: a person waits. */
const WRITE_CONNECT_BUDGET_MS = 10_000;

/** A call that was asked for and is not answered yet. */
interface UnderWay {
  readonly call: Cleared;
  readonly options: SendOptions;
  readonly start: number;
  readonly watch: Watch | undefined;
  /** It waits for its place. */
  queues: boolean;
}

/** Sends cleared calls, each with its queueing, deadlines and retries. */
export class Client {
  readonly #url: URL;
  readonly #formOf: (call: Cleared) => string;
  readonly #limits: Limits;
  readonly #ports: Required<Omit<WhmcsPorts, 'watch'>> & Pick<WhmcsPorts, 'watch'>;
  readonly #scrub;
  readonly #queue: PlaceQueue;
  readonly #breaker: Breaker;
  readonly #turn: TurnShare;
  #opening: Promise<Connections> | undefined;
  #connections: Connections | undefined;
  readonly clock: ServerClock;
  #underWay = 0;
  #onIdle: (() => void) | undefined;
  /** Aborted when closing starts: nobody should have to sit through a pause between tries. */
  readonly #closing = new AbortController();

  constructor(settings: WhmcsSettings, ports: WhmcsPorts) {
    this.#url = apiUrl(settings.url, settings.allowHttp);
    this.#formOf = formWriter(settings.credentials);
    this.#limits = readLimits(settings);
    this.#ports = {
      now: ports.now ?? (() => performance.now()),
      random: ports.random ?? Math.random,
      wait: ports.wait ?? ((ms, signal) => sleep(ms, undefined, signal && { signal })),
      log: ports.log ?? (() => {}),
      ...(ports.watch && { watch: ports.watch }),
    };
    const { identifier, secret } = settings.credentials;
    if (identifier.reveal() === '' || secret.reveal() === '') {
      throw new Error('WHMCS_API_IDENTIFIER and WHMCS_API_SECRET must not be empty.');
    }
    this.#scrub = openScrub(() => secretsIn(settings.credentials));
    this.#breaker = new Breaker(this.#ports.now);
    this.clock = new ServerClock(this.#ports.now);
    this.#turn = new TurnShare(this.#ports.now);
    this.#queue = new PlaceQueue(this.#limits, this.#ports.now);
  }

  async send(call: Cleared, options: SendOptions = {}): Promise<Reply> {
    const watch = this.#ports.watch && new Watch(this.#ports.watch, call);
    const way: UnderWay = { call, options, start: this.#ports.now(), queues: false, watch };
    const notices = options.onWait && setInterval(() => this.#notify(way), this.#limits.noticeMs);
    this.#underWay += 1;
    try {
      const reply = this.#attempt(way);
      return await (watch === undefined ? reply : watch.until(reply));
    } finally {
      clearInterval(notices);
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#onIdle?.();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    while (this.#underWay > 0) {
      await new Promise<void>((idle) => {
        this.#onIdle = idle;
      });
    }
    await (await this.#opening)?.close();
  }

  /** Why WHMCS is left alone at this moment; undefined where it is not. */
  restsFor(): FaultKind | undefined {
    return this.#breaker.restsFor();
  }

  /** A write is about to be sent: its connection may open meanwhile. */
  expectWrite(): void {
    if (!this.#closing.signal.aborted) this.#connections?.openForWrite();
  }

  #notify({ options, start, queues }: UnderWay): void {
    try {
      const forWhat = queues ? 'its place among the calls to WHMCS' : undefined;
      options.onWait?.(Math.round(this.#ports.now() - start), forWhat);
    } catch {
      // A listener that fails must not end a call that may be changing something.
    }
  }

  async #attempt(way: UnderWay): Promise<Reply> {
    const { call, start } = way;
    const { action, write } = call;
    const { signal, call: id } = way.options;
    const { now, random, wait } = this.#ports;
    const budgetMs = write
      ? Math.min(WRITE_CONNECT_BUDGET_MS, this.#limits.readBudgetMs)
      : this.#limits.readBudgetMs;
    const rest = this.#breaker.refuses();
    if (rest !== undefined) throw new WhmcsFault(rest, { action, write, tries: 0, ms: 0 });
    let reached = false;
    let spentOnce = false;
    for (let tries = 1; ; tries++) {
      const verdict = this.#closing.signal.aborted ? refuse('closed') : await this.#queued(way);
      const ms = Math.round(now() - start);
      if (verdict.good) {
        this.#breaker.succeeded();
        this.#log('debug', 'whmcs.reply', { action, tries, ms, call: id });
        const { body, warnings } = verdict;
        return warnings === undefined ? { body, tries, ms } : { body, tries, ms, warnings };
      }
      const facts = { action, write, tries, ms };
      reached ||= verdict.trouble.reached;
      const trouble = { ...verdict.trouble, reached };
      const pause = retryWait(
        trouble,
        { write, tries, spentOnce, leftMs: budgetMs - ms },
        this.#limits,
        random,
      );
      if (pause === undefined) {
        this.#breaker.failed(trouble, call.slow);
        this.#log('warn', 'whmcs.fault', { action, kind: trouble.kind, tries, ms, call: id });
        throw new WhmcsFault(trouble, facts);
      }
      spentOnce ||= trouble.retry === 'once';
      this.#log('info', 'whmcs.retry', { action, kind: trouble.kind, tries, ms, call: id });
      try {
        const stops = signal === undefined ? [] : [abortSignalOf(signal)];
        await wait(pause, AbortSignal.any([this.#closing.signal, ...stops]));
      } catch {
        this.#breaker.failed(trouble, call.slow);
        throw new WhmcsFault(signal?.aborted ? { ...describeFault('cancelled'), reached } : trouble, facts);
      }
      // A wait can last longer than asked for (a machine that slept); the caller has long given up by then.
      if (now() - start >= budgetMs) {
        this.#breaker.failed(trouble, call.slow);
        throw new WhmcsFault(trouble, facts);
      }
    }
  }

  /** One try when it gets a place. Until then a cancel or an empty budget takes it out of the queue unsent. */
  async #queued(way: UnderWay): Promise<ReplyVerdict> {
    const { call, options, start } = way;
    const { now } = this.#ports;
    const { readBudgetMs, queueMs } = this.#limits;
    const place = { action: call.action, caller: options.caller, slow: call.slow };
    const patience = { ms: Math.min(queueMs, readBudgetMs - (now() - start)), signal: options.signal };
    way.queues = true;
    try {
      const verdict = await this.#queue.run(place, patience, async () => {
        way.queues = false;
        if (now() - start >= readBudgetMs) return refuse('busy');
        return this.#once(way);
      });
      return typeof verdict === 'string' ? refuse(verdict) : verdict;
    } catch (error) {
      this.#breaker.abandoned();
      throw error;
    } finally {
      way.queues = false;
    }
  }

  async #once({ call, start, options, watch }: UnderWay): Promise<ReplyVerdict> {
    const { signal, lastLook } = options;
    const { fastMs, slowMs, readBudgetMs, maxReplyBytes } = this.#limits;
    this.#opening ??= openConnections(this.#url.origin, this.#limits.connectMs);
    if (this.#connections === undefined) this.#connections = await this.#opening;
    const connections = this.#connections;
    let refusal: { reason: unknown } | undefined;
    const look = async () => {
      try {
        await lastLook?.();
      } catch (reason) {
        refusal = { reason };
        throw reason;
      }
    };
    if (!call.write) {
      const looking = lastLook?.();
      if (looking !== undefined) await looking;
    }
    const own = call.write ? connections.forWrite(look) : undefined;
    const sent = this.#ports.now();
    const leftMs = Math.max(1, Math.ceil(readBudgetMs - (sent - start)));
    // Only a fast read is cut to the budget: a write is safer waited for than given up on.
    const deadlineMs = call.slow ? slowMs : call.write ? fastMs : Math.min(fastMs, leftMs);
    const began = this.#ports.now();
    const result = await exchange(
      own ?? connections.reads,
      { path: this.#url.pathname, body: this.#formOf(call) },
      { deadlineMs, maxBytes: maxReplyBytes },
      { signal, ignoreOnceSent: call.write },
    );
    watch?.tried(this.#ports.now() - began);
    void own?.destroy().catch(() => undefined);
    const later = this.#turn.wait(this.#ports.now() - sent);
    if (later !== undefined) await later;
    if (result.arrived) {
      const verdict = classifyReply(call, result, this.#scrub);
      // Whatever else answers has a clock of its own.
      if (verdict.good || verdict.trouble.refusal) this.clock.set(result.headers.date);
      return verdict;
    }
    const { reached, answered } = result;
    if (refusal !== undefined && !reached) throw refusal.reason;
    return {
      good: false,
      trouble: { ...describeFault(result.kind, { deadlineMs, reached }), reached, answered },
    };
  }

  #log(level: 'debug' | 'info' | 'warn', event: string, fields: Record<string, unknown>): void {
    try {
      this.#ports.log(level, event, fields);
    } catch {
      // A log that fails must not turn a write that was done into one that seems to have failed.
    }
  }
}

function refuse(kind: 'cancelled' | 'busy' | 'closed'): ReplyVerdict {
  return { good: false, trouble: describeFault(kind) } satisfies { good: false; trouble: Trouble };
}
