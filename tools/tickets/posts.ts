import { idOf, listAt, type ReadBack, type Scene, sameText } from '../../src/catalog/index.js';
import { attachmentNames, quoted, TEXT_SHOWN } from '../../src/prose/index.js';
import { hasList, madeRecord, readOf, rowOf, ticketRecord } from '../../src/records/index.js';

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
    ...readOf(ticketRecord),
    rows: (reply, args) =>
      listAt(rowOf(ticketRecord, reply, args) ?? {}, list).filter((row) => String(row[id]) !== '0'),
    same: (row, args) => sameText(row.message, args.message),
    made: (row) => row.date,
    dated: 'created',
    where: (row, args) =>
      `${what} ${idOf(row[id]) ?? ''} of ticket ${idOf(args.ticketid) ?? ''}`.replace(/ of ticket $/, ''),
    whole: (reply, args) => rowOf(ticketRecord, reply, args) !== undefined && hasList(reply, list),
  });
}
