import { type Body, listAt, wallClock } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { type Changed, type Field, type Fields, holds, itself, number, UNSHOWN } from './held.js';

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
