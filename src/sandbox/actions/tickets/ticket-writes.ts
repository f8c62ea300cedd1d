import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import { readAttachments } from '../../php/serialized.js';
import type { StoredFile, Ticket } from '../../records/support.js';
import { byId, issueId } from '../../state.js';
import { readMoment } from '../../values/dates.js';
import { fullNameOf } from '../clients/client-rows.js';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PRIORITIES = ['Low', 'Medium', 'High'];

function createdAt(call: Call, futureMessage: string): string {
  if (!call.params.given('created')) return call.moment;
  const at = readMoment(call.params.text('created'));
  if (!at) fail('Invalid Date Format');
  if (at > call.moment) fail(futureMessage);
  return at;
}

function attachmentsOf(call: Call): StoredFile[] {
  return readAttachments(call.params.text('attachments')).map(({ name, bytes }) => ({
    name,
    data: bytes.toString('base64'),
  }));
}

/** The id of the contact, 0 where none is named. */
function contactIdOf({ params, state }: Call): number {
  const id = params.given('contactid') ? params.int('contactid') : 0;
  const clientId = params.int('clientid');
  const isTheirs = state.contacts.some((one) => one.id === id && one.clientId === clientId);
  return id === 0 || isTheirs ? id : fail('Contact ID Not Found');
}

function openTicket(call: Call): Reply {
  const { params, state } = call;
  const client = byId(state.clients, params.int('clientid'));
  if (params.given('clientid') && !client) fail('Client ID Not Found');
  const user = byId(state.users, params.int('userid'));
  if (client && params.given('userid') && !user?.clientIds.includes(client.id)) {
    fail('The system cannot find the provided user ID.');
  }
  const contactId = contactIdOf(call);
  if (!client) {
    if (!params.given('name') || !params.given('email'))
      fail('Name and email address are required if not a client');
    if (!EMAIL.test(params.text('email'))) fail('Email Address Invalid');
  }
  const department = byId(state.departments, params.int('deptid')) ?? fail('Department ID not found');
  if (!params.given('subject')) fail('Subject is required');
  if (!params.given('message')) fail('Message is required');
  const service = relatedService(call);
  const date = createdAt(call, 'Ticket creation date cannot be in the future');
  const id = issueId(state, 'tickets');
  const ticket: Ticket = {
    id,
    tid: state.random.text(6, '123456789'),
    accessCode: state.random.text(8),
    departmentId: department.id,
    clientId: client?.id ?? 0,
    userId: client ? (user?.id ?? client.ownerUserId) : 0,
    contactId,
    name: client ? '' : params.text('name'),
    email: client ? '' : params.text('email'),
    cc: '',
    date,
    subject: params.text('subject'),
    message: params.text('message'),
    attachments: attachmentsOf(call),
    status: 'Open',
    priority: PRIORITIES.find((one) => one === params.text('priority')) ?? 'Medium',
    admin: '',
    lastReply: date,
    flag: 0,
    service,
    preventClosure: params.flag('preventClientClosure'),
    replies: [],
    notes: [],
  };
  state.tickets.push(ticket);
  call.log(`New Support Ticket Opened - Ticket ID: ${ticket.tid}`, ticket.clientId);
  if (!params.flag('noemail')) {
    const about = { ticketid: id, ...(client ? { clientid: client.id } : {}) };
    call.mail({
      to: client?.email ?? ticket.email,
      template: 'Support Ticket Opened',
      about,
      body: ticket.message,
    });
  }
  return { result: 'success', id: String(id), tid: ticket.tid, c: ticket.accessCode };
}

function relatedService(call: Call): string {
  const { params, state } = call;
  if (params.given('serviceid')) {
    return `S${(byId(state.services, params.int('serviceid')) ?? fail('Service ID Not Found')).id}`;
  }
  if (params.given('domainid')) {
    return `D${(byId(state.domains, params.int('domainid')) ?? fail('Domain ID Not Found')).id}`;
  }
  return '';
}

function ticketOf(call: Call, message: string): Ticket {
  return byId(call.state.tickets, call.params.int('ticketid')) ?? fail(message);
}

function addTicketReply(call: Call): Reply {
  const { params, state } = call;
  const ticket = ticketOf(call, 'Ticket ID not found');
  const client = byId(state.clients, params.int('clientid'));
  if (params.given('clientid') && !client) fail('Client ID Not Found');
  const contactId = contactIdOf(call);
  const admin = adminName(call);
  if (!client && admin === '') {
    if (!params.given('name') || !params.given('email'))
      fail('Name and email address are required if not a client');
    if (!EMAIL.test(params.text('email'))) fail('Email Address Invalid');
  }
  if (!params.given('message')) fail('Message is required');
  const status = params.given('status') ? statusNamed(call, params.text('status')) : undefined;
  if (params.given('status') && !status) fail('Invalid Ticket Status');
  const date = createdAt(call, 'Reply creation date cannot be in the future');
  const isGuest = !client && admin === '';
  ticket.replies.push({
    id: issueId(state, 'ticketPosts'),
    clientId: client?.id ?? 0,
    contactId,
    name: isGuest ? params.text('name') : '',
    email: isGuest ? params.text('email') : '',
    admin,
    date,
    message: params.text('message'),
    attachments: attachmentsOf(call),
  });
  if (date > ticket.lastReply) ticket.lastReply = date;
  ticket.status = status ?? (admin === '' ? 'Customer-Reply' : 'Answered');
  call.log(`New Ticket Response - Ticket ID: ${ticket.tid}`, ticket.clientId);
  if (!params.flag('noemail')) mailReply(call, ticket, admin !== '');
  return { result: 'success' };
}

