import { randomBytes } from 'node:crypto';
import type { Approvals } from '../approvals/index.js';
import type { CallResult, Journal } from '../audit/index.js';
import type { Ask, Catalog, Installation, Tool, Values } from '../catalog/index.js';
import type { Log } from '../log.js';
import type { Presenter, Withhold } from '../output/index.js';
import type { Decision, Policy } from '../policy/index.js';
import { didYouMean } from '../spelling.js';
import type { Store } from '../store/index.js';
import type { Switches } from '../terms.js';
import type { Clear, ClearRead, Whmcs } from '../whmcs/index.js';
import { createGatekeeper } from './approve.js';
import type { Underway } from './carry-out.js';
import { type Connection, sideRead } from './execute.js';
import { firstFacts } from './journal-facts.js';
import { createJudge } from './judge.js';
import { type LimitStanding, limitStandings } from './limit-status.js';
import { type Failure, failure, type Outcome, thrownOutcome } from './outcome.js';
import { freshPassword } from './password.js';
import { createPath, isRefusal } from './path.js';
import type { Caller, CallOptions, Session } from './session.js';

export interface GuardOptions {
  catalog: Catalog;
  /** The policy in force, asked anew for each call. */
  policy(): Policy;
  switches: Switches;
  whmcs: Whmcs;
  clear: Clear;
  clearRead: ClearRead;
  installation: Pick<Installation, 'dateFormat' | 'timezone' | 'staff'>;
  /** Tells this WHMCS from another in a state that both use. */
  installationId: string;
  /** The shared state, opened when first needed. Rejects where it can't be had. */
  store(): Promise<Store>;
  approvals: Approvals;
  /** How long a call waits for people before it answers that it needs them. */
  approvalWaitMs: number;
  /** Where people can decide, if a console is running. */
  consoleUrl(): Promise<string | undefined>;
  journal: Journal;
  /** Writes are also written into WHMCS's own activity log. */
  tellsWhmcs: boolean;
  /** Keyed digest of a tool and its exact arguments. */
  digest(tool: string, values: Values): string;
  withhold: Withhold;
  presenter: Presenter;
  log: Log;
  now(): Date;
}

export interface ToolState {
  name: string;
  toolset: string;
  class: string;
  /** What a call would meet: hidden, deny, approval, allow, or open where it depends on the arguments. */
  state: Decision['outcome'];
  listed: boolean;
  /** The rule that decides, and what it says. */
  reason: string;
}

export interface Guard {
  /** The tools that may be allowed, as MCP lists them. The same array until the visible set changes. */
  list(): readonly Tool['listing'][];
  /** True where the policy decides and denies nothing. */
  inShadow(): boolean;
  /** The one path of every call. Never throws. */
  call(name: string, args: unknown, options?: CallOptions): Promise<Outcome>;
  /** All tools, hidden ones too, for the operator. */
  states(): ToolState[];
  /** What every counter that the policy watches stands at. */
  limits(): Promise<LimitStanding[]>;
  /** Settles what a process that died has left open in the journal. */
  sweep(): Promise<void>;
  /** Takes no new calls; resolves once none is under way. */
  idle(): Promise<void>;
}

const LOCAL = 'local';

const newId = () => randomBytes(9).toString('base64url');

/** A session of whoever runs this process: one caller, whichever way they come. */
export function localSession(channel: 'stdio' | 'cli' = 'stdio'): Session {
  const caller: Caller = { name: LOCAL, channel };
  return { id: newId(), caller, tainted: false };
}

