import { resolve } from 'node:path';
import { createJournal, type Journal } from '../audit/index.js';
import { readEnvFile, SETTINGS } from '../config/index.js';
import { defaultPlace, openStore, type Store, StoreFault } from '../store/index.js';
import type { Flags, Host } from './index.js';

/** A setting as the server would read it that this user would start here; the state has a default place. */
export function readSetting(host: Host, flags: Flags, key: 'state' | 'url'): string {
  const named = flags['env-file'];
  const file = readEnvFile(resolve(host.cwd, named ?? '.env'), named !== undefined);
  const { name } = SETTINGS[key];
  return host.env[name] || file.values[name] || (key === 'state' ? defaultPlace(host) : '');
}

/** Opens the shared state for one command. Says what is wrong and resolves to 1 where it can't. */
export async function withStore(
  host: Host,
  flags: Flags,
  work: (store: Store, path: string) => Promise<number>,
): Promise<number> {
  const path = readSetting(host, flags, 'state');
  if (path === 'memory') {
    host.stderr.write('whmcs-mcp: GUARD_STATE is memory, which no other process shares; name a file.\n');
    return 1;
  }
  try {
    const store = await openStore(path);
    try {
      return await work(store, path);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
    host.stderr.write(`whmcs-mcp: ${error.message}\n`);
    return 1;
  }
}

/** The same with the journal that is kept there. */
export function withJournal(
  host: Host,
  flags: Flags,
  work: (journal: Journal, store: Store) => Promise<number>,
): Promise<number> {
  return withStore(host, flags, (store) => work(journalOf(store), store));
}

function journalOf(store: Store): Journal {
  return createJournal({
    rows: async () => store.journal,
    now: () => new Date(),
    // What commands write into the journal is ours: who did what.
    withhold: (value) => value,
    log: () => {},
  });
}

export const who = ({ env }: Host) => env.USER || env.USERNAME || 'operator';

/** Stops every call that is no read, in all processes that share the state. */
export function halt(host: Host, flags: Flags, reason: string): Promise<number> {
  return withStore(host, flags, async (store, path) => {
    await store.halt(who(host), reason, new Date());
    host.stdout.write(
      `Halted: no call but reads passes any server that uses ${path}. whmcs-mcp resume lifts it.\n`,
    );
    return 0;
  });
}

export function resume(host: Host, flags: Flags): Promise<number> {
  return withStore(host, flags, async (store) => {
    const left = await store.resume(who(host), new Date());
    if (left === undefined) {
      host.stdout.write('Resumed.\n');
      return 0;
    }
    host.stdout.write(`Still halted by the file ${left.file ?? 'named halt'}: remove it.\n`);
    return 1;
  });
}
