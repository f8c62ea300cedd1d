import {
  AREAS,
  catalogueWithout,
  exactlyOne,
  may,
  paged,
  type RarelyChanges,
  read,
  record,
  rowsNaming,
  THE_RECORD,
  whole,
} from '../../src/catalog/index.js';
import { notByNumber } from './ticket-number.js';

/** Counts of tickets stand beside them, and deleting a client deletes its tickets. */
const DESK_LISTS: RarelyChanges = {
  unchangedBy: AREAS.filter((toolset) => toolset !== 'tickets' && toolset !== 'clients'),
};

const ATTACHED = { attachments: null };

const PAGE = { limitstart: 0, limitnum: 5, fields: ['id'] };

export const getTickets = read('whmcs_get_tickets', {
  title: 'List tickets',
  about:
    'Support tickets without messages; only departments of the API administrator unless ignore_dept_assignments. Wide: use fields.',
  action: 'GetTickets',
  whose: rowsNaming('userid'),
  names: { client: ['clientid'] },
  args: {
    deptid: may.id(),
    clientid: may.id(),
    email: may.email('Of a sender who is no client'),
    status: may.text('A status, or Awaiting Reply, All Active Tickets, My Flagged Tickets'),
    subject: may.text('Part of the subject'),
    ignore_dept_assignments: may.flag(),
  },
  result: paged('tickets.ticket', { each: ATTACHED }),
  sample: {
    least: {},
    most: {
      deptid: 1,
      clientid: 1,
      email: 'ada@example.com',
      status: 'Open',
      subject: 'help',
      ignore_dept_assignments: true,
      ...PAGE,
    },
  },
});

export const getTicket = read('whmcs_get_ticket', {
  title: 'Read a ticket',
  about: 'One ticket with all messages and staff notes. The first reply (replyid 0) is the opening message.',
  action: 'GetTicket',
  whose: THE_RECORD,
  names: { ticket: ['ticketid', 'ticketnum'] },
  args: {
    ticketid: may.ticketId(),
    ticketnum: may.text('Number the customer sees'),
    repliessort: may.choice(['ASC', 'DESC']),
  },
  rules: [exactlyOne('ticketid', 'ticketnum')],
  advice: notByNumber,
  result: record({
    pages: 'replies',
    each: { replies: { in: 'reply', each: ATTACHED }, notes: { in: 'note', each: ATTACHED } },
  }),
  sample: { least: { ticketid: 1 }, most: { ticketnum: '516757', repliessort: 'DESC' } },
});

export const getSupportDepartments = read('whmcs_get_support_departments', {
  title: 'List departments',
  about:
    'Support departments with counts; only those of the API administrator unless ignore_dept_assignments.',
  action: 'GetSupportDepartments',
  whose: catalogueWithout('awaitingreply', 'opentickets'),
  rarelyChanges: DESK_LISTS,
  args: { ignore_dept_assignments: may.flag() },
  result: whole('departments.department'),
  sample: { least: {}, most: { ignore_dept_assignments: true, ...PAGE } },
});

export const getSupportStatuses = read('whmcs_get_support_statuses', {
  title: 'List ticket statuses',
  about: 'Ticket statuses with counts.',
  action: 'GetSupportStatuses',
  whose: catalogueWithout('count'),
  rarelyChanges: DESK_LISTS,
  args: { deptid: may.id() },
  result: whole('statuses.status'),
  sample: { least: {}, most: { deptid: 1, ...PAGE } },
});
