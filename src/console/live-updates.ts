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

interface Watcher {
  isSignedIn(): Promise<boolean>;
  send(text: string): void;
  end(): void;
}

type Ports = Pick<ConsoleOptions, 'approvals' | 'halted' | 'log'>;

/** Tells open pages that something changed. The state is read once a second, however many pages are open. */
export class LiveUpdates {
  readonly #ports: Ports;
  readonly #watchers = new Set<Watcher>();
  #isRunning = false;
  #isClosed = false;
  #stamp = '';
  #ticks = 0;

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
    this.#stamp = '';
  }

  async #publish(): Promise<void> {
    for (const watcher of [...this.#watchers]) {
      if (await watcher.isSignedIn()) continue;
      watcher.send('event: over\ndata: over\n\n');
      watcher.end();
    }
    const stamp = await this.stamp();
    this.#ticks += 1;
    const hasChanged = stamp !== this.#stamp;
    this.#stamp = stamp;
    if (!hasChanged && this.#ticks % KEEP_ALIVE_TICKS !== 0) return;
    for (const watcher of [...this.#watchers])
      watcher.send(hasChanged ? `data: ${stamp}\n\n` : ': still here\n\n');
  }
}
