import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import type { Ticket, TicketPost } from '../../records/support.js';
import { html, nest } from '../../reply.js';
import { byId, issueId, type State } from '../../state.js';

/** The message that opened a ticket, as a post of the ticket that it is merged into. */
function openingOf(call: Call, ticket: Ticket): TicketPost {
  const { clientId, contactId, name, email, admin, date, message, attachments } = ticket;
  const id = issueId(call.state, 'ticketPosts');
  return { id, clientId, contactId, name, email, admin, date, message, attachments };
}

const byDate = (one: TicketPost, other: TicketPost) =>
  one.date < other.date ? -1 : one.date > other.date ? 1 : one.id - other.id;

function mergeTicket(call: Call): Reply {
  const { params, state } = call;
  if (!params.given('ticketid')) fail('Ticket ID Required');
  const into = byId(state.tickets, params.int('ticketid')) ?? fail('Ticket ID Invalid');
  const ids = params.text('mergeticketids').split(',').map(Number).filter(Boolean);
  if (ids.length === 0) fail('Merge Ticket IDs Required');
  const unknown = ids.filter((id) => id === into.id || byId(state.tickets, id) === undefined);
  if (unknown.length > 0) fail(`Invalid Merge Ticket IDs: ${unknown.join(', ')}`);
  const merged = state.tickets.filter(({ id }) => ids.includes(id));
  for (const ticket of merged) {
    into.replies.push(openingOf(call, ticket), ...ticket.replies);
    into.notes.push(...ticket.notes);
    if (ticket.lastReply > into.lastReply) into.lastReply = ticket.lastReply;
  }
  into.replies.sort(byDate);
  into.notes.sort(byDate);
  if (params.given('newsubject')) into.subject = params.text('newsubject');
  state.tickets = state.tickets.filter((ticket) => !merged.includes(ticket));
  for (const ticket of merged) {
    call.log(`Merged Ticket ${ticket.tid} into Ticket ID: ${into.tid}`, into.clientId);
  }
  return { result: 'success', ticketid: String(into.id) };
}

function blockTicketSender(call: Call): Reply {
  const { params, state } = call;
  if (!params.given('ticketid')) fail('Ticket ID Required');
  const ticket = byId(state.tickets, params.int('ticketid')) ?? fail('Ticket ID Not Found');
  const address = byId(state.clients, ticket.clientId)?.email ?? ticket.email;
  if (!state.blockedSenders.includes(address)) state.blockedSenders.push(address);
  call.log(`Blocked Ticket Sender - Ticket ID: ${ticket.tid}`, ticket.clientId);
  const deletes = params.flag('delete');
  if (deletes) state.tickets = state.tickets.filter((one) => one !== ticket);
  return { result: 'success', deleted: String(deletes) };
}

function getTicketCounts(call: Call): Reply {
  const { params, state, staff } = call;
  const departments = params.flag('ignoreDepartmentAssignments')
    ? state.departments.map(({ id }) => id)
    : staff.departmentIds;
  const tickets = state.tickets.filter(({ departmentId }) => departments.includes(departmentId));
  const having = (fits: (status: State['ticketStatuses'][number], ticket: Ticket) => boolean) =>
    tickets.filter((ticket) =>
      state.ticketStatuses.some((status) => status.title === ticket.status && fits(status, ticket)),
    ).length;
  const byStatus = state.ticketStatuses.map(({ title }) => [
    title.toLowerCase().replace(/[^a-z0-9]/g, ''),
    { title, count: having((status) => status.title === title) },
  ]);
  return {
    result: 'success',
    filteredDepartments: departments,
    allActive: having(({ active }) => active),
    awaitingReply: having(({ awaiting }) => awaiting),
    flaggedTickets: having(({ active }, { flag }) => active && flag === staff.id),
    ...(params.flag('includeCountsByStatus') && { status: Object.fromEntries(byStatus) }),
  };
}

function getTicketPredefinedReplies({ params, state }: Call): Reply {
  const rows = state.predefinedReplies
    .filter(({ categoryId }) => !params.given('catid') || params.int('catid') === categoryId)
    .map(({ name, reply }) => ({ name: html(name), reply: html(reply) }));
  return {
    result: 'success',
    totalresults: String(rows.length),
    predefinedreplies: nest('predefinedreply', rows),
  };
}

/** The post that `type` and `relatedid` name, whichever ticket it is of. */
function postNamed({ params, state }: Call): Pick<TicketPost, 'attachments'> {
  if (!params.given('relatedid')) fail('Related ID Required');
  const id = params.int('relatedid');
  const posts: Readonly<Record<string, () => Pick<TicketPost, 'attachments'> | undefined>> = {
    ticket: () => byId(state.tickets, id),
    reply: () =>
      byId(
        state.tickets.flatMap(({ replies }) => replies),
        id,
      ),
    note: () =>
      byId(
        state.tickets.flatMap(({ notes }) => notes),
        id,
      ),
  };
  const find = posts[params.text('type')] ?? fail('Invalid Type. Must be one of ticket, reply, note');
  return find() ?? fail('Related ID Not Found');
}

function getTicketAttachment(call: Call): Reply {
  const { attachments } = postNamed(call);
  if (!call.params.given('index')) fail('Attachment Index Required');
  if (attachments.length === 0) fail('No Attachments Found');
  const { name, data } = attachments[call.params.int('index')] ?? fail('Invalid Attachment Index');
  return { result: 'success', filename: html(name), data };
}

export const ticketDeskActions: Handlers = {
  BlockTicketSender: blockTicketSender,
  GetTicketAttachment: getTicketAttachment,
  GetTicketCounts: getTicketCounts,
  GetTicketPredefinedReplies: getTicketPredefinedReplies,
  MergeTicket: mergeTicket,
};
