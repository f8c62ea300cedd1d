import { posix, win32 } from 'node:path';
import { defaultLocation } from '../store/index.js';
import type { Host } from './host.js';
import { serversOf } from './servers.js';

/** An embedded WHMCS that a command works on instead of a real one. */
export interface StandIn {
  readonly url: string;
  readonly credentials: { identifier: string; secret: string };
  readonly staff: string;
  /** Where its state is, unless GUARD_STATE says otherwise: calls in it must not count against limits of a real WHMCS. */
  readonly state: string;
  /** Has it answer to actions of addon modules with what they were sent; one that another process runs does what that says. */
  answerTo(actions: readonly string[]): void;
  close(): Promise<void>;
}

/** The server on the embedded WHMCS that was started last. */
const runningOn = (host: Host) => serversOf(host).findLast(({ sandbox }) => sandbox !== undefined);

/** The state of all that works on the embedded WHMCS, beside that of the real one. */
function ownState(host: Host): string {
  const { dirname, join } = host.platform === 'win32' ? win32 : posix;
  return join(dirname(defaultLocation(host)), 'sandbox.db');
}

/** The state that commands about the embedded WHMCS look into: that of the server at work. */
export const sandboxState = (host: Host): string => runningOn(host)?.state ?? ownState(host);

/**
 * The embedded WHMCS of a command. A server starts its own; any other command joins the server that was started last, so that
 * people can decide what was asked there, and else starts one for itself. All share one state.
 */
export async function standIn(host: Host, { serves }: { serves: boolean }): Promise<StandIn> {
  const { SANDBOX_CREDENTIALS, startSandbox } = await import('../sandbox/index.js');
  const running = serves ? undefined : runningOn(host);
  if (running?.sandbox !== undefined) {
    const { state, sandbox } = running;
    return { ...sandbox, state, credentials: SANDBOX_CREDENTIALS, answerTo() {}, close: async () => {} };
  }
  const sandbox = await startSandbox();
  return {
    url: sandbox.url,
    credentials: sandbox.credentials,
    staff: sandbox.state.staff[0]?.username ?? '',
    state: ownState(host),
    answerTo: (actions) => sandbox.answerTo(actions),
    close: () => sandbox.close(),
  };
}
