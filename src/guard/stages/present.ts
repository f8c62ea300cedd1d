import { ownWordsOf, pictureOf } from '../../catalog/index.js';
import type { Log } from '../../log.js';
import type { Presenter } from '../../output/index.js';
import { redactFor } from '../../policy/index.js';
import type { Completed, End } from '../call.js';
import type { Seen } from '../seen/seen.js';
import type { TaintBook } from '../seen/taint.js';

interface Ports {
  presenter: Presenter;
  taints: Pick<TaintBook, 'note'>;
  seen: Pick<Seen, 'shown' | 'written'>;
  log: Log;
}

/** The answer as the caller may see it. Text of outsiders in it taints the caller. */
export function presentAnswer({ presenter, taints, seen, log }: Ports): (call: Completed) => Promise<End> {
  return async ({ tool, values, policy, session, reads, result, facts }) => {
    const page =
      tool.pages === undefined
        ? undefined
        : { list: tool.pages, argument: 'limitstart', from: offsetOf(values.limitstart) };
    const redact = redactFor(policy, session.caller);
    const isInner = session.caller.via !== undefined;
    // What goes into the answer of a composed tool is marked with that.
    const open = isInner ? presenter.prepare(result, redact) : undefined;
    const presented =
      open === undefined
        ? presenter.present(result, { action: tool.action, redact, page, words: ownWordsOf(result) })
        : { text: '', tainted: false };
    const picture = isInner ? undefined : pictureOf(result);
    // What is written in a picture is prose of whoever made it.
    const tainted = presented.tainted || picture !== undefined;
    if (tainted) taints.note(session.caller, { call: facts.call, tool: tool.name });
    try {
      const remembering = seen.shown(
        { tool, values, caller: session.caller },
        result,
        reads.subject.clientId,
      );
      if (remembering !== undefined) await remembering;
      // Another server of this state has to know it before the agent does, or could be used to send it on.
      await seen.written();
    } catch (error) {
      // What can't be remembered keeps nobody from reading.
      log('error', 'seen.unkept', { tool: tool.name, error });
    }
    const { text } = presented;
    const told = open === undefined ? { ok: true as const, text } : { ok: true as const, text, open };
    const end = picture === undefined ? told : { ...told, picture };
    return tool.risk === 'read' ? { end, sent: true } : { end, sent: true, after: scalarsOf(result) };
  };
}

const offsetOf = (limitstart: unknown) => (limitstart === undefined ? undefined : Number(limitstart));

/** The ids that a write came back with; texts are not ours to keep. */
function scalarsOf(result: unknown): Record<string, unknown> {
  if (typeof result !== 'object' || result === null) return {};
  const plain = Object.entries(result).filter(([, value]) => /^[\w.,:-]{0,64}$/.test(String(value)));
  return Object.fromEntries(plain);
}
