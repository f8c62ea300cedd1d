import { idOf, type Undo, type Values } from '../catalog/index.js';

/** The record that a call made is ended by another call, under the id that the first one answered. */
export function endMade(options: {
  what: string;
  /** Where the answer of the call holds the id. */
  result: string;
  tool: string;
  idArg: string;
  and?(args: Values): Record<string, unknown>;
  leaves?: string;
}): Undo {
  const { what, result, tool, idArg, and, leaves } = options;
  return {
    ...(leaves === undefined ? {} : { leaves }),
    call(args, _kept, answer) {
      const id = idOf(answer[result]);
      return id === undefined
        ? `The answer of the call does not name the ${what} it made; a person can find and end it in WHMCS.`
        : { tool, args: { [idArg]: id, ...and?.(args) } };
    },
  };
}

/** A call about a record is undone by another tool about the same record. */
export function counter(tool: string, idArg: string, leaves: string): Undo {
  return { leaves, call: (args) => ({ tool, args: { [idArg]: args[idArg] } }) };
}
