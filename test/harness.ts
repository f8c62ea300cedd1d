import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { afterAll, onTestFinished } from 'vitest';
import { allTools, build } from '../src/app.js';
import { readConfig } from '../src/config/index.js';
import { createLog } from '../src/log.js';
import { serveMcp } from '../src/mcp/index.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/sandbox/index.js';
import type { Deadlines } from '../src/whmcs/index.js';

export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const again = { repeat_after: 0 };

/** Lets everything through, also twice, so that a test of a tool is not a test of a policy. */
export const ALLOW_ALL = {
  version: '1',
  default: 'allow',
  classes: { write: again, execute: again, financial: again, destructive: again },
};

export interface Answer {
  isError: boolean;
  text: string;
  code: string | undefined;
  details: Record<string, unknown>;
  /** The parsed result of a success. */
  data: Record<string, unknown> & { items: Record<string, unknown>[] };
}

export interface Agent {
  client: Client;
  call(name: string, args?: Record<string, unknown>): Promise<Answer>;
  listed(): Promise<string[]>;
  /** Everything the server wrote to its log so far. */
  log(): string;
}

/** The same result without the marks of what outsiders wrote. */
export function unmarked<T extends object>(result: T): T {
  const { _untrusted, ...rest } = result as T & { _untrusted?: unknown };
  return JSON.parse(JSON.stringify(rest).replace(/<\/?untrusted-\d+>/g, ''));
}

/** What an answer must be for a test to go on: a success, with its text in the message when it is not. */
export function done(answer: Answer): Answer['data'] {
  if (answer.isError) throw new Error(`the call failed: ${answer.text}`);
  return answer.data;
}

function agentOf(client: Client, log: () => string): Agent {
  return {
    client,
    log,
    async call(name, args = {}) {
      const reply = await client.callTool({ name, arguments: args });
      const text = (reply.content as { text: string }[])[0]?.text ?? '';
      const details = (reply.structuredContent ?? {}) as Record<string, unknown>;
      const isError = reply.isError === true;
      return {
        isError,
        text,
        code: details.code as string | undefined,
        details,
        data: isError ? undefined : JSON.parse(text),
      };
    },
    async listed() {
      return (await client.listTools()).tools.map((tool) => tool.name);
    },
  };
}

const plainClient = () => new Client({ name: 'test', version: '1.0.0' });

async function connect(transport: Transport, log: () => string, client = plainClient()): Promise<Agent> {
  await client.connect(transport);
  return agentOf(client, log);
}

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the tests of the file are. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'whmcs-mcp-'));
  made.push(folder);
  return folder;
}

export function policyFile(policy: unknown): string {
  const path = join(temporaryFolder(), 'policy.json');
  writeFileSync(path, typeof policy === 'string' ? policy : JSON.stringify(policy));
  return path;
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
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
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

/** Waits for what some other process or event makes true. */
export const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((next) => setTimeout(next, 10));
};

export async function sandboxed(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

export function credentialsFor(sandbox: Sandbox): Record<string, string> {
  return {
    WHMCS_API_URL: sandbox.url,
    WHMCS_API_IDENTIFIER: sandbox.credentials.identifier,
    WHMCS_API_SECRET: sandbox.credentials.secret,
    WHMCS_STAFF_USERNAME: sandbox.state.staff[0]?.username ?? '',
    WHMCS_RATE: '100',
  };
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
    env: { PATH: process.env.PATH ?? '', GUARD_STATE: 'memory', GUARD_APPROVAL_WAIT: '0', ...env },
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

/** The same program in this process, over a linked transport: everything is real but stdin and stdout. */
export async function inProcess(env: Record<string, string>, deadlines: Deadlines = {}): Promise<Agent> {
  const destructiveTools = [...allTools().values()]
    .filter((tool) => tool.risk === 'destructive')
    .map((tool) => tool.name);
  const read = readConfig({ GUARD_APPROVAL_WAIT: '0', ...env }, { destructiveTools, state: 'memory' });
  if ('problems' in read)
    throw new Error(read.problems.map((at) => `${at.variable} ${at.message}`).join('\n'));
  let lines = '';
  const log = createLog({
    level: 'debug',
    secrets: [],
    write: (line) => {
      lines += line;
    },
  });
  const app = build(read.config, { log, deadlines });
  const [near, far] = InMemoryTransport.createLinkedPair();
  const server = await serveMcp(far, { guard: app.guard, version: '0.0.0', log });
  const agent = await connect(near, () => lines);
  onTestFinished(async () => {
    await agent.client.close();
    await server.close();
    await app.close();
  });
  return agent;
}
