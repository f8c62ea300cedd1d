import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { onTestFinished } from 'vitest';
import { LANDMARKS, type Sandbox, type State } from '../../src/sandbox/index.js';
import { type Answer, credentialsFor, sandboxed, temporaryFolder, until } from '../harness.js';
import { finished, run, spawnStdio } from '../program.js';

export const ORDER = LANDMARKS.pendingOrder;

/** Everything is there; cancelling an order takes a person. */
export const ASK_TO_CANCEL = {
  version: '1',
  default: 'allow',
  tools: { whmcs_cancel_order: { require_approval: { message: 'orders are cancelled by people' } } },
};

export interface Installation {
  sandbox: Sandbox;
  env: Record<string, string>;
  /** Writes another policy over the one in force. */
  setPolicy(policy: unknown): void;
  /** Another agent process on the same state; with a client of the test's own, if it brings one. */
  agent(extra?: Record<string, string>, client?: Client): ReturnType<typeof spawnStdio>;
  addApprover(name: string, password: string): Promise<void>;
  /** The command line, to its end. */
  command(...args: string[]): ReturnType<typeof finished>;
  /** Every call of an action that arrived. */
  arrived(action: string): Sandbox['requests'];
  order(id?: number): State['orders'][number] | undefined;
  orderStatus(): string | undefined;
}

/** A WHMCS, a state that processes share, and a policy. */
export async function openInstallation(
  policy: unknown = ASK_TO_CANCEL,
  extra: Record<string, string> = {},
): Promise<Installation> {
  const sandbox = await sandboxed();
  const folder = temporaryFolder();
  const file = join(folder, 'policy.json');
  const setPolicy = (next: unknown) => writeFileSync(file, JSON.stringify(next));
  setPolicy(policy);
  const env = {
    ...credentialsFor(sandbox),
    GUARD_POLICY: file,
    GUARD_STATE: join(folder, 'state.db'),
    GUARD_APPROVAL_WAIT: '0',
    LOG_LEVEL: 'error',
    USER: 'owner',
    ...extra,
  };
  const order = (id: number = ORDER) => sandbox.state.orders.find((one) => one.id === id);
  return {
    sandbox,
    env,
    setPolicy,
    async agent(more = {}, client) {
      const agent = await spawnStdio({ ...env, ...more }, [], client);
      onTestFinished(() => agent.client.close());
      return agent;
    },
    async addApprover(name, password) {
      const started = run(['approvals', 'add-approver', name], env);
      started.child.stdin?.end(`${password}\n`);
      if ((await started.exit) !== 0) throw new Error(started.err());
    },
    command: (...args) => finished(args, env),
    arrived: (action) =>
      sandbox.requests.filter((request) => request.action.toLowerCase() === action.toLowerCase()),
    order,
    orderStatus: () => order()?.status,
  };
}

/** The id that an answer names. */
export const idIn = (answer: Answer): string => String(answer.details.approval);

/** A running console: its address and the link that signs in once. */
export async function openConsole(installation: Installation): Promise<{ url: string; link: string }> {
  const started = run(['console', '--port', '0'], installation.env);
  await until(
    () => /Sign in once with|sign in with their name/.test(started.out()) || started.child.exitCode !== null,
  );
  const url = /The console is at (\S+)/.exec(started.out())?.[1];
  if (url === undefined) throw new Error(`the console did not start: ${started.out()}${started.err()}`);
  return { url, link: /Sign in once with (\S+)/.exec(started.out())?.[1] ?? '' };
}
