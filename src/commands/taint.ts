import { duration } from '../duration.js';
import { plain } from '../plain.js';
import type { Taint } from '../store/index.js';
import { CommandError, type Host } from './host.js';
import type { Flags } from './table/flags.js';
import { userOf, withState } from './with-state.js';

const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const line = ({ caller, since, by, last, until }: Taint, now: Date) =>
  `${plain(caller)}  since ${minute(since)} by ${by.tool} (call ${by.call}), last ${minute(last)}, ends in ${duration(until.getTime() - now.getTime())}\n`;

/** Prints who is tainted, the latest first. */
export function listTaint(host: Host, flags: Flags<'json' | 'sandbox' | 'env-file'>): Promise<number> {
  return withState(host, flags, async ({ store }) => {
    const now = new Date();
    const tainted = await store.taint.list(now);
    host.stdout.write(
      flags.json
        ? `${JSON.stringify(tainted, null, 2)}\n`
        : tainted.map((one) => line(one, now)).join('') || 'No caller is tainted.\n',
    );
    return 0;
  });
}

/** Ends the taint of a caller, at every installation that shares the state, and says so in the journal. */
export function endTaint(host: Host, flags: Flags<'sandbox' | 'env-file'>, caller: string): Promise<number> {
  return withState(host, flags, async ({ store, journal }) => {
    const now = new Date();
    const tainted = (await store.taint.list(now)).filter((one) => one.caller === caller);
    if (tainted.length === 0) throw new CommandError(`no caller named ${plain(caller)} is tainted.`);
    for (const one of tainted) await store.taint.end(one, now);
    await journal.note('operator', { event: 'taint.cleared', caller, who: userOf(host) });
    host.stdout.write(`${plain(caller)} is taken for untainted again, until the next text of outsiders.\n`);
    return 0;
  });
}
