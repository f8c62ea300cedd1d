import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Host } from '../host.js';

/** Asks on a terminal without showing what is typed; elsewhere the first line of stdin is taken. */
export async function readPassword(host: Host, prompt: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // The terminal is told to show nothing before anybody is asked: some type at once.
  const lines = createInterface({
    input: host.stdin,
    output: silent,
    terminal: host.stdin.isTTY === true,
  });
  if (host.stdin.isTTY) host.stderr.write(prompt);
  const [line = ''] = await Promise.race([
    new Promise<string[]>((take) => lines.once('line', (text) => take([text]))),
    new Promise<string[]>((none) => lines.once('close', () => none([]))),
  ]);
  lines.close();
  if (host.stdin.isTTY) host.stderr.write('\n');
  return line;
}
