import type { Approvals } from '../approvals/index.js';
import type { Tool, Values } from '../catalog/index.js';
import type { Decision, Policy } from '../policy/index.js';
import type { Reservation, StoredApproval } from '../store/index.js';
import { WhmcsFault } from '../whmcs/index.js';
import type { Gatekeeper } from './approve.js';
import { type CarrierOptions, createCarrier, type Decided, type Underway } from './carry-out.js';
import { denial } from './denial.js';
import type { Progress } from './execute.js';
import { judgedFacts } from './journal-facts.js';
import type { Judge } from './judge.js';
import { reserve } from './limits.js';
import { type Failure, failure, type Outcome } from './outcome.js';
import { isEnforced } from './shadow.js';

export interface PathOptions extends CarrierOptions {
  /** The policy in force, asked anew for each call. */
  policy(): Policy;
  judge: Judge;
  gatekeeper: Gatekeeper;
  approvals: Approvals;
  /** How long a call waits for people before it answers that it needs them. */
  approvalWaitMs: number;
  /** Keyed digest of a tool and its exact arguments. */
  digest(tool: string, values: Values): string;
}

type Step = Outcome | { waits: StoredApproval };

const isRefused = ({ outcome }: Decision) => outcome === 'hidden' || outcome === 'deny';

/** Whether a policy refuses, and means it. */
export const isRefusal = (policy: Policy, decision: Decision): boolean =>
  isRefused(decision) && isEnforced(policy, decision);

/** The one path of every call of a known tool. */
export function createPath(options: PathOptions) {
  const { judge, log, now, store, approvals, gatekeeper } = options;
  const { carryOut, repeats, stopped, sweep } = createCarrier(options);

  /** Goes the path; where people have to be waited for, goes it again from the start once they have decided. */
  async function walk(tool: Tool, args: unknown, call: Underway): Promise<Outcome> {
    let waitedFor: string | undefined;
    for (;;) {
      const step = await attempt(tool, args, call, waitedFor);
      if (!('waits' in step)) return step;
      const { id } = step.waits;
      const { signal, onWait } = call.options;
      const settled = await approvals.settled(id, {
        ms: options.approvalWaitMs,
        signal,
        onWait: (ms) => onWait?.(ms, `a person to decide on ${id}`),
      });
      if (settled?.state !== 'approved') return gatekeeper.answer(tool, settled ?? step.waits);
      waitedFor = id;
    }
  }

  async function attempt(
    tool: Tool,
    args: unknown,
    call: Underway,
    waitedFor: string | undefined,
  ): Promise<Step> {
    const policy = options.policy();
    const early = judge.early(tool, policy, call.session);
    if (isRefusal(policy, early)) {
      call.facts = { ...call.facts, decision: { ...brief(early) } };
      return denial(tool, early);
    }
    const parsed = tool.parse(args);
    if ('problems' in parsed) {
      return failure('invalid_arguments', `${tool.name} was not called. ${parsed.problems.join('; ')}.`, {
        problems: parsed.problems,
      });
    }
    const judged = await judge.full(tool, policy, call.session, parsed.values);
    const { decision } = judged;
    call.facts = judgedFacts(call.facts, tool, parsed.values, judged, options.withhold);
    if (isRefusal(policy, decision)) return denial(tool, decision);
    const asks = decision.outcome === 'approval' && isEnforced(policy, decision);
    if (decision.outcome !== 'allow' && !asks) {
      log('warn', 'shadow', { tool: tool.name, would: decision.outcome, rule: decision.deciding.id });
    }
    const halted = await stopped(tool);
    if (halted !== undefined) return halted;
    const { repeat_of: _, ...what } = parsed.values;
    const digest = options.digest(tool.name, what);
    call.facts = { ...call.facts, digest };
    const decided = { tool, policy, values: parsed.values, digest, judged, call, asks, waitedFor };
    const repeated = await repeats(decided, false);
    if (repeated !== undefined) return repeated;
    const limited = await limit(tool, policy, decision);
    return 'ok' in limited ? limited : counted(limited.held, decided);
  }

  async function limit(
    tool: Tool,
    policy: Policy,
    decision: Decision,
  ): Promise<Failure | { held: Reservation | undefined }> {
    if (decision.limits.length === 0) return { held: undefined };
    const reserved = await reserve(await store(), tool.name, decision, options.installationId, now());
    if (!('ok' in reserved)) return { held: reserved };
    if (policy.mode === 'enforce') return reserved;
    log('warn', 'shadow', { tool: tool.name, would: reserved.code, rule: reserved.details?.rule });
    return { held: undefined };
  }

  /** Gives back what was counted, and the approval, where certainly nothing left. */
  async function counted(held: Reservation | undefined, decided: Decided): Promise<Step> {
    const progress: Progress = { begun: false };
    let taken: StoredApproval | undefined;
    let left = false;
    try {
      if (decided.asks) {
        const { tool, values, call, waitedFor } = decided;
        const { decision, ask } = decided.judged;
        const { session } = call;
        const gate = await gatekeeper.pass({ tool, values, decision, ask, session, waitedFor });
        if (!('taken' in gate)) {
          const id = 'waits' in gate ? gate.waits.id : gate.details?.approval;
          if (typeof id === 'string') call.facts = { ...call.facts, approval: id };
          return gate;
        }
        taken = gate.taken;
        call.facts = { ...call.facts, approval: taken.id };
      }
      const outcome = await carryOut(decided, progress);
      // What WHMCS refused has reached it, and stays counted: else a caller could try without end.
      left = progress.begun;
      return outcome;
    } catch (error) {
      left = progress.begun && !(error instanceof WhmcsFault && !error.reached);
      throw error;
    } finally {
      await settle(held, left);
      if (taken !== undefined && !left) await giveBack(taken);
    }
  }

  /** What was counted stays, or is given back. A state that fails here keeps it, and changes no answer. */
  async function settle(held: Reservation | undefined, stays: boolean): Promise<void> {
    if (held === undefined) return;
    try {
      const state = await store();
      await (stays ? state.counters.commit(held) : state.counters.release(held));
    } catch (error) {
      log('error', 'state.failed', { error });
    }
  }

  async function giveBack({ id }: StoredApproval): Promise<void> {
    try {
      await approvals.giveBack(id);
    } catch (error) {
      log('error', 'state.failed', { error });
    }
  }

  return { walk, sweep };
}

const brief = ({ outcome, deciding, rules, revision }: Decision) => ({
  outcome,
  rule: deciding.id,
  rules: rules.map(({ id, verdict }) => ({ id, verdict })),
  revision,
});
