import type { Catalog, Installation, Tool, Values } from '../catalog/index.js';
import type { Log } from '../log.js';
import { capItems, redactPersonal, type Withhold } from '../output/index.js';
import type { Decision, Policy } from '../policy/index.js';
import { didYouMean } from '../spelling.js';
import type { Reservation, Store } from '../store/index.js';
import { type Clear, type Whmcs, WhmcsFault } from '../whmcs/index.js';
import { denial } from './denial.js';
import { type CallOptions, type Connection, execute, type Progress, sideRead } from './execute.js';
import { type Caller, createJudge, type Judged, type Switches } from './judge.js';
import { judgedCall } from './judged-call.js';
import { reserve } from './limits.js';
import { type Failure, failure, type Outcome, thrownOutcome } from './outcome.js';
import { freshPassword } from './password.js';
import { isEnforced } from './shadow.js';

export interface GuardOptions {
  catalog: Catalog;
  /** The policy in force, asked anew for each call. */
  policy(): Policy;
  switches: Switches;
  whmcs: Whmcs;
  clear: Clear;
  installation: Pick<Installation, 'dateFormat' | 'timezone' | 'staff'>;
  /** Tells this WHMCS from another in a state that both use. */
  installationId: string;
  /** The shared state, opened when first needed. Rejects where it can't be had. */
  store(): Promise<Store>;
  withhold: Withhold;
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
  /** Takes no new calls; resolves once none is under way. */
  idle(): Promise<void>;
}

const LOCAL: Caller = { name: 'local', channel: 'stdio' };

