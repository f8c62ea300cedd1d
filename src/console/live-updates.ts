import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { ConsoleOptions } from './options.js';

const POLL_MS = 1000;
/** Proxies and browsers close a silent stream. */
const KEEP_ALIVE_TICKS = 20;
/** Open streams; a page beyond that tries again later. */
const MAX_STREAMS = 100;
/** How many of the latest requests a page shows. */
export const LATEST_SHOWN = 30;

/** The grants whose callers a page is held to; undefined: it shows all callers. */
type Grants = readonly string[] | undefined;

const audienceOf = (grants: Grants) => JSON.stringify(grants ?? null);

interface Watcher {
  readonly grants: Grants;
  isSignedIn(): Promise<boolean>;
  send(text: string): void;
  end(): void;
}

type Ports = Pick<ConsoleOptions, 'approvals' | 'halted' | 'log'>;

/** Tells open pages that something changed. The state is read once a second for all who see the same, however many pages are open. */
export class LiveUpdates {
  readonly #ports: Ports;
  readonly #watchers = new Set<Watcher>();
  #isRunning = false;
  #isClosed = false;
  /** What pages were told last, by whom they are for. */
  #stamps: ReadonlyMap<string, string> = new Map();
  #ticks = 0;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** A hash of what pages show: a page that holds another one is out of date. */
  async stamp(grants: Grants): Promise<string> {
    const [pending, latest, halt] = await Promise.all([
      this.#ports.approvals.list({ states: ['pending'], grants, limit: 200 }),
      this.#ports.approvals.list({ grants, limit: LATEST_SHOWN }),
      this.#ports.halted(),
    ]);
    const shown = [...pending, ...latest].map(({ id, state, votes, note }) => [
      id,
      state,
      votes.length,
      note,
    ]);
    return createHash('sha256')
      .update(JSON.stringify([shown, halt?.at, halt?.reason, halt?.file]))
      .digest('base64url')
      .slice(0, 16);
  }

  /** Ends all streams, and opens no more. */
  close(): void {
    this.#isClosed = true;
    for (const watcher of [...this.#watchers]) watcher.end();
  }

  /** A stream of server-sent events; undefined if too many are open. */
  watch(grants: Grants, isSignedIn: () => Promise<boolean>): ReadableStream<Uint8Array> | undefined {
    if (this.#isClosed || this.#watchers.size >= MAX_STREAMS) return undefined;
    const encoder = new TextEncoder();
    let watcher: Watcher | undefined;
    const remove = () => {
      if (watcher !== undefined) this.#watchers.delete(watcher);
    };
    return new ReadableStream<Uint8Array>({
      start: (stream) => {
        watcher = {
          grants,
          isSignedIn,
          send: (text) => stream.enqueue(encoder.encode(text)),
          end: () => {
            remove();
            stream.close();
          },
        };
        this.#watchers.add(watcher);
        watcher.send('retry: 3000\n\n');
        const last = this.#stamps.get(audienceOf(grants));
        if (last !== undefined) watcher.send(`data: ${last}\n\n`);
        void this.#run();
      },
      cancel: remove,
    });
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#watchers.size > 0) {
      try {
        await this.#publish();
      } catch (error) {
        // Pages keep what they show; the next round may be able to read the state again.
        this.#ports.log('warn', 'console.events', { error });
      }
      await setTimeout(POLL_MS, undefined, { ref: false });
    }
    this.#isRunning = false;
    this.#stamps = new Map();
  }

  /** A stamp for each of those who see the same. */
  async #current(): Promise<ReadonlyMap<string, string>> {
    const audiences = new Map([...this.#watchers].map(({ grants }) => [audienceOf(grants), grants]));
    const stamps = [...audiences].map(async ([name, grants]) => [name, await this.stamp(grants)] as const);
    return new Map(await Promise.all(stamps));
  }

  async #publish(): Promise<void> {
    for (const watcher of [...this.#watchers]) {
      if (await watcher.isSignedIn()) continue;
      watcher.send('event: over\ndata: over\n\n');
      watcher.end();
    }
    const before = this.#stamps;
    this.#stamps = await this.#current();
    this.#ticks += 1;
    const isSilent = this.#ticks % KEEP_ALIVE_TICKS !== 0;
    for (const watcher of [...this.#watchers]) {
      const audience = audienceOf(watcher.grants);
      const stamp = this.#stamps.get(audience);
      // Whoever came meanwhile is told next time.
      if (stamp === undefined) continue;
      if (stamp !== before.get(audience)) watcher.send(`data: ${stamp}\n\n`);
      else if (!isSilent) watcher.send(': still here\n\n');
    }
  }
}
