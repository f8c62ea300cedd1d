import type { Log } from '../../log.js';
import { type Policy, type SessionFacts, UNAVAILABLE } from '../../policy/index.js';
import type { CallerAt, Store, Taint, TaintSource } from '../../store/index.js';
import type { Caller } from '../session.js';
import type { MetBy } from './elsewhere.js';

/**
 * Who is tainted: callers that text of outsiders has reached, over every connection and process. Time ends it, as the
 * policy says, or a person does; a caller never does.
 */
export interface TaintBook {
  /** Text of outsiders is about to be handed to the caller. Holds at once in this process; `keep` makes it last. */
  note(caller: Caller, by: TaintSource): void;
  /** Writes down what was noted, before an answer leaves. Never rejects: what can't be written is tried again later. */
  keep(): Promise<void>;
  /** What rules can ask about a caller's session. UNAVAILABLE, which every rule counts as its worst, where the state can't tell. */
  sessionOf(caller: Caller): Promise<SessionFacts | typeof UNAVAILABLE>;
  /** Whether the caller is tainted here. Rejects with a StoreFault. */
  isTainted(caller: Caller): Promise<boolean>;
  /** Everybody who is tainted here, the latest first. */
  list(): Promise<readonly Taint[]>;
  /** Ends it for one caller. False where there was nothing to end. */
  end(caller: string): Promise<boolean>;
}

interface Ports {
  policy(): Policy;
  store(): Promise<Store>;
  installationId: string;
  log: Log;
  now(): Date;
  /** Where else text of outsiders may have reached the same callers. */
  elsewhere?: Pick<MetBy, 'isTainted'> | undefined;
}

/** Taint is written down for this much longer than it holds at least: a caller that reads on waits for the disk once in that time. */
const AHEAD_MS = 60_000;

interface Noted {
  readonly by: TaintSource;
  readonly at: Date;
}

export function createTaintBook({ policy, store, installationId, log, now, elsewhere }: Ports): TaintBook {
  /** What is not written down yet, by caller. */
  const noted = new Map<string, Noted>();
  const callerAt = (caller: string): CallerAt => ({ installation: installationId, caller });

  async function write(caller: string, note: Noted): Promise<void> {
    const { taint } = await store();
    const { taintMs } = policy();
    const until = note.at.getTime() + taintMs;
    const standing = await taint.standing(callerAt(caller), note.at);
    if (standing === undefined || standing.until.getTime() < until) {
      const ahead = Math.min(AHEAD_MS, Math.floor(taintMs / 60));
      await taint.mark(callerAt(caller), note.by, note.at, new Date(until + ahead));
    }
    // One that came meanwhile is still to be written.
    if (noted.get(caller) === note) noted.delete(caller);
  }

  async function isTainted({ name }: Caller): Promise<boolean> {
    if (noted.has(name)) return true;
    const { taint } = await store();
    return (await taint.standing(callerAt(name), now())) !== undefined;
  }

  return {
    isTainted,

    note({ name }, by) {
      noted.set(name, { by, at: now() });
    },

    async keep() {
      for (const [caller, note] of [...noted]) {
        try {
          await write(caller, note);
        } catch (error) {
          log('error', 'taint.unkept', { caller, error });
        }
      }
    },

    async sessionOf(caller) {
      if (noted.has(caller.name)) return { tainted: true };
      try {
        const tainted = (await isTainted(caller)) || (await elsewhere?.isTainted(caller)) === true;
        return { tainted };
      } catch (error) {
        log('warn', 'taint.unread', { caller: caller.name, error });
        return UNAVAILABLE;
      }
    },

    async list() {
      const all = await (await store()).taint.list(now());
      return all.filter(({ installation }) => installation === installationId);
    },

    async end(caller) {
      const was = noted.delete(caller);
      return (await (await store()).taint.end(callerAt(caller), now())) || was;
    },
  };
}
