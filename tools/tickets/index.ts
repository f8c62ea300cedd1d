import {
  area,
  atMostOne,
  confirmation,
  exactlyOne,
  goesWith,
  may,
  need,
  paged,
  record,
  refuse,
  someChange,
  Unconfigured,
  whole,
} from '../../src/catalog/index.js';
import {
  endMade,
  noteAdded,
  replyPosted,
  setBack,
  ticket,
  ticketChanged,
  ticketGone,
  ticketOpened,
} from '../../src/records/index.js';

const PRIORITIES = ['Low', 'Medium', 'High'] as const;

const CHANGES = {
  ticketid: need.id(),
  deptid: may.id(),
  status: may.text('From whmcs_get_support_statuses'),
  subject: may.text(),
  userid: may.id('Client id'),
  name: may.text(),
  email: may.email(),
  cc: may.emailList(),
  priority: may.choice(PRIORITIES),
  created: may.moment('YYYY-MM-DD HH:mm:ss'),
  flag: may.id('Administrator to flag it to'),
  removeFlag: may.flag(),
  message: may.body('Replaces the opening message'),
  markdown: may.flag(),
  customfields: may.customFields(),
  preventClientClosure: may.flag('Client may not close it'),
};

const ATTACHED = { attachments: null };

export const tickets = area('tickets', {
  whmcs_get_tickets: {
    title: 'List tickets',
    about:
      'List support tickets, without their messages. WHMCS shows only departments of the API administrator unless ignore_dept_assignments.',
    action: 'GetTickets',
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
  },

  whmcs_get_ticket: {
    title: 'Read a ticket',
    about:
      'One ticket with all messages and staff notes. The first reply (replyid 0) is the opening message.',
    action: 'GetTicket',
    names: { ticket: ['ticketid', 'ticketnum'] },
    args: {
      ticketid: may.id('Internal id, as whmcs_get_tickets gives it'),
      ticketnum: may.text('Number the customer sees'),
      repliessort: may.choice(['ASC', 'DESC']),
    },
    rules: [exactlyOne('ticketid', 'ticketnum')],
    result: record({
      pages: 'replies',
      each: { replies: { in: 'reply', each: ATTACHED }, notes: { in: 'note', each: ATTACHED } },
    }),
  },

  whmcs_open_ticket: {
    title: 'Open a ticket',
    about:
      'Open a ticket for a client (clientid) or another person (name and email); mails them and staff unless noemail. whmcs_delete_ticket removes it, not the mail.',
    action: 'OpenTicket',
    names: { client: ['clientid'], service: ['serviceid'], domain: ['domainid'] },
    effects: ['mail?!noemail'],
    args: {
      deptid: need.id(),
      subject: need.text(),
      message: need.body(),
      clientid: may.id(),
      userid: may.id('Login user of that client'),
      contactid: may.id('Contact of that client'),
      name: may.text(),
      email: may.email(),
      priority: may.choice(PRIORITIES),
      created: may.moment('Backdates it; YYYY-MM-DD HH:mm:ss'),
      serviceid: may.id(),
      domainid: may.id(),
      noemail: may.alwaysFlag('WHMCS 8.3+'),
      markdown: may.flag(),
      customfields: may.customFields(),
      attachments: may.attachments(),
      // The page describes the opposite of what the name says.
      preventClientClosure: may.flag('Client may not close it'),
      // Left out: admin, which works only inside WHMCS with an administrator's username.
    },
    rules: [
      refuse(
        'give clientid, or name and email for somebody who is no client',
        (args) => args.clientid === undefined && (args.name === undefined || args.email === undefined),
      ),
      refuse(
        'clientid already says who opens it: leave out name and email',
        (args) => args.clientid !== undefined && (args.name !== undefined || args.email !== undefined),
      ),
      goesWith('userid', 'clientid'),
      goesWith('contactid', 'clientid'),
      atMostOne('userid', 'contactid'),
      atMostOne('serviceid', 'domainid'),
    ],
    readBack: ticketOpened,
    undo: endMade({
      what: 'ticket',
      result: 'id',
      tool: 'whmcs_delete_ticket',
      idArg: 'ticketid',
      leaves: 'Mails about it are not called back.',
    }),
    result: confirmation(),
  },

  whmcs_add_ticket_reply: {
    title: 'Reply to a ticket',
    about:
      'Post a reply that the customer sees, by staff unless clientid or name and email make it theirs; mails it unless noemail. A sent mail cannot be undone.',
    action: 'AddTicketReply',
    names: { ticket: ['ticketid'] },
    effects: ['mail?!noemail'],
    args: {
      ticketid: need.id(),
      message: need.body(),
      clientid: may.id('Post as this client'),
      contactid: may.id(),
      name: may.text('Post as this person'),
      email: may.email(),
      status: may.text('Status to set afterwards'),
      noemail: may.alwaysFlag(),
      markdown: may.flag(),
      customfields: may.customFields(),
      attachments: may.attachments(),
      created: may.moment('YYYY-MM-DD HH:mm:ss'),
      // Not offered: adminusername, with which a reply could be put into the mouth of any member of staff. The
      // operator says who the agent is.
    },
    rules: [
      goesWith('name', 'email'),
      goesWith('email', 'name'),
      goesWith('contactid', 'clientid'),
      refuse(
        'post as a client (clientid) or as another person (name and email), not both',
        (args) => args.clientid !== undefined && args.name !== undefined,
      ),
    ],
    pinned(args, { staff }) {
      if (args.clientid !== undefined || args.name !== undefined) return {};
      if (staff !== undefined) return { adminusername: staff };
      throw new Unconfigured(
        'A reply by staff needs WHMCS_STAFF_USERNAME, the username of the administrator it comes from; the operator has not set it.',
      );
    },
    readBack: replyPosted,
    undo: 'No tool takes a reply back. A person can delete it in the ticket in WHMCS; its mail is not called back, so a correcting reply is the better way.',
    result: confirmation(),
  },

  whmcs_add_ticket_note: {
    title: 'Add a ticket note',
    about: 'Add a note that only staff see. Sends nothing.',
    action: 'AddTicketNote',
    names: { ticket: ['ticketid', 'ticketnum'] },
    args: {
      message: need.body(),
      ticketid: may.id('Internal id'),
      ticketnum: may.text('Number the customer sees'),
      markdown: may.flag(),
      attachments: may.attachments(),
      created: may.moment('YYYY-MM-DD HH:mm:ss'),
    },
    rules: [exactlyOne('ticketid', 'ticketnum')],
    readBack: noteAdded,
    undo: 'No tool takes a note back. A person can delete it in the ticket in WHMCS.',
    result: confirmation(),
  },

  whmcs_update_ticket: {
    title: 'Update a ticket',
    about:
      'Change the department, status, priority, owner, flag or opening message of a ticket. Setting it back undoes it.',
    action: 'UpdateTicket',
    names: { ticket: ['ticketid'] },
    args: CHANGES,
    rules: [
      someChange('ticketid', 'markdown'),
      refuse(
        'flag and removeFlag: true contradict each other',
        (args) => args.flag !== undefined && args.removeFlag === true,
      ),
    ],
    readBack: ticketChanged,
    undo: setBack('whmcs_update_ticket', ticket, CHANGES, {
      otherwise:
        'The ticket does not show what was changed, so nothing was kept; a person can set it in WHMCS.',
      leaves: 'Mails that the change set off are not called back.',
    }),
    result: confirmation(),
  },

  whmcs_delete_ticket: {
    title: 'Delete a ticket',
    about:
      'Delete a ticket with its messages. Cannot be undone; whmcs_update_ticket with status Closed keeps it.',
    action: 'DeleteTicket',
    names: { ticket: ['ticketid'] },
    effects: ['irreversible'],
    args: { ticketid: need.id() },
    readBack: ticketGone,
    undo: 'A deleted ticket does not come back. A person can restore it from a backup.',
    result: confirmation(),
  },

  whmcs_get_support_departments: {
    title: 'List departments',
    about:
      'Support departments with counts; only those of the API administrator unless ignore_dept_assignments.',
    action: 'GetSupportDepartments',
    args: { ignore_dept_assignments: may.flag() },
    result: whole('departments.department'),
  },

  whmcs_get_support_statuses: {
    title: 'List ticket statuses',
    about: 'Ticket statuses with counts.',
    action: 'GetSupportStatuses',
    args: { deptid: may.id() },
    result: whole('statuses.status'),
  },
});
