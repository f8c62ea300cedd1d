import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import type { StoredFile, Ticket, TicketPost } from '../../records/support.js';
import { html, type Json, nest, pageOf } from '../../reply.js';
import { byId, type State } from '../../state.js';
import { fullNameOf } from '../clients/client-rows.js';

/** Staff see their own departments only; the credential belongs to a member of staff. */
function isVisible(call: Call, departmentId: number): boolean {
  return call.params.flag('ignore_dept_assignments') || call.staff.departmentIds.includes(departmentId);
}

function statusMatches(call: Call, ticket: Ticket): boolean {
  const wanted = call.params.text('status').toLowerCase();
  if (wanted === '') return true;
  const status = call.state.ticketStatuses.find((one) => one.title === ticket.status);
  if (wanted === 'awaiting reply') return status?.awaiting === true;
  if (wanted === 'all active tickets') return status?.active === true;
  if (wanted === 'my flagged tickets') return status?.active === true && ticket.flag === call.staff.id;
  return ticket.status.toLowerCase() === wanted;
}

function getTickets(call: Call): Reply {
  const { params, state } = call;
  const subject = params.text('subject').toLowerCase();
  const found = state.tickets
    .filter(
      (ticket) =>
        isVisible(call, ticket.departmentId) &&
        statusMatches(call, ticket) &&
        (!params.given('deptid') || params.int('deptid') === ticket.departmentId) &&
        (!params.given('clientid') || params.int('clientid') === ticket.clientId) &&
        (!params.given('email') || params.text('email').toLowerCase() === ticket.email.toLowerCase()) &&
        ticket.subject.toLowerCase().includes(subject),
    )
    .sort((a, b) => (a.lastReply < b.lastReply ? 1 : a.lastReply > b.lastReply ? -1 : b.id - a.id));
  const page = pageOf(call, found);
  return {
    result: 'success',
    totalresults: String(found.length),
    startnumber: page.start,
    numreturned: page.rows.length,
    tickets: nest(
      'ticket',
      page.rows.map((ticket) => ticketRow(state, ticket)),
    ),
  };
}

function opener(state: State, ticket: Ticket): { name: string; email: string; type: string } {
  const client = byId(state.clients, ticket.clientId);
  const user = byId(state.users, ticket.userId);
  if (!client) return { name: ticket.name, email: ticket.email, type: 'Guest' };
  const isOwner = !user || user.id === client.ownerUserId;
  return {
    name: user ? fullNameOf(user) : fullNameOf(client),
    email: user?.email ?? client.email,
    type: isOwner ? 'Owner' : 'Sub-account',
  };
}

function files(attachments: StoredFile[]) {
  const stored = attachments.map((file, index) => `${100_000 + index}_${file.name}`).join('|');
  return {
    attachment: stored,
    // The documentation shows a list holding an empty list where there are none.
    attachments:
      attachments.length === 0 ? [[]] : attachments.map((file, index) => ({ filename: file.name, index })),
    attachments_removed: false,
  };
}

function ticketRow(state: State, ticket: Ticket): Json {
  const asker = opener(state, ticket);
  const client = byId(state.clients, ticket.clientId);
  return {
    id: String(ticket.id),
    tid: ticket.tid,
    deptid: String(ticket.departmentId),
    userid: String(ticket.clientId),
    name: html(asker.name),
    owner_name: html(client ? fullNameOf(client) : ticket.name),
    email: asker.email,
    requestor_name: html(asker.name),
    requestor_email: asker.email,
    requestor_type: asker.type,
    cc: ticket.cc,
    c: ticket.accessCode,
    date: ticket.date,
    subject: html(ticket.subject),
    status: ticket.status,
    priority: ticket.priority,
    admin: ticket.admin,
    ...files(ticket.attachments),
    lastreply: ticket.lastReply,
    flag: String(ticket.flag),
    service: ticket.service,
  };
}

