import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { onTestFinished } from 'vitest';
import { type AddonActions, type App, build, type Ports, vocabulary } from '../src/app.js';
import { readConfig } from '../src/config/index.js';
import { LOCAL_CALLER, type Session, sessionFor } from '../src/guard/index.js';
import { createLog } from '../src/log.js';
import { serveMcp } from '../src/mcp/index.js';
import { policyOfState } from '../src/policy-in-force/in-state/index.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/sandbox/index.js';
import type { Deadlines } from '../src/whmcs/index.js';
import { CALLING_SETS } from './every-tool.js';
import { withObjects } from './tables.js';

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
  /** The parsed result of a success; a list is one of objects, however it was sent. */
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

/** An agent that speaks through a client that is connected. */
export function agentOf(client: Client, log: () => string): Agent {
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
        data: isError ? undefined : withObjects(JSON.parse(text)),
      };
    },
    async listed() {
      return (await client.listTools()).tools.map((tool) => tool.name);
    },
  };
}

export const plainClient = () => new Client({ name: 'test', version: '1.0.0' });

/** An agent at the other end of the transport. */
export async function connect(
  transport: Transport,
  log: () => string,
  client = plainClient(),
): Promise<Agent> {
  await client.connect(transport);
  return agentOf(client, log);
}

/** A folder that is gone when the tests are over. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'whmcs-mcp-'));

export function policyFile(policy: unknown): string {
  const path = join(temporaryFolder(), 'policy.json');
  writeFileSync(path, typeof policy === 'string' ? policy : JSON.stringify(policy));
  return path;
}

/** Waits for what some other process or event makes true. */
export const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await new Promise((next) => setTimeout(next, 10));
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
    ...CALLING_SETS,
    WHMCS_RATE: '100',
  };
}

/** When what was started ends: with the test, unless a file shares it among its tests. */
export type AtEnd = (end: () => Promise<void> | void) => void;

/** The program in this process; clients come to it over linked transports. */
export function openProgram(
  env: Record<string, string>,
  deadlines: Deadlines = {},
  atEnd: AtEnd = onTestFinished,
  now?: () => Date,
  observer?: Ports['observer'],
  install?: string,
  addons?: AddonActions,
): { app: App; connectAs(session: Session, client?: Client): Promise<Agent> } {
  const destructiveTools = [...vocabulary(addons).tools]
    .filter(([, facts]) => facts.class === 'destructive')
    .map(([name]) => name);
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
  const app = build(read.config, {
    log,
    deadlines,
    policyOfState,
    ...(now && { now }),
    ...(observer && { observer }),
    install,
    addons,
  });
  atEnd(() => app.close());
  return {
    app,
    async connectAs(session, client) {
      const [near, far] = InMemoryTransport.createLinkedPair();
      const server = await serveMcp(session, far, { guard: app.guard, version: '0.0.0', log });
      app.onPolicyChange(() => server.toolsChanged());
      const agent = await connect(near, () => lines, client);
      atEnd(async () => {
        await agent.client.close();
        await server.close();
      });
      return agent;
    },
  };
}

/** One client of the program in this process: everything is real but stdin and stdout. */
export const inProcess = (
  env: Record<string, string>,
  deadlines: Deadlines = {},
  atEnd: AtEnd = onTestFinished,
): Promise<Agent> => openProgram(env, deadlines, atEnd).connectAs(sessionFor(LOCAL_CALLER));
