import type { CallView } from '../../audit/index.js';
import { exact } from '../../plain.js';
import { EXIT } from '../exit-codes.js';
import type { Host } from '../host.js';
import type { Flags } from '../table/flags.js';
import { columns } from '../terminal/columns.js';
import { paintFor } from '../terminal/paint.js';
import { untilStopped } from '../terminal/until-stopped.js';
import { withState } from '../with-state.js';
import { type CallFilter, filterOf } from './call-filter.js';
import { callRow } from './call-row.js';

/** How many are printed before what follows. */
const BEFORE = '10';
/** How many calls between two looks are printed; of more than that the oldest are left to `audit list`. */
const FOLLOWED = 500;

/** `audit tail`: the newest calls, oldest first, then each that is made and what comes of it, until a signal comes. */
export function tail(
  host: Host,
  flags: Flags<Exclude<CallFilter, 'days'> | 'json' | 'sandbox' | 'env-file'>,
): Promise<number> {
  const filter = filterOf({ ...flags, limit: flags.limit ?? BEFORE, days: undefined });
  const paint = paintFor(host, host.stdout);
  let known = new Map<string, string>();
  return withState(host, flags, async ({ journal }) => {
    let asked = filter;
    await untilStopped(host, async () => {
      const { calls } = await journal.calls(asked);
      const news = calls.filter(({ call, state }) => known.get(call) !== state).toReversed();
      known = new Map(calls.map(({ call, state }: CallView) => [call, state]));
      // What was left out at first is not news later.
      const since = asked.since ?? (calls.length < filter.limit ? undefined : calls.at(-1)?.at);
      asked = { ...filter, limit: FOLLOWED, ...(since === undefined ? {} : { since }) };
      const now = new Date();
      host.stdout.write(
        flags.json
          ? news.map((call) => `${exact(call)}\n`).join('')
          : columns(news.map((call) => callRow(host, call, { now, paint }))),
      );
    });
    return EXIT.done;
  });
}
