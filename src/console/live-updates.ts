import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsoleOptions } from './options.js';

const POLL_MS = 1000;
/** Where word of changes comes by itself: what only time changes, and word that was lost, show after so many rounds. */
const TOLD_ROUNDS = 5;
/** Many changes at once are read together. */
const GATHER_MS = 100;
const SHOWN_TOPICS = ['approvals', 'kill switch'] as const;
/** Proxies and browsers close a silent stream. */
const KEEP_ALIVE_TICKS = 20;
/** Open streams; a page beyond that tries again later. */
const MAX_STREAMS = 100;
/** How many of the latest requests a page shows. */
export const LATEST_SHOWN = 30;

interface Watcher {
  isSignedIn(): Promise<boolean>;
  send(text: string): void;
  end(): void;
}

type Ports = Pick<ConsoleOptions, 'approvals' | 'changes' | 'halted' | 'log'>;

/**
 * Tells open pages that something changed: as soon as the state tells of it, else by a look each second, however many pages
 * are open.
 */
export class LiveUpdates {
  readonly #ports: Ports;
  readonly #watchers = new Set<Watcher>();
  #isRunning = false;
  #isClosed = false;
  #stamp = '';
  #ticks = 0;
  /** Rounds in which the state was not read. */
  #unread = 0;
  #word = new AbortController();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** A hash of what pages show: a page that holds another one is out of date. */
  async stamp(): Promise<string> {
    const [pending, latest, halt] = await Promise.all([
      this.#ports.approvals.list({ states: ['pending'], limit: 200 }),
      this.#ports.approvals.list({ limit: LATEST_SHOWN }),
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
  watch(isSignedIn: () => Promise<boolean>): ReadableStream<Uint8Array> | undefined {
    if (this.#isClosed || this.#watchers.size >= MAX_STREAMS) return undefined;
    const encoder = new TextEncoder();
    let watcher: Watcher | undefined;
    const remove = () => {
      if (watcher !== undefined) this.#watchers.delete(watcher);
    };
    return new ReadableStream<Uint8Array>({
      start: (stream) => {
        watcher = {
          isSignedIn,
          send: (text) => stream.enqueue(encoder.encode(text)),
          end: () => {
            remove();
            stream.close();
          },
        };
        this.#watchers.add(watcher);
        watcher.send('retry: 3000\n\n');
        if (this.#stamp !== '') watcher.send(`data: ${this.#stamp}\n\n`);
        void this.#run();
      },
      cancel: remove,
    });
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { changes } = this.#ports;
    const ends = SHOWN_TOPICS.map((topic) => changes?.watch(topic, () => this.#word.abort()));
    while (this.#watchers.size > 0) {
      try {
        await this.#publish();
      } catch (error) {
        // Pages keep what they show; the next round may be able to read the state again.
        this.#ports.log('warn', 'console.events', { error });
      }
      await sleep(POLL_MS, undefined, { signal: this.#word.signal, ref: false }).catch(() => undefined);
      if (this.#word.signal.aborted) await sleep(GATHER_MS, undefined, { ref: false });
    }
    for (const end of ends) end?.();
    this.#isRunning = false;
    this.#stamp = '';
  }

  #isDue(): boolean {
    const isUntold = this.#ports.changes?.isTold() !== true;
    return isUntold || this.#word.signal.aborted || this.#stamp === '' || this.#unread + 1 >= TOLD_ROUNDS;
  }

  async #readStamp(): Promise<string> {
    // What changes while it is read counts as not seen yet.
    if (this.#word.signal.aborted) this.#word = new AbortController();
    // One that can't be read is due again at once.
    this.#unread = TOLD_ROUNDS;
    const stamp = await this.stamp();
    this.#unread = -1;
    return stamp;
  }

  async #publish(): Promise<void> {
    for (const watcher of [...this.#watchers]) {
      if (await watcher.isSignedIn()) continue;
      watcher.send('event: over\ndata: over\n\n');
      watcher.end();
    }
    this.#ticks += 1;
    const stamp = this.#isDue() ? await this.#readStamp() : this.#stamp;
    this.#unread += 1;
    const hasChanged = stamp !== this.#stamp;
    this.#stamp = stamp;
    if (!hasChanged && this.#ticks % KEEP_ALIVE_TICKS !== 0) return;
    for (const watcher of [...this.#watchers])
      watcher.send(hasChanged ? `data: ${stamp}\n\n` : ': still here\n\n');
  }
}
