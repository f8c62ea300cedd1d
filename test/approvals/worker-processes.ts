import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { bundledWorker } from '../store/bundled-worker.js';
import { newFolder, removeFolder } from '../store/folder.js';
import type { Answer, Order } from './worker.js';

export interface Workers {
  /** Each gets its own order, all at the same moment; the answers in the same order. */
  all(orderOf: (index: number) => Order): Promise<Answer[]>;
  close(): Promise<void>;
}

async function ask(child: ChildProcess, order: Order): Promise<Answer> {
  const answered = once(child, 'message');
  child.send(order);
  const over = new AbortController();
  const gone = once(child, 'exit', { signal: over.signal }).then(([code, signal]) => {
    throw new Error(`a worker ended with ${code ?? signal}`);
  });
  const [message] = await Promise.race([answered, gone]).finally(() => over.abort());
  const answer = message as Answer;
  if (answer.error !== undefined) throw new Error(`a worker failed: ${answer.error}`);
  return answer;
}

/** Processes of their own that obey orders about one state. Bundled first: plain Node.js can't run TypeScript. */
export async function startWorkers(size: number): Promise<Workers> {
  const folder = newFolder();
  const file = await bundledWorker(new URL('worker.ts', import.meta.url), folder);
  const children = Array.from({ length: size }, () =>
    spawn(process.execPath, [file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
  );
  return {
    all: (orderOf) => Promise.all(children.map((child, index) => ask(child, orderOf(index)))),
    async close() {
      const gone = children.map((child) => once(child, 'exit'));
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(gone);
      removeFolder(folder);
    },
  };
}
