import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from './host.js';
import { serversOf } from './servers.js';

/** An embedded WHMCS that a command works on instead of a real one. */
export interface StandIn {
  readonly url: string;
  readonly credentials: { identifier: string; secret: string };
  readonly staff: string;
  /** Where its state is, unless GUARD_STATE says otherwise: calls in it must not count against limits of a real WHMCS. */
  readonly state: string;
  close(): Promise<void>;
}

/**
 * The embedded WHMCS of a command. A server starts its own, with a state that other commands can reach; any other command
 * joins the server that was started last, so that people can decide what was asked there, and else starts one for itself.
 */
export async function standIn(host: Host, { serves }: { serves: boolean }): Promise<StandIn> {
  const { SANDBOX_CREDENTIALS, startSandbox } = await import('../sandbox/index.js');
  const running = serves ? undefined : serversOf(host).findLast(({ sandbox }) => sandbox !== undefined);
  if (running?.sandbox !== undefined) {
    const { state, sandbox } = running;
    return { ...sandbox, state, credentials: SANDBOX_CREDENTIALS, close: async () => {} };
  }
  const sandbox = await startSandbox();
  const folder = serves ? mkdtempSync(join(tmpdir(), 'whmcs-mcp-sandbox-')) : undefined;
  return {
    url: sandbox.url,
    credentials: sandbox.credentials,
    staff: sandbox.state.staff[0]?.username ?? '',
    state: folder === undefined ? 'memory' : join(folder, 'state.db'),
    async close() {
      await sandbox.close();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
