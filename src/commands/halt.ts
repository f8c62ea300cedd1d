import { shownLocation } from '../store/index.js';
import type { Host } from './host.js';
import type { Flags } from './table/flags.js';
import { userOf, withState } from './with-state.js';

/** Stops every call that is no read, in all processes that share the state. */
export function halt(host: Host, flags: Flags<'env-file'>, reason: string): Promise<number> {
  return withState(host, flags, async ({ store }, location) => {
    await store.killSwitch.halt(userOf(host), reason, new Date());
    host.stdout.write(
      `Halted: no call but reads passes any server that uses ${shownLocation(location)}. whmcs-mcp resume lifts it.\n`,
    );
    return 0;
  });
}

export function resume(host: Host, flags: Flags<'env-file'>): Promise<number> {
  return withState(host, flags, async ({ store }) => {
    const remaining = await store.killSwitch.resume(userOf(host), new Date());
    if (remaining === undefined) {
      host.stdout.write('Resumed.\n');
      return 0;
    }
    host.stdout.write(`Still halted by the file ${remaining.file ?? 'named halt'}: remove it.\n`);
    return 1;
  });
}
