import type { CallView, Journal } from '../../audit/index.js';

/** Intents that one look brings. */
const PAGE = 50;

/**
 * The call by which a line has left, or may have left, under a request; undefined where it was not begun, or was refused
 * after its intent. It is looked for by the request alone: the clock of whoever began it may be another one.
 */
export async function begunLine(
  journal: Pick<Journal, 'calls'>,
  digest: string,
  request: string,
): Promise<CallView | undefined> {
  let before: number | undefined;
  do {
    const { calls, next } = await journal.calls({
      ...{ digest, text: request, kinds: ['intent'], limit: PAGE },
      ...(before === undefined ? {} : { before }),
    });
    const begun = calls.find(({ approval, state }) => approval === request && state !== 'refused');
    if (begun !== undefined) return begun;
    before = next;
  } while (before !== undefined);
  return undefined;
}
