import { WhmcsFault } from './fault.js';
import type { SendWatch, WhmcsPorts } from './settings.js';

interface Watched {
  readonly action: string;
  readonly write: boolean;
}

/** Tells whoever watches how a call goes. One that fails must not make a write that was done look as if it had failed. */
export class Watch {
  readonly #watch: SendWatch | undefined;

  constructor(watch: WhmcsPorts['watch'], { action, write }: Watched) {
    this.#watch = watch && safely(() => watch({ action, write }));
  }

  tried(ms: number): void {
    safely(() => this.#watch?.tried(ms));
  }

  /** Passes on what becomes of the call. */
  async until<T extends { readonly tries: number }>(reply: Promise<T>): Promise<T> {
    try {
      const { tries } = await reply;
      safely(() => this.#watch?.ended({ tries }));
    } catch (error) {
      const { tries, kind } = error instanceof WhmcsFault ? error : ({ tries: 0, kind: 'unsent' } as const);
      safely(() => this.#watch?.ended({ tries, fault: kind }));
    }
    return reply;
  }
}

function safely<T>(tell: () => T): T | undefined {
  try {
    return tell();
  } catch {
    return undefined;
  }
}
