import type { CallView, Journal } from '../audit/index.js';
import { type CallOf, type Catalog, isDamaged } from '../catalog/index.js';
import type { Guard } from './guard.js';
import { TooBusy, type TurnPorts, waitForTurn } from './sending/turn.js';
import { LOCAL_CALLER, newId } from './session.js';

/** A call that undoes another; `leaves` says what it does not bring back. */
export type UndoCall = Readonly<CallOf>;

/** Undoes calls of the journal. */
export interface Undo {
  /** The call that undoes one; or, as a sentence, why there is none. */
  of(call: CallView): UndoCall | string;
  /**
   * Makes that call through the guard, as any other: the policy judges it and may ask a person. `who` is the person who
   * wants it, `channel` where they said so, `grant` what narrows it. `says` is a sentence for them.
   */
  perform(call: CallView, who: string, channel?: UndoChannel, grant?: string): Promise<Undone>;
}

/** Where a person asks for an undo; the policy sees it as the caller's channel. */
export type UndoChannel = 'cli' | 'console';

/** What came of an undo; `code` as agents are told it, where it was made and is not done. */
export interface Undone {
  readonly done: boolean;
  readonly says: string;
  readonly code?: string;
}

/** Begins the id of the session in which a call is undone, so that the journal leads from either call to the other. */
export const sessionMark = (call: string): string => `undo:${call}:`;

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

interface UndoPorts extends Pick<TurnPorts, 'store' | 'log'> {
  readonly catalog: Catalog;
  readonly call: Guard['call'];
  readonly journal: Pick<Journal, 'note' | 'calls'>;
  /** The WHMCS that calls are made in here. */
  readonly installation: string;
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

export function createUndo(ports: UndoPorts): Undo {
  function of(call: CallView): UndoCall | string {
    const undo = ports.catalog.get(call.tool)?.undo;
    if (call.risk === 'read' || undo === undefined) return `${call.tool} changed nothing.`;
    if (call.installation !== undefined && call.installation !== ports.installation)
      return 'It was made in another WHMCS than the one that is worked on here.';
    if (call.state !== 'done') return `That call is ${call.state}: there is nothing certain to undo.`;
    if (typeof undo === 'string') return undo;
    if (undo.before !== undefined && call.before === undefined) {
      return 'What it replaced could not be read at the time, so it is not known what to set back.';
    }
    const way = undo.call(call.args, call.before ?? {}, call.result?.after ?? {});
    if (typeof way === 'string') return way;
    if (isDamaged(way.args)) {
      return 'What it replaced was read with damaged characters, and is not written back; a person can set it in WHMCS.';
    }
    const leaves = [way.leaves, undo.leaves].filter((part) => part !== undefined).join(' ');
    return leaves === '' ? way : { ...way, leaves };
  }

  async function make(
    call: CallView,
    way: UndoCall,
    { who, channel, grant }: { who: string; channel: UndoChannel; grant: string | undefined },
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

  return {
    of,
    async perform(call, who, channel = 'cli', grant) {
      const way = of(call);
      if (typeof way === 'string') return { done: false, says: way };
      const undone = await alone(ports, call.call, () => make(call, way, { who, channel, grant }));
      return undone ?? AT_WORK;
    },
  };
}
