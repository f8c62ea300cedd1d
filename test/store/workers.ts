import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { bundledWorker } from './bundled-worker.js';
import { newFolder, removeFolder } from './folder.js';
import type { Answer, Order } from './worker.js';

/** A process of its own that obeys orders about a state. */
export class Worker {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** One order at a time. */
  async ask(order: Order): Promise<Answer> {
    const settled = new AbortController();
    const died = once(this.#child, 'exit', { signal: settled.signal }).then(() => {
      throw new Error(`the worker died over ${order.order}`);
    });
    const answered = once(this.#child, 'message', { signal: settled.signal });
    this.#child.send(order);
    try {
      const [answer] = await Promise.race([answered, died]);
      return answer as Answer;
    } finally {
      settled.abort();
      await Promise.allSettled([answered, died]);
    }
  }

  /** As a machine would: without a chance to tidy up. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}

export interface Hiring {
  /** Runs the worker as this user, where we may choose. */
  uid?: number;
  /** Size in blocks past which no file of the worker grows: what a full disk looks like. */
  fileBlocks?: number;
}

/** Makes workers out of `worker.ts`, bundled once: plain Node.js can't run TypeScript. */
export class Agency {
  readonly #folder: string;
  readonly #program: string;
  readonly #workers: Worker[] = [];

  private constructor(folder: string, program: string) {
    this.#folder = folder;
    this.#program = program;
  }

  static async found(): Promise<Agency> {
    const folder = newFolder();
    // Another user has to be able to run what is in it.
    chmodSync(folder, 0o755);
    return new Agency(folder, await bundledWorker(new URL('worker.ts', import.meta.url), folder));
  }

  hire({ uid, fileBlocks }: Hiring = {}): Worker {
    const command = [process.execPath, this.#program];
    // Ignored, the signal for too large a file becomes an error of the write, as a full disk is.
    const limited =
      fileBlocks === undefined
        ? command
        : ['sh', '-c', `trap '' XFSZ; ulimit -f ${fileBlocks}; exec "$@"`, 'sh', ...command];
    const [program = '', ...args] = limited;
    const child = spawn(program, args, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    const worker = new Worker(child);
    this.#workers.push(worker);
    return worker;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.kill()));
    removeFolder(this.#folder);
  }
}
