import type { Composed } from '../../catalog/index.js';
import { type FailureCode, UNSENT_CODES } from '../../terms.js';
import { type Approved, type End, unsent } from '../call.js';
import { failure } from '../outcome.js';
import type { InnerOptions } from '../session.js';
import type { ComposedPorts } from './answer.js';

const UNSENT: ReadonlySet<FailureCode> = new Set(UNSENT_CODES);

/**
 * Hands a call over: the other tool's call is judged, counted, asked about and written down as if it had been made by its own name,
 * and what it answers is the answer.
 */
export async function handOver(
  { callWithin }: Pick<ComposedPorts, 'callWithin'>,
  { values, session, options, facts }: Approved,
  { handOver: to }: Extract<Composed, { handOver: unknown }>,
): Promise<End> {
  const handed = to(values);
  if ('problem' in handed) return unsent(failure('invalid_arguments', handed.problem));
  const { signal, request, onWait, onStep } = options;
  const inner: InnerOptions = {
    within: facts.call,
    handedOver: true,
    ...(signal && { signal }),
    ...(request && { request }),
    ...(onWait && { onWait }),
    ...(onStep && { onStep }),
  };
  const outcome = await callWithin(session, handed.tool, handed.args, inner);
  return { end: outcome, sent: outcome.ok || !UNSENT.has(outcome.code) };
}
