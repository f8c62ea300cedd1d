import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Notification } from 'pg';
import { type Changes, TOPICS, type Topic } from '../../ports/changes.js';

/** A connection that says nothing for so long is asked whether it is still there. */
const HEARTBEAT_MS = 10_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export interface ListenerPorts {
  /** A connection that is not open yet. Its statements have a deadline. */
  client(): Promise<Client>;
  channel(): string;
}

/** Hears of the changes of all processes on a connection of its own, which is opened for the first who watches. */
export class Listener implements Changes {
  readonly #ports: ListenerPorts;
  readonly #watching = new Map<Topic, Set<() => void>>(TOPICS.map((topic) => [topic, new Set()]));
  readonly #closing = new AbortController();
  #isTold = false;
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

  #hear({ payload }: Notification): void {
    for (const listener of this.#watching.get(payload as Topic) ?? []) listener();
  }

  #tellAll(): void {
    for (const listeners of this.#watching.values()) for (const listener of listeners) listener();
  }
}
