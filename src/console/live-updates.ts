import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { ConsoleOptions } from './options.js';

const EVERY_MS = 1000;
/** Proxies and browsers give up a stream that says nothing. */
const SIGN_OF_LIFE_TICKS = 20;
/** Pages that can be open at once; one more asks again later. */
const MOST = 100;
/** Recent enough that a page may show it. */
export const LATEST = 30;

interface Watcher {
  isSignedIn(): Promise<boolean>;
  send(text: string): void;
  end(): void;
}

type Ports = Pick<ConsoleOptions, 'approvals' | 'halted' | 'log'>;

/** Tells open pages that something changed. However many are open, the state is asked once a second. */
export class LiveUpdates {
  readonly #ports: Ports;
  readonly #watchers = new Set<Watcher>();
  #isRunning = false;
  #stamp = '';
  #ticks = 0;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Differs where a page would look different. */
  async stamp(): Promise<string> {
    const [pending, latest, halt] = await Promise.all([
      this.#ports.approvals.list({ states: ['pending'], limit: 200 }),
      this.#ports.approvals.list({ limit: LATEST }),
      this.#ports.halted(),
    ]);
    const seen = [...pending, ...latest].map(({ id, state, votes, note }) => [id, state, votes.length, note]);
    return createHash('sha256')
      .update(JSON.stringify([seen, halt?.at, halt?.reason, halt?.file]))
      .digest('base64url')
      .slice(0, 16);
  }

  /** A stream of server-sent events; undefined where too many are open. */
  watch(isSignedIn: () => Promise<boolean>): ReadableStream<Uint8Array> | undefined {
    if (this.#watchers.size >= MOST) return undefined;
    const encoder = new TextEncoder();
    let watcher: Watcher | undefined;
    const leave = () => {
      if (watcher !== undefined) this.#watchers.delete(watcher);
    };
    return new ReadableStream<Uint8Array>({
      start: (stream) => {
        watcher = {
          isSignedIn,
          send: (text) => stream.enqueue(encoder.encode(text)),
          end: () => {
            leave();
            stream.close();
          },
        };
        this.#watchers.add(watcher);
        watcher.send('retry: 3000\n\n');
        if (this.#stamp !== '') watcher.send(`data: ${this.#stamp}\n\n`);
        void this.#run();
      },
      cancel: leave,
    });
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#watchers.size > 0) {
      try {
        await this.#tell();
      } catch (error) {
        // The pages go on showing what they have; the next round may find the state again.
        this.#ports.log('warn', 'console.events', { error });
      }
      await setTimeout(EVERY_MS, undefined, { ref: false });
    }
    this.#isRunning = false;
    this.#stamp = '';
  }

  async #tell(): Promise<void> {
    for (const watcher of [...this.#watchers]) {
      if (await watcher.isSignedIn()) continue;
      watcher.send('event: over\ndata: over\n\n');
      watcher.end();
    }
    const stamp = await this.stamp();
    this.#ticks += 1;
    const isNews = stamp !== this.#stamp;
    this.#stamp = stamp;
    if (!isNews && this.#ticks % SIGN_OF_LIFE_TICKS !== 0) return;
    for (const watcher of [...this.#watchers])
      watcher.send(isNews ? `data: ${stamp}\n\n` : ': still here\n\n');
  }
}
