import { plain } from '../../plain.js';
import { markRestored } from '../../store/copies/index.js';
import { isDatabaseUrl, shownLocation } from '../../store/index.js';
import { CommandError, type Host } from '../host.js';
import type { Flags } from '../table/flags.js';
import { answer } from '../terminal/answer.js';
import { readSetting, userOf } from '../with-state.js';
import { checkUnused } from './unused.js';

/** `state restored`: makes the database of GUARD_STATE safe to use after it was put back from a backup. */
export async function restored(host: Host, flags: Flags<'json' | 'env-file'>): Promise<number> {
  const location = readSetting(host, flags, 'state');
  if (!isDatabaseUrl(location))
    throw new CommandError('GUARD_STATE is no database: whmcs-mcp restore FILE puts a file back.');
  await checkUnused(host, location);
  await markRestored(location, { who: userOf(host), at: new Date() });
  answer(host, flags, {
    value: { state: shownLocation(location), restored: true },
    text: `${plain(shownLocation(location))} can be used again. Requests for approval that were open in it are void, and the journal says where the gap is. What was counted against limits since the backup is forgotten, and so are halts, revoked tokens and writes since then: look at all of them before you start a server.\n`,
  });
  return 0;
}
