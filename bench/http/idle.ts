import { setTimeout as sleep } from 'node:timers/promises';
import { atOnce } from '../loads.js';
import { cpuMsOf, memoryMiBOf } from '../processes.js';
import type { HttpServerProcess } from './server-process.js';

/** What a server uses while its clients listen and nobody calls. */
export interface Idle {
  /** Milliseconds of the processor in a second. */
  readonly cpu: number;
  /** MiB that it holds: as the time begins, and as it ends. */
  readonly before: number;
  readonly after: number;
}

/** Lets these many clients listen for so many seconds, each in a session of its own. */
export async function idleWith(server: HttpServerProcess, streams: number, seconds: number): Promise<Idle> {
  await atOnce(10, streams, async () => server.listen(await server.open()));
  const [since, before] = [cpuMsOf(server.pid), memoryMiBOf(server.pid)];
  await sleep(seconds * 1000);
  return { cpu: (cpuMsOf(server.pid) - since) / seconds, before, after: memoryMiBOf(server.pid) };
}
