import { idOf, listAt, sameText } from '../../src/catalog/index.js';
import { decoded } from '../../src/entities.js';
import { allSent, madeRecord } from '../../src/records/index.js';

/** WHMCS dates a quote by the day alone. */
export const quoteCreated = madeRecord({
  what: 'the quote',
  action: 'GetQuotes',
  params: (args) => ({
    ...(args.userid === undefined ? {} : { userid: Number(args.userid) }),
    limitnum: 100,
  }),
  rows: (reply, args) =>
    listAt(reply, 'quotes.quote').filter((row) =>
      args.userid === undefined
        ? decoded(row.email).toLowerCase() === String(args.email).toLowerCase()
        : Number(row.userid) === args.userid,
    ),
  same: (row, args) =>
    sameText(row.subject, args.subject) && row.stage === args.stage && row.validuntil === args.validuntil,
  made: (row) => row.datecreated,
  dated: 'datecreated',
  where: (row) => `quote ${idOf(row.id) ?? ''}`,
  whole: (reply) => allSent(reply, 'quotes.quote'),
});
