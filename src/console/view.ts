import type { Approvals, NewVote } from '../approvals/index.js';
import type { CallView, Journal } from '../audit/index.js';
import type { LimitStatus } from '../guard/index.js';
import type { EntryFilter, Halt, StoredApproval, Taint, Voting } from '../store/index.js';
import type { Person } from './door/sessions.js';
import type { ConsoleOptions, Health, Undoing } from './options.js';
import { FOR_ALL, type PolicyView, policyViewOf } from './policy-view.js';

/** What of the program has to do with callers or with all of them: a page has it by the view of a person alone. */
export type Guarded =
  | 'approvals'
  | 'held'
  | 'journal'
  | 'undo'
  | 'limits'
  | 'health'
  | 'tainted'
  | 'endTaint'
  | 'switchTool'
  | 'policyDesk'
  | 'policyEditors'
  | 'halt'
  | 'resume';

/** Why something was not done, as a sentence. */
export interface NotDone {
  readonly why: string;
}

/** What one person sees of what agents do, and may do about it. */
export interface View {
  /** The grants whose callers it is held to; undefined: it shows all callers. */
  readonly grants: readonly string[] | undefined;
  /** Whether it shows what callers do who were given this grant (undefined: none). */
  shows(grant: string | undefined): boolean;
  readonly requests: Pick<Approvals, 'list' | 'get'>;
  vote(id: string, word: Pick<NewVote, 'yes' | 'reason' | 'denied'>): Promise<Voting>;
  /** Undefined where words of held mail can't be changed here. */
  readonly held:
    | {
        editable(tool: string): Promise<readonly string[]>;
        /** It does not leave before that, so that nothing leaves while somebody writes. */
        postpone(id: string, until: Date): Promise<Voting>;
        edit(id: string, edits: Readonly<Record<string, string>>): Promise<Edited>;
      }
    | undefined;
  readonly journal: Pick<Journal, 'calls' | 'call'>;
  readonly undo:
    | {
        of(call: CallView): Undoing | string;
        perform(call: CallView): Promise<{ readonly done: boolean; readonly says: string }>;
      }
    | undefined;
  /** Nothing where it is held to grants: counters are of callers, clients and the installation. */
  limits(): Promise<readonly LimitStatus[]>;
  /** Undefined where it is held to grants: settings and their faults are the operator's. Rejects where the state does. */
  health(): Promise<Health | undefined>;
  tainted(): Promise<readonly Taint[]>;
  /** False where there was nothing to end. */
  endTaint(caller: string): Promise<boolean>;
  /** Whoever sees a danger may stop everything. */
  halt(reason: string): Promise<void>;
  /** Resolves to what still halts. */
  resume(): Promise<Halt | undefined | NotDone>;
  /** Undefined where the program has no desk for it. */
  readonly policy: PolicyView | undefined;
  /** Resolves to a sentence where it is refused. */
  switchTool(tool: string, on: boolean, install?: string): Promise<string | undefined>;
}

type Edited = Awaited<ReturnType<NonNullable<ConsoleOptions['held']>['edit']>>;

export { FOR_ALL };

/** How many of the calls of a caller are looked at: one that was given another grant meanwhile is nobody's of the old one. */
const CALLS_SEEN = 20;

export function viewOf(options: Pick<ConsoleOptions, Guarded>, person: Person): View {
  const { approvals, journal, undo, held } = options;
  const { who, alsoKnownAs, grants } = person;
  const acting = {
    who,
    ...(alsoKnownAs === undefined ? {} : { alsoKnownAs }),
    grants,
    channel: 'console',
  } as const;
  const isHeld = grants !== undefined;
  const shows = (grant: string | undefined) =>
    grants === undefined || (grant !== undefined && grants.includes(grant));

  async function ofTheirs<T extends StoredApproval | CallView>(found: Promise<T | undefined>) {
    const one = await found;
    return one !== undefined && shows(one.grant) ? one : undefined;
  }

  /** By the call that brought it, and by what the caller has done since: a grant is given to a call, not to a name. */
  async function showsTaint({ caller, by }: Taint): Promise<boolean> {
    if (!isHeld) return true;
    if ((await ofTheirs(journal.call(by.call))) === undefined) return false;
    const { calls } = await journal.calls({ caller, limit: CALLS_SEEN });
    return calls.every(({ grant }) => shows(grant));
  }

  async function tainted(): Promise<readonly Taint[]> {
    const all = await options.tainted();
    const shown = await Promise.all(all.map(showsTaint));
    return all.filter((_one, at) => shown[at]);
  }

  return {
    grants,
    shows,
    requests: {
      list: (of) => approvals.list({ ...of, grants }),
      get: (id) => ofTheirs(approvals.get(id)),
    },
    vote: (id, word) => approvals.vote(id, { ...word, who, alsoKnownAs, grants, channel: 'console' }),
    held: held && {
      editable: held.editable,
      postpone: (id, until) => held.postpone(id, until, acting),
      edit: (id, edits) => held.edit(id, edits, acting),
    },
    journal: {
      calls: (filter: EntryFilter) => journal.calls({ ...filter, grants }),
      call: (id) => ofTheirs(journal.call(id)),
    },
    undo: undo && {
      of: undo.of,
      perform: (call) => undo.perform(call, who, 'console', isHeld ? call.grant : undefined),
    },
    limits: async () => (isHeld ? [] : options.limits()),
    health: async () => (isHeld ? undefined : options.health?.()),
    tainted,
    async endTaint(caller) {
      const isTheirs = !isHeld || (await tainted()).some((one) => one.caller === caller);
      return isTheirs && options.endTaint(caller, who);
    },
    halt: (reason) => options.halt(who, reason),
    resume: async () => (isHeld ? { why: FOR_ALL } : options.resume(who)),
    policy: options.policyDesk && policyViewOf(options.policyDesk, person, options.policyEditors ?? []),
    switchTool: async (tool, on, install) => (isHeld ? FOR_ALL : options.switchTool(tool, on, who, install)),
  };
}
