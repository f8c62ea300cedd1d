import type { CallView, Journal } from '../../audit/index.js';
import { exact, plain } from '../../plain.js';
import { replayCalls } from '../../policy/trial/index.js';
import { DAY_MS } from '../../terms.js';
import { EXIT } from '../exit-codes.js';
import type { Host } from '../host.js';
import { type Flags, numberOf } from '../table/flags.js';
import { answer } from '../terminal/answer.js';
import { withState } from '../with-state.js';
import { loadPolicy } from './check.js';
import { namesHere } from './names.js';

const PAGE = 500;

/** The calls of the journal since then, oldest first. */
async function callsSince(journal: Journal, since: Date): Promise<CallView[]> {
  const calls: CallView[] = [];
  let before: number | undefined;
  do {
    const page = await journal.calls({ since, limit: PAGE, ...(before === undefined ? {} : { before }) });
    calls.push(...page.calls);
    before = page.next;
  } while (before !== undefined);
  return calls.reverse();
}

/** When a call was made, of what, and in which WHMCS where a file named it. */
const named = ({ at, tool, install }: CallView) =>
  `${at.toISOString()} ${tool}${install === undefined ? '' : ` in ${plain(install)}`}`;

const inJson = ({ call, at, tool, install, caller, args }: CallView) => ({
  call,
  at,
  tool,
  install,
  caller,
  args,
});

/**
 * Prints what a candidate policy would have said of the recorded calls, where that differs from what was said.
 * Limits are not replayed: their counters are not what they were. With `--install`, the calls in that WHMCS alone.
 */
export async function replay(
  host: Host,
  flags: Flags<'days' | 'install' | 'json' | 'sandbox' | 'env-file'>,
  file: string,
): Promise<number> {
  const loaded = loadPolicy(host, flags, file, await namesHere(host, flags));
  if (loaded === undefined) return EXIT.failed;
  const days = numberOf(flags, 'days', { least: 1, most: 30 }) ?? 7;
  return withState(host, flags, async ({ journal }) => {
    const since = new Date(Date.now() - days * DAY_MS);
    const recorded = await callsSince(journal, since);
    const { install } = flags;
    const ofInstall = install === undefined ? recorded : recorded.filter((call) => call.install === install);
    const { calls, changed, unclear } = replayCalls(loaded.policy, ofInstall);
    const count = (outcome: string) => changed.filter((one) => one.after.outcome === outcome).length;
    const held = count('hold') === 0 ? '' : `${count('hold')} newly held, `;
    const lines = [
      ...changed.map(
        ({ call, before, after }) =>
          `${named(call)} ${exact(call.args)}: was ${before}, would be ${after.outcome} by ${after.deciding.id}\n`,
      ),
      ...unclear.map(
        ({ call, lacks }) => `${named(call)}: can't be told, ${lacks.join(', ')} was not looked up then\n`,
      ),
      `${calls} calls of ${days} days${install === undefined ? '' : ` in ${plain(install)}`}: ${count('deny') + count('hidden')} newly denied, ${count('approval')} newly asked, ${held}${count('allow')} newly allowed, ${unclear.length} can't be told. Limits are not replayed.\n`,
    ];
    answer(host, flags, {
      value: {
        calls,
        days,
        changed: changed.map(({ call, before, after }) => ({
          ...inJson(call),
          before,
          after: after.outcome,
          rule: after.deciding.id,
        })),
        unclear: unclear.map(({ call, lacks }) => ({ ...inJson(call), lacks })),
      },
      text: lines.join(''),
    });
    return EXIT.done;
  });
}
