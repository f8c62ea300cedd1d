import type { Alone } from '../../mcp/http/index.js';
import type { Known } from './gate.js';
import { LOOK_MS, lapsed } from './lapsed.js';

/** A request without a session, while it is under way. */
export interface Lone {
  readonly known: Known;
  /** Undefined once it has ended: V8 keeps for long what has left a Set, and an answer hangs on this. */
  session: Alone | undefined;
}

/**
 * Requests that stand alone. Each was let in by its token; one that takes long, because a person is waited for, ends like a
 * session does once that token opens nothing any more.
 */
export class LoneRequests {
  readonly #all = new Set<Lone>();
  #looking: NodeJS.Timeout | undefined;
  #isAsking = false;

  begin(known: Known, session: Alone): Lone {
    const lone = { known, session };
    this.#all.add(lone);
    this.#looking ??= setInterval(() => void this.#look(), LOOK_MS).unref();
    return lone;
  }

  end(lone: Lone): void {
    const { session } = lone;
    this.#all.delete(lone);
    lone.session = undefined;
    void session?.close();
  }

  close(): void {
    clearInterval(this.#looking);
  }

  async #look(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      // A token that its provider renews each few minutes is no reason to take back what it began.
      for await (const lone of lapsed(this.#all)) if (!lone.known.isRenewed) this.end(lone);
    } finally {
      this.#isAsking = false;
    }
  }
}
