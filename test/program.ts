import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { onTestFinished } from 'vitest';
import { type Agent, connect, plainClient, temporaryFolder } from './harness.js';

export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/**
 * Where programs are, a home that no other program has, and nothing else of whoever runs the tests. What a server looks at
 * some seconds after its start is left out: WHMCS would get calls that no test made.
 */
export function ownEnv(env: Record<string, string> = {}): Record<string, string> {
  const home = temporaryFolder();
  return {
    PATH: process.env.PATH ?? '',
    TMPDIR: tmpdir(),
    HOME: home,
    USERPROFILE: home,
    LOCALAPPDATA: home,
    GUARD_START_CHECKS: 'false',
    ...env,
  };
}

export interface Run {
  child: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves to the exit code. */
  exit: Promise<number | null>;
}

/** The built program, as a shell would start it. */
export function run(args: string[], env: Record<string, string> = {}, cwd = temporaryFolder()): Run {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: ownEnv(env),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let out = '';
  let err = '';
  // A character may come in two pieces.
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    err += chunk;
  });
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return { child, out: () => out, err: () => err, exit };
}

/** The same to its end. */
export async function finished(args: string[], env?: Record<string, string>, cwd?: string) {
  const started = run(args, env, cwd);
  started.child.stdin?.end();
  const code = await started.exit;
  return { code, out: started.out(), err: started.err() };
}

/** The built server over stdio, driven by the official client, until its `client` is closed. */
export async function spawnStdio(
  env: Record<string, string>,
  args: string[] = [],
  client = plainClient(),
): Promise<Agent> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [MAIN, ...args],
    // Nobody is there to approve, unless a test says so.
    env: ownEnv({ GUARD_STATE: 'memory', GUARD_APPROVAL_WAIT: '0', ...env }),
    cwd: tmpdir(),
    stderr: 'pipe',
  });
  let log = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  return connect(transport, () => log, client);
}

/** The same for one test. */
export async function overStdio(env: Record<string, string>, args: string[] = []): Promise<Agent> {
  const agent = await spawnStdio(env, args);
  onTestFinished(() => agent.client.close());
  return agent;
}
