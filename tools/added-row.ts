import { type Body, idOf, listAt, type ReadBack, type SideRead, type Values } from '../src/catalog/index.js';
import { allSent, hasList, untold } from '../src/records/index.js';

/** A row that a call adds to a list which shows no time of day, and how it is told from the others. */
interface Add extends SideRead {
  /** Dotted path of the list. */
  readonly list: string;
  /** `the credit of client 5`, `entry`: what the sentences call the list and a row of it. */
  of(args: Values): string;
  readonly row: string;
  /** Holds what the call would have put there. */
  like(row: Body, args: Values): boolean;
}

/** Only a row that was not there before the call can be its own: the highest id then is kept. */
export function addedRow({ list, of, row, like, ...read }: Add): ReadBack {
  return {
    ...read,
    keep: (reply) =>
      hasList(reply, list)
        ? { newest: listAt(reply, list).reduce((newest, { id }) => Math.max(newest, idOf(id) ?? 0), 0) }
        : undefined,
    tells(reply, args, { prior }) {
      if (!hasList(reply, list)) return untold(`WHMCS does not list ${of(args)}`);
      const rows = listAt(reply, list);
      const newest = prior?.newest;
      const isKnown = typeof newest === 'number';
      const fresh = isKnown ? rows.filter(({ id }) => (idOf(id) ?? 0) > newest) : rows;
      const ours = fresh.find((one) => like(one, args));
      if (ours !== undefined)
        return isKnown
          ? { done: true, says: `${of(args)} has ${row} ${idOf(ours.id)}` }
          : untold(`${of(args)} has ${row} ${idOf(ours.id)}, which may have been there before`);
      if (isKnown && fresh.length > 0)
        return untold(`${of(args)} has a new ${row}, and whether it is of the call does not show`);
      return allSent(reply, list)
        ? { done: false, says: `${of(args)} has no such ${row}` }
        : untold(`WHMCS does not list all of ${of(args)}`);
    },
  };
}
