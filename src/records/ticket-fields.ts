import { type Body, listAt, wallClock } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { changesTo } from './changed.js';
import { type Field, number, sameInAnyCase, text, unshown } from './field.js';
import { ticketRecord } from './ticket.js';

/** A client's ticket shows the client's own name and address; only a guest's shows what was set. */
const ofGuest = (column: string): Field => ({
  column,
  shown: (ticket) => (Number(ticket.userid) === 0 ? decoded(ticket[column]) : undefined),
  same: sameInAnyCase,
});

const flagged: Pick<Field, 'toArgs' | 'settableBy'> = {
  toArgs: (shown) => (Number(shown) > 0 ? { flag: Number(shown) } : { removeFlag: true }),
  settableBy: ['flag', 'removeFlag'],
};

const openingOf = (ticket: Body) =>
  listAt(ticket, 'replies.reply').find((post) => String(post.replyid) === '0');
const addresses = (list: unknown) =>
  String(list)
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');

/** What a call can change of a ticket, by argument; weighty ones by weight. */
export const ticketChanges = changesTo(ticketRecord, {
  aside: ['ticketid', 'markdown'],
  fields: {
    status: text('status', { weighty: true, same: sameInAnyCase }),
    email: { ...ofGuest('email'), label: 'e-mail address', weighty: true },
    userid: number('userid', { label: 'client id', weighty: true }),
    deptid: number('deptid', { label: 'department id' }),
    subject: text('subject'),
    name: ofGuest('name'),
    cc: {
      label: 'copies to',
      shown: (ticket) => (ticket.cc === undefined ? undefined : addresses(decoded(ticket.cc))),
      same: (wanted, shown) => sameInAnyCase(addresses(wanted).sort(), addresses(shown).sort()),
    },
    priority: text('priority'),
    created: {
      label: 'date of opening',
      column: 'date',
      shown: (ticket) => ticket.date,
      same: (wanted, shown, at) => wallClock(String(wanted), at.timezone) === String(shown),
    },
    flag: number('flag', { label: 'flagged to administrator', ...flagged }),
    removeFlag: number('flag', {
      label: 'flag',
      onlyWhenTrue: true,
      same: (_wanted, shown) => shown === 0,
      ...flagged,
    }),
    message: {
      label: 'opening message',
      shown(ticket) {
        const opening = openingOf(ticket);
        return opening && decoded(opening.message);
      },
      mayBeNormalized: true,
    },
    customfields: unshown({ partLabel: (id) => `custom field ${id}` }),
    preventClientClosure: unshown({ label: 'client may not close it' }),
  },
});