function getTicket(call: Call): Reply {
  const { params, state } = call;
  const ticket = params.given('ticketid')
    ? byId(state.tickets, params.int('ticketid'))
    : state.tickets.find((one) => params.given('ticketnum') && one.tid === params.text('ticketnum'));
  if (!ticket) fail('Ticket ID Not Found');
  const asker = opener(state, ticket);
  const opening = {
    replyid: '0',
    userid: String(ticket.clientId),
    contactid: String(ticket.contactId),
    name: html(ticket.name || asker.name),
    email: ticket.email || asker.email,
    requestor_name: html(asker.name),
    requestor_email: asker.email,
    requestor_type: asker.type,
    date: ticket.date,
    message: html(ticket.message),
    ...files(ticket.attachments),
    admin: ticket.admin,
  };
  const posts: Json[] = [opening, ...ticket.replies.map((reply) => replyRow(state, ticket, reply))];
  if (params.text('repliessort').toUpperCase() === 'DESC') posts.reverse();
  return {
    result: 'success',
    ticketid: String(ticket.id),
    tid: ticket.tid,
    c: ticket.accessCode,
    deptid: String(ticket.departmentId),
    deptname: byId(state.departments, ticket.departmentId)?.name ?? '',
    userid: String(ticket.clientId),
    contactid: String(ticket.contactId),
    name: html(asker.name),
    email: asker.email,
    requestor_name: html(asker.name),
    requestor_email: asker.email,
    requestor_type: asker.type,
    cc: ticket.cc,
    date: ticket.date,
    subject: html(ticket.subject),
    status: ticket.status,
    priority: ticket.priority,
    admin: ticket.admin,
    lastreply: ticket.lastReply,
    flag: String(ticket.flag),
    service: ticket.service,
    replies: { reply: posts },
    notes: nest('note', ticket.notes.map(noteRow)),
  };
}

function replyRow(state: State, ticket: Ticket, reply: TicketPost): Json {
  const client = byId(state.clients, reply.clientId);
  const asker = client ? opener(state, { ...ticket, clientId: client.id }) : undefined;
  const author = reply.admin || asker?.name || reply.name;
  return {
    replyid: String(reply.id),
    userid: String(reply.clientId),
    contactid: String(reply.contactId),
    name: html(reply.name),
    email: reply.email,
    requestor_name: html(author),
    requestor_email: reply.admin ? '' : (asker?.email ?? reply.email),
    requestor_type: reply.admin ? 'Operator' : (asker?.type ?? 'Guest'),
    date: reply.date,
    message: html(reply.message),
    ...files(reply.attachments),
    admin: html(reply.admin),
    rating: '0',
  };
}

function noteRow(note: TicketPost): Json {
  return {
    noteid: String(note.id),
    date: note.date,
    message: html(note.message),
    ...files(note.attachments),
    admin: html(note.admin),
  };
}

function getSupportDepartments(call: Call): Reply {
  const { state } = call;
  const rows = state.departments
    .filter((department) => isVisible(call, department.id))
    .map((department) => {
      const tickets = state.tickets.filter((ticket) => ticket.departmentId === department.id);
      const count = (key: 'awaiting' | 'active') =>
        tickets.filter((ticket) =>
          state.ticketStatuses.some((one) => one.title === ticket.status && one[key]),
        ).length;
      return {
        id: String(department.id),
        name: department.name,
        awaitingreply: String(count('awaiting')),
        opentickets: String(count('active')),
      };
    });
  return { result: 'success', totalresults: rows.length, departments: nest('department', rows) };
}

function getSupportStatuses(call: Call): Reply {
  const { params, state } = call;
  const rows = state.ticketStatuses.map((status) => ({
    title: status.title,
    count: state.tickets.filter(
      (ticket) =>
        ticket.status === status.title &&
        (!params.given('deptid') || params.int('deptid') === ticket.departmentId),
    ).length,
    color: status.color,
  }));
  return { result: 'success', totalresults: rows.length, statuses: nest('status', rows) };
}

export const ticketActions: Handlers = {
  GetTickets: getTickets,
  GetTicket: getTicket,
  GetSupportDepartments: getSupportDepartments,
  GetSupportStatuses: getSupportStatuses,
};
