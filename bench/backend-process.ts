import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The fake WHMCS of the bench, in a process of its own. */
export interface Backend {
  readonly url: string;
  /** From now on each answer takes this long. */
  answersAfter(ms: number): Promise<void>;
  /** From now on its list of clients is one page of so many, whatever is asked for. */
  listsAtOnce(rows: number): Promise<void>;
  close(): void;
}

async function told(child: ChildProcess): Promise<unknown> {
  const [message] = await once(child, 'message');
  return message;
}

export async function startBackend(): Promise<Backend> {
  const child = fork(fileURLToPath(new URL('./fake-whmcs.mjs', import.meta.url)));
  const { port } = (await told(child)) as { port: number };
  const tell = async (message: object) => {
    child.send(message);
    await told(child);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    answersAfter: (latencyMs) => tell({ latencyMs }),
    listsAtOnce: (rows) => tell({ rows }),
    close: () => child.disconnect(),
  };
}
