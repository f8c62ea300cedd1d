import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import type { Ticket, TicketPost } from '../../records/support.js';
import { byId, issueId } from '../../state.js';

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

export const ticketDeskActions: Handlers = {
  MergeTicket: mergeTicket,
};
