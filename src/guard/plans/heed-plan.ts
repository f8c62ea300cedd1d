import type { Judged, Stage } from '../call.js';
import { linesOf } from './lines.js';
import type { PlanPorts } from './look-ahead.js';

/** Looks at all lines of a plan before a person is asked for it. Loaded for the first plan. */
export function heedPlan(ports: PlanPorts): Stage<Judged, Judged> {
  return (call) => {
    const lines = linesOf(call.tool);
    if (lines === undefined) return call;
    return import('./look-ahead.js').then(({ lookAhead }) => lookAhead(ports, call, lines(call.values)));
  };
}
