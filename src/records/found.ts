import {
  type Body,
  listAt,
  type Moment,
  type ReadBack,
  type SideRead,
  type Timing,
  timingOf,
  type Values,
  wallClock,
} from '../catalog/index.js';
import { REPEAT_OF } from '../terms.js';
import { untold } from './settled.js';

/** A record that a call makes, and how it is told from the others around it. */
interface Find extends SideRead {
  /** "the reply": what the sentences call it. */
  what: string;
  /** All records of its kind that the answer shows. */
  rows(reply: Body, args: Values): Body[];
  /** Holds what the call would have put there. */
  same(row: Body, args: Values): boolean;
  /** When WHMCS says it was made. */
  made(row: Body): unknown;
  /** The argument that dates it otherwise than by the moment of the call. */
  dated?: string;
  /** "reply 812 of ticket 5". */
  where(row: Body, args: Values): string;
  /** Whether the answer shows every record that could be it. */
  whole(reply: Body, args: Values, at: Moment): boolean;
  /** Others of the same time say nothing: WHMCS keeps the content as it was sent. */
  keptAsSent?: true;
}

/** True where WHMCS counted no more records than it sent. */
export function allSent(reply: Body, list: string): boolean {
  const total = Number(reply.totalresults);
  return Number.isInteger(total) && total <= listAt(reply, list).length;
}

function timing(find: Find, row: Body, args: Values, at: Moment): Timing {
  const dated = find.dated === undefined ? undefined : args[find.dated];
  if (dated === undefined) return timingOf(find.made(row), at);
  const [wanted, shown] = [String(dated), String(find.made(row))];
  const asked = wanted.length === 10 ? wanted : wallClock(wanted, at.timezone);
  if (shown.slice(0, asked.length) === asked) return 'then';
  // The same minute on another clock: the call named a time zone, or ours is not the installation's.
  return asked.length > 10 && shown.slice(14, 19) === asked.slice(14, 19) ? 'about' : 'else';
}

/** A record that a call makes, told by its content and its time. */
export function madeRecord(find: Find): ReadBack {
  const { what } = find;
  return {
    action: find.action,
    params: find.params,
    ...(find.when === undefined ? {} : { when: find.when }),
    tells(reply, args, at) {
      const rows = find.rows(reply, args);
      const equal = rows.filter((row) => find.same(row, args));
      const then = equal.find((row) => timing(find, row, args, at) === 'then');
      if (then !== undefined) {
        const where = find.where(then, args);
        // A call that repeats an earlier one finds the earlier one just as well.
        return args[REPEAT_OF] === undefined
          ? { done: true, says: `${what} is there: ${where}` }
          : untold(`${where} holds the same and may be the earlier one`);
      }
      const near = equal.find((row) => timing(find, row, args, at) === 'about');
      if (near !== undefined)
        return untold(`${find.where(near, args)} holds the same, but its time does not fit`);
      const mayBeThen = (row: Body) => {
        const when = timing(find, row, args, at);
        return when === 'then' || (at.unsure === true && when === 'about');
      };
      if (find.keptAsSent !== true && rows.some(mayBeThen))
        return untold(`others were made at that time, and whether ${what} is among them does not show`);
      if (!find.whole(reply, args, at)) return untold(`WHMCS holds more records than it was asked to show`);
      return { done: false, says: `${what} is not there` };
    },
  };
}
