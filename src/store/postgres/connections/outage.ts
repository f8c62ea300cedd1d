/** How long a caller waits to be told that a lost server is back. */
const GLANCE_MS = 100;

export interface OutagePorts {
  /** Asks the server for something on a connection of its own. Rejects where it does not answer in time. */
  look(): Promise<void>;
  /** Breaks the connections that somebody waits on. */
  cutOff(): void;
  /** Milliseconds of a clock that never goes back. */
  elapsed(): number;
  /** Work that takes longer makes one look whether the server is still there, in milliseconds. */
  readonly doubtMs: number;
}

/**
 * Whether the server of a database is lost. While it is, one attempt at a time looks for it, and whoever needs it is told so
 * at once: a network that drops packets answers an attempt only after seconds.
 */
export class Outage {
  readonly #ports: OutagePorts;
  /** What the server was lost by. */
  #error: unknown;
  #isOn = false;
  #looking: { readonly since: number; readonly done: Promise<void> } | undefined;
  readonly #underWay = new Map<symbol, number>();
  #doubt: NodeJS.Timeout | undefined;

  constructor(ports: OutagePorts) {
    this.#ports = ports;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** The server was waited for in vain. */
  begin(error: unknown): void {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#error = error;
  }

  /** The server has answered. */
  end(): void {
    this.#isOn = false;
    this.#error = undefined;
  }

  /** Of a lost server: resolves where it is back, rejects with what it was lost by where it is not found at a glance. */
  async pass(): Promise<void> {
    const { since, done } = this.#look();
    const left = GLANCE_MS - (this.#ports.elapsed() - since);
    if (left > 0) await atMost(done, left);
    if (this.#isOn) throw this.#error;
  }

  /**
   * Work on a connection. A network that loses a connection tells nobody: where work takes long and the server does not
   * answer to anything else either, it is cut off.
   */
  async watched<T>(work: () => Promise<T>): Promise<T> {
    const one = Symbol();
    this.#underWay.set(one, this.#ports.elapsed());
    this.#doubt ??= this.#doubtLater(this.#ports.doubtMs);
    try {
      return await work();
    } finally {
      this.#underWay.delete(one);
    }
  }

  #doubtLater(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#doubt = undefined;
      const [oldest] = this.#underWay.values();
      if (oldest === undefined) return;
      const left = oldest + this.#ports.doubtMs - this.#ports.elapsed();
      if (left > 0) this.#doubt = this.#doubtLater(left);
      else void this.#inDoubt();
    }, ms).unref();
  }

  async #inDoubt(): Promise<void> {
    try {
      await this.#ports.look();
    } catch (error) {
      if (this.#underWay.size > 0) {
        this.begin(error);
        this.#ports.cutOff();
      }
      return;
    }
    // It is slow, and there: it is looked at again.
    if (this.#underWay.size > 0) this.#doubt ??= this.#doubtLater(this.#ports.doubtMs);
  }

  #look() {
    if (this.#looking !== undefined) return this.#looking;
    const done = this.#ports.look().then(
      () => this.end(),
      () => undefined,
    );
    this.#looking = { since: this.#ports.elapsed(), done };
    void done.then(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }
}

/** Resolves once work that never fails is done, and after some time in any case. */
async function atMost(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((passed) => {
    timer = setTimeout(passed, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
