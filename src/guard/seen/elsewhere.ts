import type { Caller } from '../session.js';
import type { Spelled } from './spellings.js';

/**
 * What callers have met in one WHMCS, as far as it counts in every other one of the same server: what an agent has read
 * stays in its context wherever it writes next. Rejects with a StoreFault where nobody can tell.
 */
export interface MetBy {
  /** Whether text of outsiders has reached the caller. */
  isTainted(caller: Caller): Promise<boolean>;
  /** Whose the values are that the caller was shown, of those that belong to one client. */
  ownersOf(caller: Caller, values: Iterable<Spelled>): Promise<ReadonlySet<string>>;
  /** What the caller said lately to any of the addresses: half of a value may have gone there, and the other half goes here. */
  toldTo(caller: Caller, addresses: readonly string[]): readonly string[];
}

/** The same of several together. Asked anew each time who they are. */
export function everywhere(all: () => readonly MetBy[]): MetBy {
  return {
    async isTainted(caller) {
      for (const one of all()) if (await one.isTainted(caller)) return true;
      return false;
    },
    async ownersOf(caller, values) {
      const spelled = [...values];
      const owners = await Promise.all(all().map((one) => one.ownersOf(caller, spelled)));
      return new Set(owners.flatMap((one) => [...one]));
    },
    toldTo: (caller, addresses) => all().flatMap((one) => one.toldTo(caller, addresses)),
  };
}
