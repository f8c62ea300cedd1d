import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { temporaryFolder, until } from '../harness.js';
import { MAIN, ownEnv } from '../program.js';

/** Whether `script`, which makes terminals, is here. */
export const hasTerminals = await new Promise<boolean>((told) => {
  const child = spawn('script', ['-qec', 'true', '/dev/null'], { env: ownEnv(), stdio: 'ignore' });
  child.once('error', () => told(false));
  child.once('close', (code) => told(code === 0));
});

interface Sitting {
  readonly variables?: Record<string, string>;
  readonly cwd?: string;
  /** What the shell of the terminal does first. */
  readonly first?: string;
}

/** The program on a real terminal, in the place of its shell. */
export function onRealTerminal(
  args: readonly string[],
  { variables = {}, cwd = temporaryFolder(), first = 'true' }: Sitting = {},
) {
  const line = [`${first};`, 'exec', process.execPath, MAIN, ...args].join(' ');
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd,
    env: ownEnv({ TERM: 'xterm', ...variables }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    out += chunk;
  });
  return {
    out: () => out,
    /** Waits for a text, not far before what it shows by now, and types. */
    async answer(text: string, keys: string) {
      const from = Math.max(0, out.length - 4_000);
      await until(() => out.includes(text, from) || child.exitCode !== null);
      child.stdin.write(keys);
    },
    /** Who holds the other end of the terminal is gone, as when its window is shut. */
    close: () => void child.kill('SIGKILL'),
    exit: once(child, 'close').then(([code]) => code as number | null),
  };
}
