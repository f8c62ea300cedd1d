import { duration } from '../duration.js';
import { plain } from '../plain.js';
import type { Taint } from '../store/index.js';
import { CommandError, type Host } from './host.js';
import type { Flags } from './table/flags.js';
import { answer } from './terminal/answer.js';
import { columns } from './terminal/columns.js';
import { userOf, withState } from './with-state.js';

const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const row = ({ caller, since, by, last, until }: Taint, now: Date) => [
  plain(caller),
  `since ${minute(since)}`,
  `by ${by.tool} (call ${by.call})`,
  `last ${minute(last)}`,
  `ends in ${duration(until.getTime() - now.getTime())}`,
];

/** Prints who is tainted, the latest first. */
export function listTaint(host: Host, flags: Flags<'json' | 'sandbox' | 'env-file'>): Promise<number> {
  return withState(host, flags, async ({ store }) => {
    const now = new Date();
    const tainted = await store.taint.list(now);
    const text = columns(tainted.map((one) => row(one, now))) || 'No caller is tainted.\n';
    answer(host, flags, { value: tainted, text });
    return 0;
  });
}

/** Ends the taint of a caller, at every installation that shares the state, and says so in the journal. */
export function endTaint(
  host: Host,
  flags: Flags<'json' | 'sandbox' | 'env-file'>,
  caller: string,
): Promise<number> {
  return withState(host, flags, async ({ store, journal }) => {
    const now = new Date();
    const tainted = (await store.taint.list(now)).filter((one) => one.caller === caller);
    if (tainted.length === 0) throw new CommandError(`no caller named ${plain(caller)} is tainted.`);
    for (const one of tainted) await store.taint.end(one, now);
    await journal.note('operator', { event: 'taint.cleared', caller, who: userOf(host) });
    const text = `${plain(caller)} is taken for untainted again, until the next text of outsiders.\n`;
    answer(host, flags, { value: { caller, cleared: true }, text });
    return 0;
  });
}
