import { once } from 'node:events';
import { exportLines, exportTable, prune } from '../../audit/index.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import { type Flags, numberOf, sinceOf } from '../table/flags.js';
import { answer } from '../terminal/answer.js';
import { withState } from '../with-state.js';

/** Writes piece by piece, no faster than they are taken. */
async function writeAll(host: Host, pieces: AsyncIterable<string>): Promise<number> {
  let gone: Error | undefined;
  const onGone = (error: Error) => {
    gone = error;
  };
  host.stdout.on('error', onGone);
  try {
    for await (const piece of pieces) {
      if (!host.stdout.write(piece)) await once(host.stdout, 'drain');
      if (gone !== undefined) return 1;
    }
    return 0;
  } catch (error) {
    // The reader closed the pipe, as `head` does.
    if (error === gone) return 1;
    throw error;
  } finally {
    host.stdout.off('error', onGone);
  }
}

/** Writes the journal out. */
export function exportJournal(
  host: Host,
  flags: Flags<'format' | 'days' | 'sandbox' | 'env-file'>,
): Promise<number> {
  const { format = 'jsonl' } = flags;
  if (format !== 'jsonl' && format !== 'csv')
    throw new CommandError('--format takes jsonl or csv.', EXIT.usage);
  const since = sinceOf(flags, new Date());
  const write = format === 'csv' ? exportTable : exportLines;
  return withState(host, flags, ({ store: { journal } }) => writeAll(host, write(journal, since)));
}

/** Removes entries that are older than --days. */
export function pruneJournal(
  host: Host,
  flags: Flags<'days' | 'json' | 'sandbox' | 'env-file'>,
): Promise<number> {
  const days = numberOf(flags, 'days', { least: 1, most: 36_500 });
  if (days === undefined) throw new CommandError('say how much to keep: audit prune --days N.', EXIT.usage);
  return withState(host, flags, async ({ store: { journal } }) => {
    const removed = await prune(journal, days, new Date());
    const { entries, asOf, heldBy } = removed;
    const told = [
      entries === 0
        ? `Nothing was removed that is older than ${days} days.`
        : `Removed ${entries.toLocaleString('en-US')} entries older than ${days} days. The chain goes on from there; audit verify checks it.`,
    ];
    if (asOf !== undefined) {
      told.push(
        `The clock is far ahead of what was written before, so ${asOf.toISOString().slice(0, 10)} was taken for today. A week from now it is believed.`,
      );
    }
    if (heldBy !== undefined) {
      told.push(
        `Older ones are kept from call ${heldBy} on: what came of it is unknown or not that old. audit show ${heldBy} tells, audit clear settles it.`,
      );
    }
    answer(host, flags, { value: removed, text: `${told.join('\n')}\n` });
    return 0;
  });
}
