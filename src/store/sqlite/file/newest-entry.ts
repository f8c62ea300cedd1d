import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { readWholeFile } from '../../../system/index.js';
import type { Link } from '../../rules/chain.js';

/** Writing it costs a file each time; what it says is a lower bound anyway. */
const WRITTEN_EVERY_MS = 1_000;

/**
 * A file beside the state that names the newest entry of its journal which outlives a power cut. A state that does not
 * hold that entry is an older one that somebody has put there.
 */
export class NewestEntryFile {
  readonly #path: string;
  #pending: Link | undefined;
  #writtenAt = Number.NEGATIVE_INFINITY;

  constructor(state: string) {
    this.#path = `${state}.newest`;
  }

  /** Undefined where it can't be told. */
  read(): Link | undefined {
    try {
      const { seq, hash } = JSON.parse(readWholeFile(this.#path).toString('utf8')) as Partial<Link>;
      return Number.isSafeInteger(seq) && typeof hash === 'string' ? { seq: Number(seq), hash } : undefined;
    } catch {
      return undefined;
    }
  }

  note(entry: Link): void {
    this.#pending = entry;
    if (performance.now() - this.#writtenAt >= WRITTEN_EVERY_MS) this.flush();
  }

  /** Never throws: without the file an older state is not noticed, and all else goes on. */
  flush(): void {
    if (this.#pending === undefined) return;
    const draft = `${this.#path}.${process.pid}`;
    try {
      writeFileSync(draft, JSON.stringify({ seq: this.#pending.seq, hash: this.#pending.hash }), {
        mode: 0o600,
      });
      renameSync(draft, this.#path);
      this.#writtenAt = performance.now();
      this.#pending = undefined;
    } catch {
      rmSync(draft, { force: true });
    }
  }

  /** For a state that begins anew. */
  forget(): void {
    rmSync(this.#path, { force: true });
  }
}
