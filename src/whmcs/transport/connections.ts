import type { Client, Pool } from 'undici';
import { OpenedAhead } from './opened-ahead.js';

/** Throws or rejects where a call must not be sent any more; see `SendOptions.lastLook`. */
export type LastLook = () => Promise<void> | undefined;

export interface Connections {
  /** Kept open and shared. */
  readonly reads: Pool;
  /** One write's own connection, to be destroyed afterwards. `lastLook` is asked when it is open and nothing was sent yet. */
  forWrite(lastLook: () => Promise<void>): Client;
  /** A write is about to be sent: its connection may open meanwhile. */
  openForWrite(): void;
  close(): Promise<void>;
}

/** Loaded at the first call: the HTTP client takes longer to load than all else that a start needs. */
export async function openConnections(origin: string, connectMs: number): Promise<Connections> {
  const { Client, Pool, buildConnector } = await import('undici');
  // Deadlines are ours, over the whole try; the queue is what bounds the number of connections.
  const options = { headersTimeout: 0, bodyTimeout: 0 };
  const reads = new Pool(origin, { ...options, connections: null, connect: { timeout: connectMs } });
  const ahead = new OpenedAhead(buildConnector({ timeout: connectMs }));
  return {
    reads,
    // A reused connection may just have been closed at the other end, and the reset that follows could not be told from
    // one that came after WHMCS had acted.
    forWrite: (lastLook) =>
      new Client(origin, {
        ...options,
        pipelining: 0,
        // Opening a connection can take seconds. The request is written in the same tick as the callback is called.
        connect: (target, callback) => {
          const looked = async () => {
            const socket = await ahead.take(target);
            try {
              await lastLook();
            } catch (refusal) {
              socket.destroy();
              throw refusal;
            }
            return socket;
          };
          looked().then(
            (socket) => callback(null, socket),
            (error) => callback(error, null),
          );
        },
      }),
    openForWrite: () => ahead.open(),
    close: () => {
      ahead.close();
      return reads.destroy();
    },
  };
}
