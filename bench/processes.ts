import { readdirSync, readFileSync } from 'node:fs';

/** What a file of /proc says; nothing where the process or the thread has just ended. */
function said(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`);
  } catch {
    return [];
  }
}

/** Parents of all processes, by their ids: a server's command may be a script that starts the server. */
function parents(): Map<number, number> {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  // The name of a program may hold anything, brackets and spaces too.
  return new Map(
    ids.map((id) => [
      Number(id),
      Number(
        said(`/proc/${id}/stat`)
          .replace(/^.*\) \S /s, '')
          .split(' ')[0],
      ),
    ]),
  );
}

function familyOf(pid: number): number[] {
  const family = [pid];
  const parentOf = parents();
  for (const member of family)
    for (const [child, parent] of parentOf) if (parent === member) family.push(child);
  return family;
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** Milliseconds of the processor that a process and its children have used so far, all threads that still run. Linux only. */
export const cpuMsOf = (pid: number): number =>
  sum(
    familyOf(pid)
      .flatMap(threadsOf)
      .map((thread) => Number(said(`${thread}/schedstat`).split(' ')[0]) / 1e6),
  );

/** MiB of memory that a process and its children hold. Linux only. */
export const memoryMiBOf = (pid: number): number =>
  sum(
    familyOf(pid).map((id) => Number(/^VmRSS:\s+(\d+)/m.exec(said(`/proc/${id}/status`))?.[1] ?? 0) / 1024),
  );