/** The name staff replies are shown under; a text that is no login stands as it is, which allows impersonation. */
function adminName(call: Call): string {
  const login = call.params.text('adminusername');
  const staff = call.state.staff.find((one) => one.username.toLowerCase() === login.toLowerCase());
  return staff ? fullNameOf(staff) : login;
}

/** Staff write to the customer; what a customer writes goes to the department. */
function mailReply(call: Call, ticket: Ticket, fromStaff: boolean): void {
  const { state } = call;
  const client = byId(state.clients, ticket.clientId);
  const department = byId(state.departments, ticket.departmentId);
  const to = fromStaff ? (client?.email ?? ticket.email) : (department?.email ?? '');
  const template = fromStaff ? 'Support Ticket Reply' : 'Support Ticket Response';
  const about = { ticketid: ticket.id, ...(client ? { clientid: client.id } : {}) };
  call.mail({ to, template, about, body: call.params.text('message') });
}

function addTicketNote(call: Call): Reply {
  const { params, state } = call;
  const ticket = params.given('ticketid')
    ? byId(state.tickets, params.int('ticketid'))
    : state.tickets.find((one) => params.given('ticketnum') && one.tid === params.text('ticketnum'));
  if (!ticket) fail('Ticket ID not found');
  if (!params.given('message')) fail('Message is required');
  const date = createdAt(call, 'Ticket creation date cannot be in the future');
  ticket.notes.push({
    id: issueId(state, 'ticketPosts'),
    clientId: 0,
    contactId: 0,
    name: '',
    email: '',
    admin: fullNameOf(call.staff),
    date,
    message: params.text('message'),
    attachments: attachmentsOf(call),
  });
  call.log(`Ticket Note Added - Ticket ID: ${ticket.tid}`, ticket.clientId);
  return { result: 'success' };
}

function statusNamed(call: Call, text: string): string | undefined {
  return call.state.ticketStatuses.find((one) => one.title.toLowerCase() === text.toLowerCase())?.title;
}

function updateTicket(call: Call): Reply {
  const { params, state } = call;
  const ticket = ticketOf(call, 'Ticket ID Not Found');
  if (params.given('deptid') && !byId(state.departments, params.int('deptid')))
    fail('Department ID Not Found');
  if (params.given('priority') && !PRIORITIES.includes(params.text('priority'))) {
    fail(`Invalid Ticket Priority. Valid priorities are: ${PRIORITIES.join(',')}`);
  }
  const status = params.given('status') ? statusNamed(call, params.text('status')) : undefined;
  if (params.given('status') && !status) {
    fail(
      `Invalid Ticket Status. Valid statuses are: ${state.ticketStatuses.map((one) => one.title).join(',')}`,
    );
  }
  const date = createdAt(call, 'Ticket creation date cannot be in the future');
  if (params.given('created')) ticket.date = date;
  if (params.given('deptid')) ticket.departmentId = params.int('deptid');
  if (params.given('priority')) ticket.priority = params.text('priority');
  if (params.given('userid')) ticket.clientId = params.int('userid');
  if (params.given('subject')) ticket.subject = params.text('subject');
  if (params.given('message')) ticket.message = params.text('message');
  if (params.given('name')) ticket.name = params.text('name');
  if (params.given('email')) ticket.email = params.text('email');
  if (params.has('cc')) ticket.cc = params.text('cc');
  if (params.given('flag')) ticket.flag = params.int('flag');
  if (params.flag('removeFlag')) ticket.flag = 0;
  if (params.has('preventClientClosure')) ticket.preventClosure = params.flag('preventClientClosure');
  ticket.status = status ?? ticket.status;
  call.log(`Ticket Updated - Ticket ID: ${ticket.tid}`, ticket.clientId);
  return { result: 'success', ticketid: String(ticket.id) };
}

function deleteTicket(call: Call): Reply {
  const ticket = ticketOf(call, 'Ticket ID not found');
  call.state.tickets = call.state.tickets.filter((one) => one !== ticket);
  call.log(`Deleted Ticket - Ticket ID: ${ticket.tid}`, ticket.clientId);
  return { result: 'success' };
}

export const ticketWriteActions: Handlers = {
  OpenTicket: openTicket,
  AddTicketReply: addTicketReply,
  AddTicketNote: addTicketNote,
  UpdateTicket: updateTicket,
  DeleteTicket: deleteTicket,
};
