import type { Journal } from '../../audit/index.js';
import type { Answered, Composing, Refused, Values } from '../../catalog/index.js';
import { wallClock } from '../../catalog/index.js';
import { createCalls, NoAnswer } from '../../composed/index.js';
import type { Presenter } from '../../output/index.js';
import { redactFor } from '../../policy/index.js';
import type { Approved, End } from '../call.js';
import type { ForeseePorts } from '../foresee/foresee.js';
import { type Failure, failure, type Outcome } from '../outcome.js';
import type { CarryOutPorts } from '../plans/carry-out.js';
import type { TaintBook } from '../seen/taint.js';
import type { Connection } from '../sending/connection.js';
import type { InnerOptions, Session } from '../session.js';
import { actsOn } from './acts.js';
import { callerVia } from './caller-via.js';
import { meetsOf } from './meets.js';

export interface ComposedPorts extends ForeseePorts, Pick<CarryOutPorts, 'approvals' | 'gate'> {
  connection: Pick<Connection, 'installation' | 'whmcs'>;
  journal: Pick<Journal, 'calls'>;
  presenter: Presenter;
  taints: Pick<TaintBook, 'note' | 'sessionOf'>;
  /** The one path of every call. */
  callWithin(session: Session, tool: string, args: Values, options: InnerOptions): Promise<Outcome>;
}

/** Stands for the answer of a call that its client has taken back: nothing more is read for it. */
class TakenBack extends Error {}

const asFailure = ({ code, message, details }: Refused): Failure => failure(code, message, details);

/**
 * Makes the answer of a composed tool. What the calls answer comes without credentials and redacted as the policy says; their
 * text is marked here, once, on the whole.
 */
export async function answerComposed(
  ports: ComposedPorts,
  call: Approved,
  composed: Composing,
): Promise<End> {
  const { connection, journal, catalog, presenter, taints, callWithin } = ports;
  const { tool, values, session, options, facts, policy } = call;
  const { signal, request, onWait, onStep } = options;
  const disguised = new Set<string>();
  const inner: Session = { ...session, caller: callerVia(session.caller, tool.name) };
  const innerOptions: InnerOptions = {
    within: facts.call,
    ...(signal && { signal }),
    ...(request && { request }),
    ...(onWait && { onWait }),
  };

  async function callOne(name: string, args: Values): Promise<Answered | Refused> {
    if (signal?.aborted) throw new TakenBack();
    const outcome = await callWithin(inner, name, args, innerOptions);
    if (!outcome.ok) return outcome;
    for (const text of outcome.open?.disguised ?? []) disguised.add(text);
    return { ok: true, result: outcome.open?.value ?? {} };
  }

  const { whmcs, installation } = connection;
  const { calls, made, partial } = createCalls({
    values,
    today: () => wallClock(whmcs.clock() ?? installation.now(), installation.timezone).slice(0, 10),
    mostCalls: composed.mostCalls,
    call: callOne,
    meets: (name) => meetsOf(ports, call, name),
    acts: (argument, id) => actsOn({ journal, catalog }, argument, id),
    foresee: async (name, args) => {
      const { foresee } = await import('../foresee/foresee.js');
      return foresee(ports, call, name, args);
    },
    carryOut: async () => {
      const { carryOut } = await import('../plans/carry-out.js');
      return carryOut(ports, { call, inner, options: innerOptions, onStep });
    },
    step: (words) => onStep?.(words),
  });
  try {
    const answer = await composed.compose(calls);
    const missing = partial();
    const { text, tainted } = presenter.present(
      missing.length === 0 ? answer : { ...answer, partial: missing },
      {
        action: tool.action,
        redact: redactFor(policy, session.caller),
        ours: composed.ours,
        disguised,
      },
    );
    if (tainted) taints.note(session.caller, { call: facts.call, tool: tool.name });
    return { end: { ok: true, text }, sent: made() > 0 || composed.lines !== undefined };
  } catch (error) {
    if (error instanceof NoAnswer)
      return { end: asFailure(error.refused), sent: made() > 0 || composed.lines !== undefined };
    if (error instanceof TakenBack)
      return {
        end: failure('internal', `${tool.name} was taken back.`),
        sent: made() > 0 || composed.lines !== undefined,
      };
    throw error;
  }
}
