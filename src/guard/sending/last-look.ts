import type { Approvals } from '../../approvals/index.js';
import type { Tool } from '../../catalog/index.js';
import type { Log } from '../../log.js';
import type { Policy } from '../../policy/index.js';
import type { ApprovalGate } from '../approval/gate.js';
import type { Intended } from '../call.js';
import { type Failure, failure, type Quote, thrownOutcome } from '../outcome.js';
import { type HaltPorts, halted } from './halted.js';

export interface LookPorts extends HaltPorts {
  /** The policy in force, asked anew each time. */
  policyFor(tool: Tool): Policy;
  /** Waits until that is up to date; undefined where there is nothing to wait for. */
  renewPolicyFor(tool: Tool): Promise<void> | undefined;
  approvals: Approvals;
  gate: Pick<ApprovalGate, 'answer'>;
  now(): Date;
  quoteFor(call: Pick<Intended, 'session' | 'facts'>): Quote;
  log: Log;
}

/** A call that the last look stopped. Nothing of it was sent. */
export class Stopped extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** The last look of one call. */
export interface LastLook {
  /**
   * Throws Stopped, or rejects with it, where the call may not be sent any more; undefined where nothing had to be waited
   * for. Asked right before the first byte of each try, after the last wait.
   */
  pass(): Promise<void> | undefined;
  /** The call was not sent: gives back the approval where it was consumed. Never rejects. */
  giveUp(): Promise<void>;
}

/** What could have changed while a call waited: the policy, the halt, its lease, and whether its approval is still there. */
export function createLastLook(ports: LookPorts) {
  const { policyFor, renewPolicyFor, approvals, gate, quoteFor, log } = ports;

  function policyChanged({ tool, policy: judged }: Intended): Failure | undefined {
    const current = policyFor(tool);
    // In shadow a policy denies nothing.
    if (current.revision === judged.revision || current.mode !== 'enforce') return undefined;
    return failure(
      'policy_denied',
      `[POLICY DENIED] ${tool.name} was not sent by rule (policy changed): the policy changed while the call was under way. Make the same call again; the new policy decides.`,
      { rule: '(policy changed)', revision: current.revision },
    );
  }

  /**
   * What stops the call now. The lease, the halt and a policy in the state are waited for; which policy is in force and the
   * time left of the lease, which are not, are looked at last.
   */
  async function objection(call: Intended): Promise<Failure | undefined> {
    if (call.turn === undefined) {
      await renewPolicyFor(call.tool);
      return policyChanged(call);
    }
    const { planned } = call.options;
    await call.turn.ensure();
    const [stop, no] = await Promise.all([
      halted(call.tool, ports),
      planned &&
        import('../plans/line-stands.js').then((stands) => stands.lineObjection(ports, call, planned)),
      renewPolicyFor(call.tool),
    ]);
    if (stop !== undefined || no !== undefined) return stop ?? no;
    const changed = policyChanged(call);
    if (changed !== undefined || call.turn.isSure()) return changed;
    return failure(
      'rate_limited',
      `${call.tool.name} was not sent: it waited for so long that its turn with the same client or record was lost. Try again in 30 s.`,
      { rule: '(one write at a time)', retry_after_s: 30 },
    );
  }

  return (call: Intended): LastLook => {
    const { approval, tool } = call;
    let consumed: Promise<boolean> | undefined;
    let over = false;

    async function check(): Promise<Failure | undefined> {
      const first = await objection(call);
      if (first !== undefined || approval === undefined || over) return first;
      // One use for all tries of this call.
      consumed ??= approvals.use(approval.id);
      if (!(await consumed)) return gate.answer(tool, (await approvals.get(approval.id)) ?? approval);
      // Consuming waits for the disk: what was looked at before may have changed meanwhile.
      return objection(call);
    }

    const stoppedBy = (error: unknown): Failure => {
      if (!(error instanceof Error)) throw error;
      log('error', 'state.failed', { error });
      return thrownOutcome(error, quoteFor(call));
    };

    function passAtOnce(): undefined {
      let stop: Failure | undefined;
      try {
        stop = policyChanged(call);
      } catch (error) {
        stop = stoppedBy(error);
      }
      if (stop !== undefined) throw new Stopped(stop);
    }

    async function passAfterWaiting(): Promise<void> {
      let stop = await check().catch(stoppedBy);
      // The approval of a call that was given up meanwhile is given back: it must not be sent after all.
      if (over) stop ??= failure('internal', `${tool.name} was given up before it was sent.`);
      if (stop !== undefined) throw new Stopped(stop);
    }

    return {
      pass() {
        if (call.turn !== undefined || approval !== undefined) return passAfterWaiting();
        const renewing = renewPolicyFor(tool);
        return renewing === undefined ? passAtOnce() : renewing.then(passAtOnce);
      },

      async giveUp() {
        over = true;
        try {
          if (approval !== undefined && (await consumed)) await approvals.giveBack(approval.id);
        } catch (error) {
          log('error', 'state.failed', { error });
        }
      },
    };
  };
}
