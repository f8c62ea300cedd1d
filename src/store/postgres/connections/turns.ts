/**
 * Who in this process is next for a lock. Those who would wait for each other anyway must not each wait with a
 * connection of the pool in hand: reads, and work with other locks, need one, too.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs work once all earlier work with one of the same names is over. Names are queued for at once: no deadlock. */
  async take<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    if (names.length === 0) return work();
    const before = names.flatMap((name) => this.#last.get(name) ?? []);
    let end: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    for (const name of names) this.#last.set(name, over);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      for (const name of names) if (this.#last.get(name) === over) this.#last.delete(name);
      end();
    }
  }
}
