import { idOf, listAt, type ReadBack, sameText, timingOf } from '../../src/catalog/index.js';
import { decoded } from '../../src/entities.js';
import { allSent, madeRecord, untold } from '../../src/records/index.js';

const entries = 'activity.entry';

/** Whatever an installation logs beside it says nothing about the entry. */
export const logged = madeRecord({
  what: 'the entry',
  action: 'GetActivityLog',
  params: (args) => ({
    ...(args.clientid === undefined ? {} : { clientid: Number(args.clientid) }),
    limitnum: 100,
  }),
  rows: (reply) => listAt(reply, entries),
  same: (row, args) =>
    sameText(row.description, args.description) && Number(row.clientId ?? 0) === (args.clientid ?? 0),
  made: (row) => row.date,
  where: (row) => `entry ${idOf(row.id) ?? ''} of the activity log`,
  // Newest first: an older one at the end shows that none was left off.
  whole(reply, _args, at) {
    const last = listAt(reply, entries).at(-1);
    return allSent(reply, entries) || (last !== undefined && timingOf(last.date, at) !== 'then');
  },
  keptAsSent: true,
});

/** "Email Sent to Ada Example (Subject) - User ID: 1", in the words of some versions "Email Sent - Subject". */
const isOf = (subject: string, entry: string) =>
  entry.startsWith('Email Sent') && (entry.includes(`(${subject})`) || entry.endsWith(` - ${subject}`));

/**
 * WHMCS logs a mail to a client under its subject, which only a mail of an own text states; and only a general one
 * names the client whose log to look in.
 */
export const mailed: ReadBack = {
  action: 'GetActivityLog',
  when: (args) => args.customtype === 'general' && !String(args.customsubject).includes('{'),
  params: (args) => ({ clientid: Number(args.id), description: 'Email Sent', limitnum: 100 }),
  tells(reply, args, at) {
    const subject = String(args.customsubject).trim();
    const sent = listAt(reply, entries).filter(
      (row) =>
        Number(row.clientId) === args.id &&
        isOf(subject, decoded(row.description)) &&
        timingOf(row.date, at) === 'then',
    );
    if (sent.length === 0) return untold(`the activity log of client ${args.id} shows no such mail`);
    return args.repeat_of === undefined
      ? { done: true, says: `the activity log of client ${args.id} shows that the mail was sent` }
      : untold(`the activity log of client ${args.id} shows such a mail, which may be the earlier one`);
  },
};

export const affiliated: ReadBack = {
  action: 'GetAffiliates',
  params: (args) => ({ userid: Number(args.userid), limitnum: 100 }),
  tells(reply, args) {
    const rows = listAt(reply, 'affiliates.affiliate');
    const found = rows.find((row) => Number(row.clientid) === args.userid);
    if (found !== undefined)
      return { done: true, says: `client ${args.userid} is affiliate ${idOf(found.id) ?? ''}`.trim() };
    // Others in the reply mean that the filter was ignored, and that the one may be among what was left off.
    return rows.length === 0 && Number(reply.totalresults) === 0
      ? { done: false, says: `client ${args.userid} is no affiliate` }
      : untold(`WHMCS did not look for client ${args.userid} alone`);
  },
};
