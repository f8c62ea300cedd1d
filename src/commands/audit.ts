import { once } from 'node:events';
import { exportLines, exportTable, prune } from '../audit/index.js';
import { didYouMean } from '../spelling.js';
import { numberOf, sinceOf, WrongUse } from './audit-flags.js';
import { checkpoint, verifyJournal } from './audit-proof.js';
import { events, list, settle, show } from './audit-read.js';
import type { Flags, Host } from './index.js';
import { who, withStore } from './state.js';

const USAGE = `whmcs-mcp audit [list] [--tool T] [--caller C] [--outcome O] [--text X] [--days N] [--limit N] [--json]
whmcs-mcp audit events [--text X] [--days N] [--limit N] [--json]
whmcs-mcp audit show CALL_OR_ENTRY [--json]
whmcs-mcp audit clear CALL done|not_done
whmcs-mcp audit export [--format jsonl|csv] [--days N]
whmcs-mcp audit verify [--file EXPORT] [--checkpoint FILE [--public-key FILE]]
whmcs-mcp audit checkpoint [--key FILE]
whmcs-mcp audit prune --days N
`;

const VERBS = ['list', 'events', 'show', 'clear', 'export', 'verify', 'checkpoint', 'prune'];
/** What these verbs take after their name. */
const WORDS: Readonly<Record<string, number>> = { show: 1, clear: 2 };

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
    // Whoever read it has enough, as `head` does.
    if (error === gone) return 1;
    throw error;
  } finally {
    host.stdout.off('error', onGone);
  }
}

function exportJournal(host: Host, flags: Flags): Promise<number> {
  const { format = 'jsonl' } = flags;
  if (format !== 'jsonl' && format !== 'csv') throw new WrongUse('--format takes jsonl or csv.');
  const since = sinceOf(flags, new Date());
  const write = format === 'csv' ? exportTable : exportLines;
  return withStore(host, flags, ({ journal }) => writeAll(host, write(journal, since)));
}

function pruneJournal(host: Host, flags: Flags): Promise<number> {
  const days = numberOf(flags, 'days', { least: 1, most: 36_500 });
  if (days === undefined) throw new WrongUse('Say how much to keep: audit prune --days N.');
  return withStore(host, flags, async ({ journal }) => {
    const { entries, heldBy } = await prune(journal, days, new Date());
    host.stdout.write(
      entries === 0
        ? `Nothing was removed that is older than ${days} days.\n`
        : `Removed ${entries.toLocaleString('en-US')} entries older than ${days} days. The chain goes on from there; audit verify checks it.\n`,
    );
    if (heldBy !== undefined) {
      host.stdout.write(
        `Older ones are kept from call ${heldBy} on: what came of it is unknown or not that old. audit show ${heldBy} tells, audit clear settles it.\n`,
      );
    }
    return 0;
  });
}

async function perform(host: Host, flags: Flags, verb: string, words: readonly string[]): Promise<number> {
  switch (verb) {
    case 'list':
      return list(host, flags);
    case 'events':
      return events(host, flags);
    case 'show':
      return show(host, flags, words[0]);
    case 'clear':
      return settle(host, flags, words, who(host));
    case 'export':
      return exportJournal(host, flags);
    case 'verify':
      return verifyJournal(host, flags);
    case 'checkpoint':
      return checkpoint(host, flags);
    default:
      return pruneJournal(host, flags);
  }
}

/** `whmcs-mcp audit …`: what the journal holds, and whether it is whole. Exit code 1 where something is wrong. */
export async function runAudit(host: Host, flags: Flags, words: readonly string[]): Promise<number> {
  const [verb = 'list', ...rest] = words;
  if (!VERBS.includes(verb)) {
    host.stderr.write(`There is no "audit ${verb}".${didYouMean(verb, VERBS)}\n${USAGE}`);
    return 1;
  }
  try {
    if (rest.length > (WORDS[verb] ?? 0)) throw new WrongUse(`It takes no "${rest.at(-1)}".`);
    return await perform(host, flags, verb, rest);
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    host.stderr.write(`whmcs-mcp audit ${verb}: ${error.message}\n`);
    return 1;
  }
}
