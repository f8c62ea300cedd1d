import type { Alone } from '../../mcp/http/index.js';
import type { Known } from './gate.js';
import { LOOK_MS, lapsed } from './lapsed.js';

/** A request without a session, while it is under way. */
interface Lone {
  readonly known: Known;
  readonly session: Alone;
}

/**
 * Requests that stand alone. Each was let in by its token; one that takes long, because a person is waited for, ends like a
 * session does once that token opens nothing any more.
 */
export class LoneRequests {
  readonly #all = new Map<Alone, Lone>();
  #looking: NodeJS.Timeout | undefined;
  #isAsking = false;

  begin(known: Known, session: Alone): void {
    this.#all.set(session, { known, session });
    this.#looking ??= setInterval(() => void this.#look(), LOOK_MS).unref();
  }

  end(session: Alone): void {
    this.#all.delete(session);
    void session.close();
  }

  close(): void {
    clearInterval(this.#looking);
  }

  async #look(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      // A token that its provider renews each few minutes is no reason to take back what it began.
      for await (const { known, session } of lapsed(this.#all.values()))
        if (!known.isRenewed) this.end(session);
    } finally {
      this.#isAsking = false;
    }
  }
}