export function createGuard(options: GuardOptions): Guard {
  const { catalog, log, now } = options;
  const connection: Connection = {
    whmcs: options.whmcs,
    clear: options.clear,
    clearRead: options.clearRead,
    installation: { ...options.installation, now, password: freshPassword },
  };
  const ask: Ask = async (action, params) => (await sideRead(connection, action, params, {})).body;
  const judge = createJudge({ switches: options.switches, ask, now, log });
  const gatekeeper = createGatekeeper(options);
  const path = createPath({ ...options, judge, connection, gatekeeper, newId });
  const alone = localSession();
  const underWay = new Set<Promise<unknown>>();
  let stopping = false;

  const visible = (policy: Policy) =>
    [...catalog.values()].filter((tool) => !isRefusal(policy, judge.early(tool, policy, alone)));

  let listed: { policy: Policy; listing: readonly Tool['listing'][] } | undefined;
  function list(): readonly Tool['listing'][] {
    const policy = options.policy();
    if (listed?.policy !== policy) {
      listed = { policy, listing: Object.freeze(visible(policy).map((tool) => tool.listing)) };
    }
    return listed.listing;
  }

  function unknownTool(name: string): Failure {
    const guess = didYouMean(
      name,
      list().map((tool) => tool.name),
    );
    return failure(
      'invalid_arguments',
      `There is no tool "${name.slice(0, 100)}".${guess} tools/list names them all.`,
    );
  }

  async function outcomeOf(name: string, args: unknown, call: Underway): Promise<Outcome> {
    const tool = catalog.get(name);
    try {
      // A client that goes on calling would otherwise keep the program from ever ending.
      if (stopping) return failure('internal', 'whmcs-mcp is stopping; nothing was sent.');
      return tool === undefined ? unknownTool(name) : await path.walk(tool, args, call);
    } catch (error) {
      const outcome = thrownOutcome(error, call.quote);
      if (outcome.code === 'internal') log('error', 'call.failed', { tool: tool?.name, error });
      return outcome;
    }
  }

  /** The journal of a call that is over. One that can't be written any more changes no answer. */
  async function keep({ facts, intended, result: after }: Underway, outcome: Outcome, ms: number) {
    const result = outcome.ok
      ? { outcome: 'done', ms, ...(after === undefined ? {} : { after }) }
      : { outcome: outcome.code, message: outcome.message, ...said(outcome), ms };
    try {
      await (intended ? options.journal.outcome(facts, result) : options.journal.whole(facts, result));
    } catch (error) {
      log('error', 'journal.failed', { call: facts.call, error });
    }
  }

  const said = ({ details }: Failure) => ({
    ...(typeof details?.whmcs_message === 'string' ? { whmcs: details.whmcs_message } : {}),
    ...(details?.read_back === undefined
      ? {}
      : { readBack: details.read_back as NonNullable<CallResult['readBack']> }),
  });

  /** Shows staff, where they look, what was done here. What fails changes no answer. */
  async function tellWhmcs({ facts, intended }: Underway, outcome: Outcome): Promise<void> {
    if (!options.tellsWhmcs || !intended) return;
    const { call, tool, caller, approval } = facts;
    const became = outcome.ok ? 'done' : outcome.code;
    const approved = approval === undefined ? '' : `, approval ${approval}`;
    const description = `whmcs-mcp: ${tool} by ${caller}: ${became} (call ${call}${approved})`;
    try {
      const params = { description };
      const clearance = options.clear({ action: 'LogActivity', slow: false, params });
      await options.whmcs.send(clearance);
    } catch (error) {
      log('warn', 'activity.failed', { call, error });
    }
  }

  async function recorded(name: string, args: unknown, called: CallOptions): Promise<Outcome> {
    const tool = catalog.get(name);
    const session = called.session ?? alone;
    const named = { name: tool?.name ?? name.slice(0, 100), risk: tool?.risk ?? 'unknown' };
    const call: Underway = {
      session,
      options: called,
      quote(message) {
        const { text, tainted } = options.presenter.presentText(message);
        if (tainted) session.tainted = true;
        return text;
      },
      facts: firstFacts(newId(), session, named),
      intended: false,
    };
    const started = now().getTime();
    let outcome = await outcomeOf(name, args, call);
    if (!outcome.ok) outcome = { ...options.withhold(outcome), ok: false };
    const ms = now().getTime() - started;
    await keep(call, outcome, ms);
    await call.letGo?.();
    const telling = tellWhmcs(call, outcome);
    underWay.add(telling);
    void telling.finally(() => underWay.delete(telling));
    log('info', 'call', {
      tool: tool?.name ?? 'unknown',
      class: tool?.risk,
      outcome: outcome.ok ? 'done' : outcome.code,
      rule: outcome.ok ? undefined : outcome.details?.rule,
      ms,
    });
    return outcome;
  }

  return {
    list,
    inShadow: () => options.policy().mode === 'shadow',

    call(name, args, call = {}) {
      const running = recorded(name, args, call);
      if (!stopping) underWay.add(running);
      return running.finally(() => underWay.delete(running));
    },

    states() {
      const policy = options.policy();
      return [...catalog.values()].map((tool) => {
        const decision = judge.early(tool, policy, alone);
        const { id, message } = decision.deciding;
        const base = { name: tool.name, toolset: tool.toolset, class: tool.risk };
        const reason = message === undefined ? id : `${id} ${message}`;
        return { ...base, state: decision.outcome, listed: !isRefusal(policy, decision), reason };
      });
    },

    limits: async () =>
      limitStandings(options.policy(), await options.store(), options.installationId, now()),

    sweep: () => path.sweep(catalog),

    async idle() {
      stopping = true;
      gatekeeper.close();
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
