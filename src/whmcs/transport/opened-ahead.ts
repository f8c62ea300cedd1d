import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';

/** Hosts hang up on connections that say nothing, though not within a second. */
const KEPT_MS = 1_000;
/** More writes than this are seldom about to be sent at once. */
const MOST = 16;

interface Ahead {
  readonly opening: Promise<Socket>;
  readonly timer: NodeJS.Timeout;
}

/**
 * Connections for writes that are about to be sent: each opens while its intent is made durable, is given to one write,
 * and is dropped where none takes it. Not a byte of a request was sent on any of them.
 */
export class OpenedAhead {
  readonly #connect: buildConnector.connector;
  #target: buildConnector.Options | undefined;
  readonly #unused = new Set<Ahead>();

  constructor(connect: buildConnector.connector) {
    this.#connect = connect;
  }

  /** Does nothing before the first `take`, which says where to. */
  open(): void {
    const target = this.#target;
    if (target === undefined || this.#unused.size >= MOST) return;
    const timer = setTimeout(() => this.#drop(ahead), KEPT_MS).unref();
    const ahead: Ahead = { opening: this.#opened(target), timer };
    this.#unused.add(ahead);
    ahead.opening.catch(() => this.#forget(ahead));
  }

  /** A connection that no request was sent on: one that is open or opening already, or one opened now. */
  async take(target: buildConnector.Options): Promise<Socket> {
    this.#target = target;
    for (const ahead of this.#unused) {
      this.#forget(ahead);
      const socket = await ahead.opening;
      if (isIdle(socket)) return socket;
      socket.destroy();
    }
    return this.#opened(target);
  }

  close(): void {
    for (const ahead of this.#unused) this.#drop(ahead);
  }

  #opened(target: buildConnector.Options): Promise<Socket> {
    return new Promise((resolve, reject) => {
      this.#connect(target, (error, socket) => (error === null ? resolve(socket) : reject(error)));
    });
  }

  #forget(ahead: Ahead): void {
    clearTimeout(ahead.timer);
    this.#unused.delete(ahead);
  }

  #drop(ahead: Ahead): void {
    this.#forget(ahead);
    ahead.opening.then(
      (socket) => socket.destroy(),
      () => undefined,
    );
  }
}

/** The other end has neither hung up nor said anything. */
const isIdle = ({ destroyed, readable, writable, readableLength }: Socket) =>
  !destroyed && readable && writable && readableLength === 0;
