import type { Tool } from '../../catalog/index.js';
import type { Log } from '../../log.js';
import { clientScopes, type Policy } from '../../policy/index.js';
import { type InTurn, type Judged, type Parsed, type Stage, startAgain, unsent, withMore } from '../call.js';
import type { Asker } from '../decision/attempt.js';
import { denial } from '../decision/denial.js';
import type { Judge } from '../decision/judge.js';
import { isEnforced, isRefusal } from '../decision/shadow.js';
import { isHeld } from '../held/is-held.js';
import type { Duplicates } from '../journal/duplicates.js';
import { judgedFacts } from '../journal/facts.js';
import { linesOf } from '../plans/lines.js';
import type { TaintBook } from '../seen/taint.js';
import { type HaltPorts, halted } from '../sending/halted.js';

/** Refuses writes while the kill switch is thrown, before anything is read or anybody asked for them. */
export function refuseHalted(ports: HaltPorts) {
  return async <C extends Parsed>(call: C): Promise<C | ReturnType<typeof unsent>> => {
    const stop = await halted(call.tool, ports);
    return stop === undefined ? call : unsent(stop);
  };
}

/** People are asked only for a call that has its turn in hand, and while nothing is halted. Others meet a halt at the last look. */
export function beforeAsking(ports: HaltPorts): Stage<Judged, Judged> {
  const refuse = refuseHalted(ports);
  return (call) => {
    const { planned, held } = call.options;
    if (!call.needsApproval && planned === undefined && held === undefined && !isHeld(call)) return call;
    return call.turn?.wish === undefined ? refuse(call) : startAgain(call);
  };
}

interface Ports {
  /** The policy in force, asked anew each time. */
  policyFor(tool: Tool): Policy;
  /** Waits until that is up to date; undefined where there is nothing to wait for. */
  renewPolicyFor(tool: Tool): Promise<void> | undefined;
  judge: Judge;
  taints: Pick<TaintBook, 'sessionOf'>;
  log: Log;
}

/** Lets the policy decide, with the records as they are now. */
export function judgeCall({ policyFor, renewPolicyFor, judge, taints, log }: Ports): Stage<InTurn, Judged> {
  return async (call) => {
    const { tool, values } = call;
    const { caller } = call.session;
    const renewing = renewPolicyFor(tool);
    if (renewing !== undefined) await renewing;
    const current = policyFor(tool);
    // People take their time, and much else may have happened by then.
    const known = call.unread?.policy === current && call.waitedFor === undefined ? call.unread : undefined;
    const asker: Asker = known?.asker ?? { caller, session: await taints.sessionOf(caller) };
    const judgement =
      known !== undefined && known.judgement.decision.outcome !== 'open'
        ? known.judgement
        : await judge.full(tool, current, asker, values, call.reads);
    const { decision } = judgement;
    const facts = judgedFacts(call.facts, call, judgement);
    if (isRefusal(current, decision)) return unsent(denial(tool, decision), facts);
    const needsApproval = decision.outcome === 'approval' && isEnforced(current, decision);
    const isAsWanted =
      decision.outcome === 'allow' || (decision.outcome === 'hold' && isEnforced(current, decision));
    if (!isAsWanted && !needsApproval) {
      log('warn', 'shadow', { tool: tool.name, would: decision.outcome, rule: decision.deciding.id });
    }
    const scopes = clientScopes(current.grants, caller);
    const clients =
      scopes.length === 0
        ? undefined
        : (await import('../clients/granted-clients.js')).createGrantedClients(scopes, call.reads.ask);
    return withMore(call, { policy: current, decision, needsApproval, clients, plan: undefined, facts });
  };
}

/** Refuses a write that was made just now already, or of which nobody knows what became. */
export function refuseDuplicate({ refuse }: Pick<Duplicates, 'refuse'>): Stage<Judged, Judged> {
  return async (call) => {
    // A plan is no repetition of itself: each of its lines is looked for.
    if (call.tool.risk === 'read' || linesOf(call.tool) !== undefined) return call;
    const refusal = await refuse(call);
    if (refusal === 'not alone') return startAgain(call);
    return refusal === undefined ? call : unsent(refusal);
  };
}
