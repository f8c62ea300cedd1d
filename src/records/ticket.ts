import { type Body, idOf, listAt } from '../catalog/index.js';
import { quoted } from '../prose/index.js';
import { ageDays, recordType } from './record.js';

export interface Ticket {
  readonly fields: Body;
  readonly id: number;
  readonly clientId: number | undefined;
  readonly messages: readonly Body[];
  readonly notes: readonly Body[];
}

/** How a ticket is asked for, by its id or the number that the customer sees, its statuses, and `context.ticket.*`. */
export const ticketRecord = recordType<Ticket>({
  kind: 'ticket',
  action: 'GetTicket',
  namedBy: ['ticketid', 'ticketnum'],
  keys: {
    id: { param: 'ticketid', column: 'ticketid' },
    ticketnum: { param: 'ticketnum', column: 'tid', named: (number) => `ticket number ${quoted(number)}` },
  },
  status: 'status',
  statuses: ['Open', 'Answered', 'Customer-Reply', 'On Hold', 'In Progress', 'Closed'],
  parse(fields) {
    const id = idOf(fields.ticketid);
    return id === undefined
      ? undefined
      : {
          fields,
          id,
          clientId: idOf(fields.userid),
          messages: listAt(fields, 'replies.reply'),
          notes: listAt(fields, 'notes.note'),
        };
  },
  policy: {
    id: (row) => idOf(row.ticketid),
    status: (row) => row.status,
    priority: (row) => row.priority,
    deptid: (row) => idOf(row.deptid),
    age_days: (row, { now }) => ageDays(row.date, now),
    clientid: (row) => idOf(row.userid),
  },
});