export function createGuard(options: GuardOptions): Guard {
  const { catalog, log, now, store } = options;
  const connection: Connection = {
    whmcs: options.whmcs,
    clear: options.clear,
    installation: { ...options.installation, now, password: freshPassword },
    turns: new Map(),
  };
  const judge = createJudge({
    switches: options.switches,
    ask: async (action, params) => (await sideRead(connection, action, params, {})).body,
    now,
    log,
  });
  const underWay = new Set<Promise<unknown>>();
  let stopping = false;

  const isRefusal = (policy: Policy, decision: Decision) =>
    (decision.outcome === 'hidden' || decision.outcome === 'deny') && isEnforced(policy, decision);
  const visible = (policy: Policy) =>
    [...catalog.values()].filter((tool) => !isRefusal(policy, judge.early(tool, policy, LOCAL)));

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

  /** Whatever is no plain read stops while the switch is thrown, and while nobody can tell whether it is. */
  async function stopped(tool: Tool): Promise<Failure | undefined> {
    if (tool.risk === 'read') return undefined;
    const halt = await (await store()).halted();
    if (halt === undefined) return undefined;
    const why = halt.reason === '' ? '' : `: ${halt.reason}`;
    return failure(
      'policy_denied',
      `[POLICY DENIED] ${tool.name} is refused by rule (halted)${why}. Only reading goes on until the operator resumes.`,
      {
        rule: '(halted)',
      },
    );
  }

  async function walk(tool: Tool, args: unknown, call: CallOptions): Promise<Outcome> {
    const policy = options.policy();
    const early = judge.early(tool, policy, LOCAL);
    if (isRefusal(policy, early)) return denial(tool, early);

    const parsed = tool.parse(args);
    if ('problems' in parsed) {
      return failure('invalid_arguments', `${tool.name} was not called. ${parsed.problems.join('; ')}.`, {
        problems: parsed.problems,
      });
    }
    const judged = await judge.full(tool, policy, LOCAL, parsed.values);
    const { decision } = judged;
    const refused = decision.outcome !== 'allow' && isEnforced(policy, decision);
    await keep(tool, judged, refused || tool.risk === 'read');
    if (refused) return denial(tool, decision);
    if (decision.outcome !== 'allow') {
      log('warn', 'shadow', { tool: tool.name, would: decision.outcome, rule: decision.deciding.id });
    }
    const halted = await stopped(tool);
    if (halted !== undefined) return halted;
    return limited(tool, policy, parsed.values, decision, call);
  }

  /** Keeps what was asked and said. A state that can't be written stops whatever would be no plain read. */
  async function keep(tool: Tool, judged: Judged, goesOnWithout: boolean): Promise<void> {
    try {
      await (await store()).record(judgedCall(tool, judged, LOCAL, now(), options.withhold));
    } catch (error) {
      log('warn', 'state.failed', { error });
      if (!goesOnWithout) throw error;
    }
  }

  async function limited(
    tool: Tool,
    policy: Policy,
    values: Values,
    decision: Decision,
    call: CallOptions,
  ): Promise<Outcome> {
    if (decision.limits.length === 0) return made(tool, policy, values, call, { begun: false });
    const state = await store();
    const reserved = await reserve(state, tool.name, decision, options.installationId, now());
    if ('ok' in reserved) {
      if (policy.mode === 'enforce') return reserved;
      log('warn', 'shadow', { tool: tool.name, would: reserved.code, rule: reserved.details?.rule });
      return made(tool, policy, values, call, { begun: false });
    }
    const progress: Progress = { begun: false };
    try {
      const outcome = await made(tool, policy, values, call, progress);
      // What WHMCS refused has reached it, and stays counted: else a caller could try without end.
      await settle(state, reserved, progress.begun);
      return outcome;
    } catch (error) {
      await settle(state, reserved, progress.begun && !(error instanceof WhmcsFault && !error.reached));
      throw error;
    }
  }

  /** What was counted stays, or is given back. A state that fails here keeps it, and changes no answer. */
  async function settle(state: Store, reserved: Reservation, stays: boolean): Promise<void> {
    try {
      await (stays ? state.commit(reserved) : state.release(reserved));
    } catch (error) {
      log('error', 'state.failed', { error });
    }
  }

  async function made(
    tool: Tool,
    policy: Policy,
    values: Values,
    call: CallOptions,
    progress: Progress,
  ): Promise<Outcome> {
    // Asked again when the checks are done: they take seconds, and a thrown switch holds at once.
    const done = await execute({
      at: connection,
      tool,
      values,
      options: call,
      progress,
      stopped: () => stopped(tool),
    });
    if ('ok' in done) return done;
    const shown = redactPersonal(options.withhold(done.result), policy.redact);
    return { ok: true, text: JSON.stringify(capItems(shown)) };
  }

  async function recorded(name: string, args: unknown, call: CallOptions): Promise<Outcome> {
    const tool = catalog.get(name);
    const started = now().getTime();
    let outcome: Outcome;
    try {
      // A client that goes on calling would otherwise keep the program from ever ending.
      if (stopping) outcome = failure('internal', 'whmcs-mcp is stopping; nothing was sent.');
      else outcome = tool === undefined ? unknownTool(name) : await walk(tool, args, call);
    } catch (error) {
      outcome = thrownOutcome(error);
      if (outcome.code === 'internal') {
        log('error', 'call.failed', { tool: tool?.name, error });
      }
    }
    if (!outcome.ok) outcome = { ...options.withhold(outcome), ok: false };
    log('info', 'call', {
      tool: tool?.name ?? 'unknown',
      class: tool?.risk,
      outcome: outcome.ok ? 'done' : outcome.code,
      rule: outcome.ok ? undefined : outcome.details?.rule,
      ms: now().getTime() - started,
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
        const decision = judge.early(tool, policy, LOCAL);
        const { id, message } = decision.deciding;
        const base = { name: tool.name, toolset: tool.toolset, class: tool.risk };
        const reason = message === undefined ? id : `${id} ${message}`;
        return { ...base, state: decision.outcome, listed: !isRefusal(policy, decision), reason };
      });
    },

    async idle() {
      stopping = true;
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}
