import type { Reply } from '../client.js';
import { openWhmcs } from '../open.js';
import type { WhmcsPorts, WhmcsSettings } from '../settings.js';
import { PROBES, type ProbeName } from './probes.js';

/** A client of WHMCS for somebody who wants to know what it answers, and must not change a thing. */
export interface Probing {
  /**
   * Makes the one call of that action that the table of probes holds; there is no way to send anything else. Rejects with a
   * WhmcsFault. A write is sent once at most.
   */
  probe(action: ProbeName): Promise<Reply>;
  /** The activity of one day, written in any format of dates: of the reads, the one that takes an argument. */
  activityOf(day: string): Promise<Reply>;
  /** What time WHMCS has; undefined as long as none of its answers said. */
  clock(): Date | undefined;
  close(): Promise<void>;
}

const A_DAY = /^\d{2,4}[-/.]\d{2}[-/.]\d{2,4}$/;

/** Throws an `Error` for settings it can't work with. */
export function openProbing(settings: WhmcsSettings, ports: WhmcsPorts = {}): Probing {
  const kindOf = (action: string) => PROBES[action as ProbeName]?.kind;
  const { whmcs, clear, clearRead } = openWhmcs(settings, kindOf, ports);
  return {
    probe: async (action) => whmcs.send(clear({ action, slow: false, params: PROBES[action].params })),
    async activityOf(day) {
      if (!A_DAY.test(day)) throw new TypeError('This is not a day.');
      return whmcs.send(clearRead({ action: 'GetActivityLog', params: { date: day, limitnum: 25 } }));
    },
    clock: whmcs.clock,
    close: whmcs.close,
  };
}
