import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Notification } from 'pg';
import { type Changes, TOPICS, type Topic } from '../../ports/changes.js';

/** A connection that says nothing for so long is asked whether it is still there. */
const HEARTBEAT_MS = 10_000;
/** Word takes no longer from one connection to another. */
const WORD_MS = 2_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export interface ListenerPorts {
  /** A connection that is not open yet. Its statements have a deadline. */
  client(): Promise<Client>;
  channel(): string;
  /** Tells all who listen, on another connection. */
  tell(word: string): Promise<void>;
}

/** Hears of the changes of all processes on a connection of its own, which is opened for the first who watches. */
export class Listener implements Changes {
  readonly #ports: ListenerPorts;
  readonly #watching = new Map<Topic, Set<() => void>>(TOPICS.map((topic) => [topic, new Set()]));
  readonly #closing = new AbortController();
  #isTold = false;
  /** A word of our own that is waited for, and what it ends. */
  #awaited: { readonly word: string; readonly heard: () => void } | undefined;
  #running: Promise<void> | undefined;

  constructor(ports: ListenerPorts) {
    this.#ports = ports;
  }

  watch(topic: Topic, listener: () => void): () => void {
    const watching = this.#watching.get(topic);
    watching?.add(listener);
    this.#running ??= this.#run();
    return () => watching?.delete(listener);
  }

  isTold(): boolean {
    return this.#isTold;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
      try {
        await this.#listen(() => {
          pause = FIRST_PAUSE_MS;
        });
      } catch {
        // The server is away: whoever waits asks by itself, and it is tried again.
      }
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Listens on one connection until it is lost. */
  async #listen(begun: () => void): Promise<void> {
    const client = await this.#ports.client();
    const lost = new AbortController();
    client.on('error', () => lost.abort());
    client.on('end', () => lost.abort());
    client.on('notification', (notification) => this.#hear(notification));
    const signal = AbortSignal.any([lost.signal, this.#closing.signal]);
    try {
      await client.connect();
      await client.query(`LISTEN ${this.#ports.channel()}`);
      await this.#provedBy(signal);
      begun();
      this.#isTold = true;
      // What was changed before was told to nobody here.
      this.#tellAll();
      while (!signal.aborted) {
        await sleep(HEARTBEAT_MS, undefined, { signal, ref: false }).catch(() => undefined);
        if (!signal.aborted) await client.query('SELECT 1');
      }
    } finally {
      this.#isTold = false;
      this.#tellAll();
      await client.end().catch(() => undefined);
    }
  }

  /** A pooler that gives a connection to somebody else between transactions takes LISTEN, and nothing is ever heard. */
  async #provedBy(signal: AbortSignal): Promise<void> {
    const word = `heard ${randomUUID()}`;
    const arrived = new AbortController();
    this.#awaited = { word, heard: () => arrived.abort() };
    await this.#ports.tell(word);
    const ends = AbortSignal.any([arrived.signal, signal]);
    await sleep(WORD_MS, undefined, { signal: ends, ref: false }).catch(() => undefined);
    this.#awaited = undefined;
    if (!arrived.signal.aborted) throw new Error('No word comes on this connection.');
  }

  #hear({ payload }: Notification): void {
    if (payload === this.#awaited?.word) this.#awaited?.heard();
    for (const listener of this.#watching.get(payload as Topic) ?? []) listener();
  }

  #tellAll(): void {
    for (const listeners of this.#watching.values()) for (const listener of listeners) listener();
  }
}
