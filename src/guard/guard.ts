import type { Tool } from '../catalog/index.js';
import { clientScopes } from '../policy/index.js';
import { gateOnUse } from './approval/gate-on-use.js';
import { type Arrived, unsent } from './call.js';
import { disclosureBy } from './decision/disclosure.js';
import { effectsOfCalls } from './decision/effects.js';
import { createJudge } from './decision/judge.js';
import type { LimitStatus } from './decision/limit-status.js';
import { keepingRefusals } from './decision/refused-reads.js';
import { createVisible, type ToolState } from './decision/visible.js';
import { findOrTell, followSets } from './extras.js';
import type { GuardOptions } from './guard-options.js';
import { type HeldMail, heldMail } from './held/held-mail.js';
import { noteInWhmcs } from './journal/activity-log.js';
import { type Conclude, createConclude } from './journal/conclude.js';
import { firstFacts } from './journal/facts.js';
import { ownJournal } from './journal/own-journal.js';
import { sweep } from './journal/sweep.js';
import type { CallEnded, CallObserver } from './observer.js';
import { failure, type Outcome, type Quote, thrownOutcome } from './outcome.js';
import { createPath, type Stop } from './path.js';
import type { MetBy } from './seen/elsewhere.js';
import { createSeenMemory } from './seen/memory.js';
import { printedProse } from './seen/printed-prose.js';
import { createSeen } from './seen/seen.js';
import { createTaintBook, type TaintBook } from './seen/taint.js';
import { type Connection, sideRead } from './sending/connection.js';
import { freshPassword } from './sending/password.js';
import { type CallOptions, type HeldOptions, type InnerOptions, newId, type Session } from './session.js';
import { UnderWay } from './under-way.js';

type Caller = Pick<Session, 'caller'>;

/** What WHMCS says of a call may name others than the clients that a caller is granted. */
const NOT_QUOTED = '(not shown to a caller who is granted single clients)';
/** Where a call was made of which nobody can tell for which WHMCS it was. */
const NOWHERE = { installation: '' };
const UNKNOWN_TOOL = { name: 'unknown', risk: 'unknown' } as const;

export interface Guard {
  /** The tools that a session may be allowed, as MCP lists them. The same array until the policy changes. */
  list(session: Caller): readonly Tool['listing'][];
  /**
   * Waits until `list` goes by the policy as it was at most 50 ms ago (`lately`, when left out), or as it is now; undefined where
   * there is nothing to wait for. `now` rejects with a StoreFault where nobody can tell.
   */
  upToDate(how?: 'lately' | 'now'): Promise<void> | undefined;
  /** All tools that are loaded, hidden ones too, as they are for a session: for the operator. */
  states(session: Caller): ToolState[];
  /** True where the policy decides and denies nothing. */
  inShadow(): boolean;
  /** The one path of every call. Never rejects. */
  call(session: Session, name: string, args: unknown, options?: CallOptions): Promise<Outcome>;
  /**
   * Refuses a call of which nobody can tell which WHMCS it is for; `problem` is a sentence for the agent. In the journal it stands
   * for none. Never rejects.
   */
  refuse(session: Session, name: string, problem: string, options?: CallOptions): Promise<Outcome>;
  /** The names of the WHMCS that it works on, where it is more than one. */
  readonly installs: readonly string[];
  /** What callers have met here. */
  readonly met: MetBy;
  /** The counters that the policy watches, or those of one caller; `all`: also those that have counted nothing, once for each rule. */
  limits(which?: 'counted' | 'all', caller?: Session['caller']): Promise<LimitStatus[]>;
  /** Who is tainted, and how a person ends that. */
  readonly taint: Pick<TaintBook, 'list' | 'end'>;
  /** What the journal has not taken yet. */
  readonly unwritten: Conclude['unwritten'];
  /** Mail that waits before it leaves. */
  readonly held: HeldMail;
  /** Settles what a process that died has left open in the journal. */
  sweep(): Promise<void>;
  /** Takes no new calls; resolves once none is under way. */
  idle(): Promise<void>;
}

