import {
  ABSENT,
  type Body,
  type Finding,
  idOf,
  listAt,
  type ReadBack,
  type SecondRead,
  type Undo,
  type Values,
} from '../catalog/index.js';
import type { RecordType } from './record.js';

/** The read that shows the one record a call names. */
export function readOf(record: RecordType): Pick<ReadBack, 'action' | 'params'> {
  return {
    action: record.action,
    params(args) {
      const argument = record.argumentOf(args);
      return record.params(argument, args[argument]);
    },
  };
}

/** The record itself; undefined where the reply shows none or another one. */
export function rowOf(record: RecordType, reply: Body, args: Values): Body | undefined {
  const argument = record.argumentOf(args);
  const row = record.pick(reply, argument, args[argument]);
  return typeof row === 'object' ? row : undefined;
}

/** A status in a sentence of ours; staff may name their own, so only what looks like a name of one passes. */
export const statusText = (value: unknown): string =>
  /^[A-Za-z][A-Za-z -]{0,30}$/.test(String(value)) ? String(value) : 'in a status of its own';

const nameOf = ({ kind }: RecordType, row: Body) => `${kind} ${idOf(row.id) ?? ''}`.trim();

interface Statuses {
  /** Statuses that the call leads to. */
  done: readonly string[];
  /** Statuses in which WHMCS leaves the record until the call is done; all its others where left out. */
  not?: readonly string[];
  /** Calls that do more, and first, than set the status: then a status in `not` proves nothing. */
  unsure?(args: Values): boolean;
  /** What a call in `done` must show besides. */
  and?(row: Body, args: Values): boolean;
  /** The call may do its work again where the status is there already, which then tells nothing. */
  repeats?: true;
  also?: SecondRead;
}

/** Tells a lost call by the status of the record it names. */
export function settledByStatus(record: RecordType, statusesOf: Statuses): ReadBack {
  const { done, not, unsure, and, repeats, also } = statusesOf;
  const { kind, status: column, statuses } = record;
  const undone = not ?? statuses.filter((status) => !done.includes(status));
  return {
    ...readOf(record),
    ...(also === undefined ? {} : { also }),
    ...(repeats === undefined ? {} : { keep: keepStatus(record).keep }),
    tells(reply, args, { prior }) {
      const row = rowOf(record, reply, args);
      if (row === undefined) return untold(`WHMCS shows no such ${kind}`);
      const status = String(row[column]);
      const says = `${nameOf(record, row)} is ${statusText(status)}`;
      if (prior !== undefined && prior.status === statusText(status) && done.includes(status))
        return untold(`${says}, as it was before the call`);
      if (done.includes(status) && and?.(row, args) !== false) return { done: true, says };
      if (undone.includes(status) && unsure?.(args) !== true) return { done: false, says };
      return untold(`${says}, which does not tell`);
    },
  };
}

/** Tells a lost deletion of a record that a list shows. */
export function goneFromList(record: RecordType): ReadBack {
  const { kind } = record;
  return {
    ...readOf(record),
    tells(reply, args) {
      const argument = record.argumentOf(args);
      const row = record.pick(reply, argument, args[argument]);
      if (typeof row === 'object') return { done: false, says: `${nameOf(record, row)} is still there` };
      const id = idOf(args[argument]) ?? '';
      // Other records in the reply mean that the filter was ignored, and that the record may be among what was left off.
      return row === ABSENT && Number(reply.totalresults) === 0
        ? { done: true, says: `${kind} ${id} is gone` }
        : untold(`WHMCS did not look for ${kind} ${id} alone`);
    },
  };
}

/** The status before the call, kept for undoing it. */
export const keepStatus = (record: RecordType): NonNullable<Undo['before']> => ({
  ...readOf(record),
  keep(reply, args) {
    const row = rowOf(record, reply, args);
    return row && { status: statusText(row[record.status]) };
  },
});

/** Tells a lost deletion of a record whose own read says "not found" afterwards. */
export function gone(record: RecordType): ReadBack {
  const { kind } = record;
  const idIn = (args: Values) => idOf(args[record.argumentOf(args)]) ?? '';
  return {
    ...readOf(record),
    tells: (reply, args) =>
      rowOf(record, reply, args) === undefined
        ? untold(`WHMCS showed another ${kind} than ${idIn(args)}`)
        : { done: false, says: `${kind} ${idIn(args)} is still there` },
    missing: (args) => ({ done: true, says: `${kind} ${idIn(args)} is gone` }),
  };
}

/** Whether a list is in the answer at all, an empty one included, however WHMCS spelled it. */
export function hasList(reply: Body, path: string): boolean {
  const value = reply[path.split('.')[0] ?? ''];
  return value === '' || (typeof value === 'object' && value !== null) || listAt(reply, path).length > 0;
}

export function untold(says: string): Finding {
  return { done: undefined, says };
}
