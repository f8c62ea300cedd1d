import type { CallView, Journal } from '../../audit/index.js';
import { TooBusy, waitForTurn } from '../sending/turn.js';
import { LOCAL_CALLER, newId } from '../session.js';
import type { UndoCall, UndoChannel, Undone, UndoPorts } from './terms.js';

/** Begins the id of the session in which a call is undone, so that the journal leads from either call to the other. */
const sessionMark = (call: string): string => `undo:${call}:`;

/** The call that calls of a session undo; undefined in any other session. */
export const callUndoneIn = (session: string): string | undefined => /^undo:([\w-]+):/.exec(session)?.[1];

/** How many tries to undo a call are looked at: nothing is tried once one was done. */
const MOST_UNDOINGS = 5;

/** The calls that were to undo one, newest first. */
export async function undoingsOf(
  journal: Pick<Journal, 'calls'>,
  { call, at }: Pick<CallView, 'call' | 'at'>,
): Promise<readonly CallView[]> {
  const { calls } = await journal.calls({ text: sessionMark(call), since: at, limit: MOST_UNDOINGS });
  return calls.filter(({ session }) => callUndoneIn(session) === call);
}

/** Why a call is not undone again, as a sentence: somebody may have changed the record since. Undefined where it was not undone. */
export async function undoneAlready(
  journal: Pick<Journal, 'calls'>,
  call: Pick<CallView, 'call' | 'at'>,
): Promise<string | undefined> {
  const done = (await undoingsOf(journal, call)).find(({ state }) => state === 'done');
  return done && `It was undone already, by call ${done.call}. To have it back, undo that one.`;
}

const AT_WORK: Undone = {
  done: false,
  says: 'Somebody else is undoing it at this moment. Look in a minute at what came of it.',
};

/** Runs while nobody else undoes that call, in any process; undefined where somebody does for long. */
async function alone<T>(ports: UndoPorts, call: string, work: () => Promise<T>): Promise<T | undefined> {
  const keys = [`undo ${ports.installation} ${call}`];
  try {
    const { turn } = await waitForTurn({ store: ports.store, log: ports.log, newId }, keys);
    return await work().finally(() => turn.release());
  } catch (error) {
    if (error instanceof TooBusy) return undefined;
    throw error;
  }
}

/** Who undoes a call, and where they said so. */
interface By {
  readonly who: string;
  readonly channel: UndoChannel;
  readonly grant: string | undefined;
}

async function make(
  ports: UndoPorts,
  call: CallView,
  way: UndoCall,
  { who, channel, grant }: By,
): Promise<Undone> {
  const already = await undoneAlready(ports.journal, call);
  if (already !== undefined) return { done: false, says: already };
  const caller = { ...LOCAL_CALLER, channel, ...(grant !== undefined && { grant }) };
  const outcome = await ports.call({ id: sessionMark(call.call) + newId(), caller }, way.tool, way.args);
  await ports.journal.note('operator', {
    event: 'undo',
    of: call.call,
    tool: way.tool,
    who,
    channel,
    outcome: outcome.ok ? 'done' : outcome.code,
  });
  return {
    done: outcome.ok,
    says: outcome.ok ? `${call.tool} is undone by ${way.tool}.` : outcome.message,
    ...(outcome.ok ? {} : { code: outcome.code }),
  };
}

/** Makes the call that undoes another, once, however many ask for it at the same moment. */
export async function undoAlone(ports: UndoPorts, call: CallView, way: UndoCall, by: By): Promise<Undone> {
  return (await alone(ports, call.call, () => make(ports, call, way, by))) ?? AT_WORK;
}