export function createGuard(given: GuardOptions): Guard {
  const { installationId: installation, install } = given;
  const options = { ...given, journal: ownJournal(given.journal, installation) };
  const place = install === undefined ? { installation } : { installation, install };
  const { catalog, policy, presenter, log, now, whmcs, clear, clearRead } = options;
  const here = { ...options.installation, now, password: freshPassword };
  const connection: Connection = { whmcs, clear, clearRead, installation: here };
  const ask = keepingRefusals(
    async (action, params) => (await sideRead(connection, action, params, {})).body,
    now,
  );
  const taints = createTaintBook(options);
  const quoteFor =
    ({ session, facts }: Pick<Arrived, 'session' | 'facts'>): Quote =>
    (message) => {
      if (clientScopes(policy().grants, session.caller).length > 0) return NOT_QUOTED;
      const { text, tainted } = presenter.presentText(message);
      if (tainted) taints.note(session.caller, { call: facts.call, tool: facts.tool });
      return text;
    };
  const seen = createSeen(
    createSeenMemory({ ...options, key: options.digest('(seen)', {}) }),
    options.elsewhere,
  );
  const effects = [disclosureBy(seen), printedProse];
  const judge = createJudge({ ...options, ask, seen, effects });
  const ofPath = { ...options, effects: effectsOfCalls(effects) };
  const gate = gateOnUse(ofPath);
  const leaving = new AbortController();
  const conclude = createConclude({ ...options, leaving: leaving.signal });
  const renewPolicyFor = ({ risk }: Pick<Tool, 'risk'>) =>
    options.renewPolicy(risk === 'read' ? 'lately' : 'now');
  const walk = createPath({
    ...ofPath,
    policyFor: ({ risk }) => (risk === 'read' ? policy() : options.latestPolicy()),
    renewPolicyFor,
    judge,
    connection,
    gate,
    conclude,
    taints,
    seen,
    quoteFor,
    newId,
    callWithin: (session, name, args, within) =>
      begin(session, name, within, install, () => call(session, name, args, within)),
    leaving: leaving.signal,
  });
  const visible = createVisible({ catalog, policy, judge });
  const underWay = new UnderWay();
  let stopping = false;

  async function stopOf(
    session: Session,
    name: string,
    args: unknown,
    call: CallOptions & Partial<InnerOptions & HeldOptions>,
    problem: string | undefined,
  ): Promise<Stop> {
    const tool = catalog.get(name) ?? (await findOrTell(options, name, call));
    const named = { name: tool?.name ?? name.slice(0, 100), risk: tool?.risk ?? 'unknown' };
    const at = problem === undefined ? place : NOWHERE;
    const facts = firstFacts(newId(), session, named, at, call.within);
    try {
      // A client that goes on calling would otherwise keep the program from ever ending.
      if (stopping) {
        const stopped = failure('internal', 'whmcs-mcp is stopping; nothing was sent.');
        return { reached: { facts }, end: unsent(stopped) };
      }
      if (problem !== undefined)
        return { reached: { facts }, end: unsent(failure('invalid_arguments', problem)) };
      const renewing = tool === undefined ? options.renewPolicy('lately') : renewPolicyFor(tool);
      if (renewing !== undefined) await renewing;
      if (tool === undefined)
        return { reached: { facts }, end: unsent(await visible.unknown(session, name)) };
      const sending = { ...call, caller: session.caller.name, call: facts.call };
      return await walk({ tool, args, session, options: sending, facts });
    } catch (error) {
      log('error', 'call.failed', { call: facts.call, tool: tool?.name, error });
      return { reached: { facts }, end: unsent(thrownOutcome(error, quoteFor({ session, facts }))) };
    }
  }

  async function call(
    session: Session,
    name: string,
    args: unknown,
    callOptions: CallOptions,
    problem?: string,
  ): Promise<CallEnded> {
    const started = now().getTime();
    const { reached, end } = await stopOf(session, name, args, callOptions, problem);
    await taints.keep();
    const ms = now().getTime() - started;
    const { outcome, facts } = await conclude.end(reached, end, ms);
    if (options.notesInWhmcs && reached.intended === true)
      void underWay.track(noteInWhmcs({ ...options, connection }, facts, outcome));
    log('info', 'call', {
      tool: facts.risk === 'unknown' ? 'unknown' : facts.tool,
      class: facts.risk === 'unknown' ? undefined : facts.risk,
      outcome: outcome.ok ? 'done' : outcome.code,
      rule: outcome.ok ? undefined : outcome.details?.rule,
      ms,
      call: facts.call,
    });
    return { outcome: outcome.ok ? outcome : { ...outcome, call: facts.call }, facts, ms };
  }

  function observed(
    observer: CallObserver,
    session: Session,
    name: string,
    { request }: CallOptions,
    at: string | undefined,
    work: () => Promise<CallEnded>,
  ): Promise<CallEnded> {
    const { name: tool, risk } = catalog.get(name) ?? options.extras.actions.get(name) ?? UNKNOWN_TOOL;
    return observer.observe({ tool, risk, install: at, session, request }, work);
  }

  function begin(
    session: Session,
    name: string,
    call: CallOptions,
    at: string | undefined,
    work: () => Promise<CallEnded>,
  ) {
    const { observer } = options;
    const ended = observer === undefined ? work() : observed(observer, session, name, call, at, work);
    const running = ended.then(({ outcome }) => outcome);
    return stopping ? running : underWay.track(running);
  }

  return {
    list: visible.list,
    upToDate: followSets(options),
    states: visible.states,
    inShadow: () => policy().mode === 'shadow',

    call: (session, name, args, callOptions = {}) =>
      begin(session, name, callOptions, install, () => call(session, name, args, callOptions)),

    refuse: (session, name, problem, callOptions = {}) =>
      begin(session, name, callOptions, undefined, () => call(session, name, {}, callOptions, problem)),

    installs: [],
    met: { isTainted: taints.isTainted, ownersOf: seen.ownersOf, toldTo: seen.toldTo },

    async limits(which = 'counted', caller) {
      const { limitStatus } = await import('./decision/limit-status.js');
      return limitStatus(policy(), await options.store(), { ...options, which, caller }, now());
    },

    taint: { list: taints.list, end: taints.end },

    unwritten: conclude.unwritten,

    held: heldMail({
      ...ofPath,
      gate,
      judge,
      callAs: (session, name, args, held) =>
        begin(session, name, {}, install, () => call(session, name, args, held)),
    }),

    sweep: () => sweep({ ...options, connection }),

    async idle() {
      stopping = true;
      gate.close();
      leaving.abort();
      await underWay.none();
      await conclude.idle();
      await seen.written();
    },
  };
}
