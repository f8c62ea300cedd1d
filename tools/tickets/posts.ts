import {
  type Body,
  idOf,
  listAt,
  type ReadBack,
  type Scene,
  sameText,
  type Values,
} from '../../src/catalog/index.js';
import { attachmentNames, quoted, TEXT_SHOWN } from '../../src/prose/index.js';
import { hasList, madeRecord } from '../../src/records/index.js';

export const STAFF = 'the staff of the department';

/** What is common to whatever is written into a ticket. */
export function textSentences({ values }: Scene): (string | undefined)[] {
  const files = attachmentNames(values.attachments);
  return [
    `Text: ${quoted(values.message, TEXT_SHOWN)}`,
    files === undefined ? undefined : `Attached: ${files}.`,
    values.created === undefined ? undefined : `It is dated ${quoted(values.created, 30)}, not now.`,
  ];
}

/** A reply or a note, which WHMCS shows with the ticket. */
export function postFound(what: string, list: string, id: string): ReadBack {
  return madeRecord({
    what: `the ${what}`,
    action: 'GetTicket',
    params: (args): Record<string, number | string> =>
      args.ticketid === undefined
        ? { ticketnum: String(args.ticketnum) }
        : { ticketid: Number(args.ticketid) },
    rows: (reply, args) =>
      isNamed(reply, args) ? listAt(reply, list).filter((row) => String(row[id]) !== '0') : [],
    same: (row, args) => sameText(row.message, args.message),
    made: (row) => row.date,
    dated: 'created',
    where: (row, args) =>
      `${what} ${idOf(row[id]) ?? ''} of ticket ${idOf(args.ticketid) ?? ''}`.replace(/ of ticket $/, ''),
    whole: (reply, args) => isNamed(reply, args) && hasList(reply, list),
  });
}

function isNamed(reply: Body, args: Values): boolean {
  return args.ticketid === undefined
    ? String(reply.tid) === String(args.ticketnum)
    : idOf(reply.ticketid) === args.ticketid;
}
