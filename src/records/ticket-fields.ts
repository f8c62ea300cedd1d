import {
  type Body,
  idOf,
  listAt,
  type ReadBack,
  sameText,
  type Values,
  wallClock,
} from '../catalog/index.js';
import { decoded } from '../entities.js';
import { allSent, madeRecord } from './found.js';
import { type Changed, type Field, type Fields, holds, itself, number, UNSHOWN } from './held.js';
import { gone, hasList } from './settled.js';

const insensitive = (wanted: unknown, shown: unknown) =>
  String(wanted).toLowerCase() === String(shown).toLowerCase();
const typed = (column: string): Field => ({
  shown: ({ [column]: value }) => (value === undefined ? undefined : decoded(value)),
});

/** A client's ticket shows the client's own name and address; only a guest's shows what was set. */
const ofGuest = (column: string): Field => ({
  shown: (ticket) => (Number(ticket.userid) === 0 ? decoded(ticket[column]) : undefined),
  same: insensitive,
});

const flagged: Pick<Field, 'back' | 'by'> = {
  back: (shown) => (Number(shown) > 0 ? { flag: Number(shown) } : { removeFlag: true }),
  by: ['flag', 'removeFlag'],
};

const postsOf = (ticket: Body) => listAt(ticket, 'replies.reply');
const openingOf = (ticket: Body) => postsOf(ticket).find((post) => String(post.replyid) === '0');
const addresses = (list: unknown) =>
  String(list)
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');

const fields: Fields = {
  deptid: number('deptid'),
  status: { ...typed('status'), same: insensitive },
  subject: typed('subject'),
  userid: number('userid'),
  name: ofGuest('name'),
  email: ofGuest('email'),
  cc: {
    shown: (ticket) => (ticket.cc === undefined ? undefined : addresses(decoded(ticket.cc))),
    same: (wanted, shown) => insensitive(addresses(wanted).sort(), addresses(shown).sort()),
  },
  priority: typed('priority'),
  created: {
    shown: (ticket) => ticket.date,
    same: (wanted, shown, at) => wallClock(String(wanted), at.timezone) === String(shown),
  },
  flag: { ...number('flag'), ...flagged },
  removeFlag: { ...number('flag'), ...flagged, asks: true, same: (_wanted, shown) => shown === 0 },
  message: {
    shown(ticket) {
      const opening = openingOf(ticket);
      return opening && decoded(opening.message);
    },
    respelled: true,
  },
  customfields: UNSHOWN,
  preventClientClosure: UNSHOWN,
};

export const ticket: Changed = {
  what: 'ticket',
  idArg: 'ticketid',
  read: { action: 'GetTicket', params: (args) => ({ ticketid: Number(args.ticketid) }) },
  record: itself('ticketid', 'ticketid'),
  fields,
  aside: ['ticketid', 'markdown', 'repeat_of'],
};

export const ticketChanged = holds(ticket);
export const ticketGone = gone('ticket', 'ticketid', 'ticketid', 'GetTicket');

/** The API's administrator may have no department of the ticket's: without the flag it would be missing. */
export const ticketOpened = madeRecord({
  what: 'the ticket',
  action: 'GetTickets',
  params: (args) => ({
    ...(args.clientid === undefined ? { email: String(args.email) } : { clientid: Number(args.clientid) }),
    ignore_dept_assignments: true,
    limitnum: 100,
  }),
  rows: (reply, args) =>
    listAt(reply, 'tickets.ticket').filter((row) =>
      args.clientid === undefined ? insensitive(row.email, args.email) : Number(row.userid) === args.clientid,
    ),
  same: (row, args) => sameText(row.subject, args.subject),
  made: (row) => row.date,
  dated: 'created',
  where: (row) => `ticket ${idOf(row.id) ?? ''}`,
  whole: (reply) => allSent(reply, 'tickets.ticket'),
});

/** A reply or a note, which WHMCS shows with the ticket. */
function posted(what: string, list: string, id: string): ReadBack {
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

export const replyPosted = posted('reply', 'replies.reply', 'replyid');
export const noteAdded = posted('note', 'notes.note', 'noteid');
