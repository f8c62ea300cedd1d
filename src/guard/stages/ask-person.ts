import type { Approvals } from '../../approvals/index.js';
import type { Journal } from '../../audit/index.js';
import type { Catalog } from '../../catalog/index.js';
import type { Withhold } from '../../output/index.js';
import type { ApprovalGate } from '../approval/gate.js';
import { type Approved, type Counted, requestKey, type Stage, unsent, withMore } from '../call.js';
import { isHeld } from '../held/is-held.js';
import { type Failure, failure } from '../outcome.js';
import { PLAN } from '../plans/lines.js';

/** A composed tool asks nobody on its way. */
function askedByItself({ tool, decision: { deciding, revision } }: Counted, via: string): Failure {
  return failure(
    'policy_denied',
    `[POLICY DENIED] ${tool.name} needs a person (rule ${deciding.id}), and ${via} asks nobody on its way. Call ${tool.name} by itself for that part.`,
    { rule: deciding.id, revision },
  );
}

interface AskPorts {
  approvals: Pick<Approvals, 'get' | 'standing'>;
  catalog: Pick<Catalog, 'has'>;
  gate: Pick<ApprovalGate, 'pass' | 'drift' | 'hold' | 'answer'>;
  journal: Pick<Journal, 'calls'>;
  withholdOwn: Withhold;
  now(): Date;
}

/** Asks people, where the policy wants that, or finds that they have approved exactly what the call would do now. */
export function askPerson(ports: AskPorts): Stage<Counted, Approved> {
  const { approvals, catalog, gate, journal } = ports;

  /** That people denied it as a line of a plan, which holds also where nobody has to be asked for it by itself. */
  async function deniedInPlan(call: Counted): Promise<Failure | undefined> {
    if (call.tool.risk === 'read' || !catalog.has(PLAN)) return undefined;
    const stands = await approvals.standing(requestKey(call));
    if (stands?.line === undefined) return undefined;
    return gate.answer(call.tool, stands.approval, stands.line);
  }

  return async (call) => {
    const { planned, held } = call.options;
    if (held !== undefined) return (await import('../held/sent-later.js')).sentLater(ports, call, held);
    if (planned !== undefined) {
      const { approvedLine } = await import('../plans/approved-line.js');
      return approvedLine({ approvals, gate, journal }, call, planned);
    }
    const { resumes } = call;
    if (resumes !== undefined)
      return { ...call, approval: resumes, facts: { ...call.facts, approval: resumes.id } };
    const waits = isHeld(call);
    if (waits || !call.needsApproval) {
      const no = await deniedInPlan(call);
      if (no !== undefined) return unsent(no);
    }
    if (waits) return (await import('../held/hold-call.js')).holdCall(ports, call);
    if (!call.needsApproval) return withMore(call, { approval: undefined });
    const { via } = call.session.caller;
    if (via !== undefined) return unsent(askedByItself(call, via));
    const passage = await gate.pass(call);
    if ('approved' in passage) {
      const { approved } = passage;
      return { ...call, approval: approved, facts: { ...call.facts, approval: approved.id } };
    }
    if ('waits' in passage) {
      return { waits: passage.waits, facts: { ...call.facts, approval: passage.waits.id } };
    }
    const id = passage.details?.approval;
    return unsent(passage, typeof id === 'string' ? { ...call.facts, approval: id } : call.facts);
  };
}
