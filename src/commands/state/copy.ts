import { resolve } from 'node:path';
import { verify } from '../../audit/index.js';
import { plain } from '../../plain.js';
import { copyState, NotCopied } from '../../store/copies/index.js';
import { isDatabaseUrl, shownLocation } from '../../store/index.js';
import { CommandError, type Host } from '../host.js';
import type { Flags } from '../table/flags.js';
import { answer } from '../terminal/answer.js';
import { readSetting, userOf } from '../with-state.js';
import { checkUnused } from './unused.js';

/** Stands for the state that is set here, so that no password has to be typed. */
const SET_HERE = 'GUARD_STATE';

function locationOf(host: Host, flags: Flags<'env-file'>, word: string): string {
  const location = word === SET_HERE ? readSetting(host, flags, 'state') : word;
  if (location === 'memory')
    throw new CommandError('memory is gone with its process: there is nothing to copy.');
  if (isDatabaseUrl(location)) return location;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location))
    throw new CommandError('a state is a file or a postgres:// URL.');
  return resolve(host.cwd, location);
}

/** `state copy`: carries all that a state holds into an empty one. */
export async function copy(
  host: Host,
  flags: Flags<'json' | 'env-file'>,
  from: string,
  to: string,
): Promise<number> {
  const [source, target] = [locationOf(host, flags, from), locationOf(host, flags, to)];
  if (source === target) throw new CommandError('both are the same state.');
  await checkUnused(host, source);
  let rows: ReadonlyMap<string, number>;
  try {
    rows = await copyState(source, target, {
      who: userOf(host),
      at: new Date(),
      async check(journal, location) {
        const verdict = await verify(journal);
        if (!verdict.ok)
          throw new CommandError(
            `the journal in ${plain(shownLocation(location))} is not whole. ${verdict.message}`,
          );
      },
    });
  } catch (error) {
    if (error instanceof NotCopied) throw new CommandError(`nothing was copied. ${plain(error.message)}`);
    throw error;
  }
  const [old, fresh] = [source, target].map((one) => plain(shownLocation(one)));
  const tables = [...rows].map(([table, count]) => `  ${table}: ${count}\n`).join('');
  answer(host, flags, {
    value: { from: old, to: fresh, rows: Object.fromEntries(rows) },
    text: `${tables}Copied ${old} to ${fresh}: every row was counted, and the chain of the journal holds. Start all servers with GUARD_STATE of ${fresh}, and none with the old one: what is counted in one is not counted in the other.\n`,
  });
  return 0;
}
