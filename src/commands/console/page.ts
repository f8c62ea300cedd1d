import { randomBytes } from 'node:crypto';
import { CONSOLE_NOTICE, packageVersion } from '../../app.js';
import { type Console, createConsole } from '../../console/index.js';
import { LOCAL_CALLER } from '../../guard/index.js';
import { createApprovers } from '../../identities/index.js';
import type { Store } from '../../store/index.js';
import type { Running } from '../with-app.js';

/** Other processes take the address for stale after three times this. */
const HEARTBEAT_MS = 20_000;

/** The console of a program at work. `offerLink`: shows the operator a sign-in path, where only they can see it. */
export async function consoleOf(
  { app, log }: Pick<Running, 'app' | 'log'>,
  { offerLink }: { offerLink?(path: string): void },
): Promise<Console> {
  const store = await app.store();
  return createConsole({
    approvals: app.approvals,
    approvers: createApprovers(store.approvers),
    journal: app.journal,
    tools: () => app.guard.states({ caller: LOCAL_CALLER }),
    policy: app.policy,
    switchTool: app.switchTool,
    limits: app.guard.limits,
    tainted: app.guard.taint.list,
    endTaint: app.endTaint,
    undo: app.undo,
    halted: () => store.killSwitch.halted(),
    halt: app.halt,
    resume: app.resume,
    ...(app.consoleUrl === undefined ? {} : { publicUrl: app.consoleUrl }),
    ...(offerLink === undefined ? {} : { offerLink }),
    version: packageVersion(),
    now: () => new Date(),
    random: (bytes) => randomBytes(bytes),
    log,
  });
}

/** Tells other processes of the state where the console is, until it is ended. */
export async function tellAddress({ sharedValues }: Store, url: string): Promise<() => void> {
  const tell = () => sharedValues.put(CONSOLE_NOTICE, url, new Date()).catch(() => undefined);
  await tell();
  const heartbeat = setInterval(tell, HEARTBEAT_MS);
  return () => clearInterval(heartbeat);
}
