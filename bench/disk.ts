import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ownFolder } from './servers.js';
import { median } from './statistics.js';

const RUNS = 60;

/** Milliseconds of one fdatasync after a page was appended, where the state lies: the least that durable costs. */
export function syncMs(): number {
  const file = openSync(join(ownFolder(), 'appended'), 'a');
  const page = Buffer.alloc(4096, 'x');
  const took: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    writeSync(file, page);
    const before = performance.now();
    fdatasyncSync(file);
    took.push(performance.now() - before);
  }
  closeSync(file);
  return median(took);
}
