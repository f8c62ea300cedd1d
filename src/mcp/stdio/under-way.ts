import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/sdk/types.js';

/** What a request holds beside its bytes: most of that is its answer, until that is written. */
const OVERHEAD = 32 * 1024;

/** The requests of a client that were not answered yet, by what they hold in memory. */
export class UnderWay {
  readonly #bytes = new Map<RequestId, number>();
  readonly #most: number;
  #total = 0;

  /** @param most bytes of all of them together */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a request on; false where that would be too much. One alone is always taken. */
  begin(id: RequestId, bytes: number): boolean {
    const cost = bytes + OVERHEAD;
    if (this.#total > 0 && this.#total + cost > this.#most) return false;
    this.end(id);
    this.#bytes.set(id, cost);
    this.#total += cost;
    return true;
  }

  end(id: RequestId): void {
    this.#total -= this.#bytes.get(id) ?? 0;
    this.#bytes.delete(id);
  }

  /** Ends the request that a message answers, or takes back: that one is never answered. */
  settle(message: JSONRPCMessage): void {
    if ('method' in message) {
      const id = message.method === 'notifications/cancelled' ? message.params?.requestId : undefined;
      if (typeof id === 'string' || typeof id === 'number') this.end(id);
    } else if (message.id !== undefined) this.end(message.id);
  }
}
