import { type Body, idOf, type Undo, type Values } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { serviceRecord } from './service.js';
import { readOf, rowOf, statusText } from './settled.js';

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

const keepSuspension: NonNullable<Undo['before']> = {
  ...readOf(serviceRecord),
  keep(reply, args) {
    const row = rowOf(serviceRecord, reply, args);
    return row && { status: statusText(row.status), ...reasonOf(row) };
  },
};

function reasonOf(row: Body): { suspendreason?: string } {
  const reason = decoded(row.suspensionreason).slice(0, 255);
  return reason.trim() === '' ? {} : { suspendreason: reason };
}

const suspend = ({ serviceid }: Values, { suspendreason }: Readonly<Record<string, unknown>>) => ({
  tool: 'whmcs_module_suspend',
  args: { serviceid, ...(suspendreason === undefined ? {} : { suspendreason }) },
});

/** A service that was suspended already stays so: only the reason was replaced. */
export const resume: Undo = {
  leaves: 'The mail about the suspension is not called back.',
  before: keepSuspension,
  call: (args, kept) =>
    kept.status === 'Suspended'
      ? suspend(args, kept)
      : { tool: 'whmcs_module_unsuspend', args: { serviceid: args.serviceid } },
};

export const suspendAgain: Undo = {
  leaves: 'The mail about the service coming back is not called back.',
  before: keepSuspension,
  call: (args, kept) =>
    kept.status === undefined || kept.status === 'Suspended'
      ? suspend(args, kept)
      : `The service was ${kept.status} before, not suspended; there is nothing to set back.`,
};
