import type { Approved, Stage } from '../call.js';
import type { ComposedPorts } from '../composed/answer.js';

/** A composed tool answers by calls of other tools, and goes no further on the path itself. Loaded for the first of them. */
export function answerByCalls(ports: ComposedPorts): Stage<Approved, Approved> {
  return (call) => {
    const { composed } = call.tool;
    if (composed === undefined) return call;
    if ('handOver' in composed)
      return import('../composed/hand-over.js').then(({ handOver }) => handOver(ports, call, composed));
    return import('../composed/answer.js').then(({ answerComposed }) =>
      answerComposed(ports, call, composed),
    );
  };
}
