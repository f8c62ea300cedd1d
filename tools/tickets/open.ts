import {
  atMostOne,
  confirmation,
  goesWith,
  idOf,
  listAt,
  may,
  named,
  need,
  refuse,
  sameText,
  write,
} from '../../src/catalog/index.js';
import { MAIL_STAYS, quoted, where } from '../../src/prose/index.js';
import {
  allSent,
  clientFacts,
  clientReached,
  endMade,
  madeRecord,
  personOf,
  stranger,
} from '../../src/records/index.js';
import { readDepartment } from './department.js';
import { STAFF, textSentences } from './posts.js';
import { PRIORITIES } from './priorities.js';

export const openTicket = write('whmcs_open_ticket', {
  title: 'Open a ticket',
  about:
    'Open a ticket for a client (clientid) or another person (name and email); mails them and staff unless noemail. whmcs_delete_ticket removes it, not the mail.',
  action: 'OpenTicket',
  whose: named({ unproven: ['userid', 'contactid', 'name', 'email'] }),
  names: { client: ['clientid'], service: ['serviceid'], domain: ['domainid'] },
  // It stands there as their own words; an address is one that belongs to no client.
  effects: ['mail?!noemail', 'impersonation', 'disclosure?email'],
  reaches: async ({ values, ask }) =>
    typeof values.clientid === 'number'
      ? clientReached(ask, values.clientid, 'support')
      : { recipients: [stranger(values.email)] },
  says: ['subject', 'message', 'customfields', 'attachments', 'name'],
  args: {
    deptid: need.id(),
    subject: need.text(),
    message: need.body(),
    clientid: may.id(),
    userid: may.id('Login user of that client'),
    contactid: may.id(),
    name: may.text('Of a person who is no client'),
    email: may.email('Of that person'),
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
  result: confirmation({ makes: 'id' }),
  done: (_args, result) => `Ticket ${idOf(result.id) ?? ''} is open.`,
  errors: {
    nothingBegun: [
      'Client ID Not Found',
      'The system cannot find the provided user ID.',
      'Contact ID Not Found',
      'Name and email address are required if not a client',
      'Department ID not found',
      'Subject is required',
      'Message is required',
      'Service ID Not Found',
      'Domain ID Not Found',
      'Email Address Invalid',
      'Invalid Date Format',
      'Ticket creation date cannot be in the future',
      'Unable to generate ticket number',
    ],
  },

  readBack: madeRecord({
    what: 'the ticket',
    action: 'GetTickets',
    params: (args) => ({
      ...(args.clientid === undefined ? { email: String(args.email) } : { clientid: Number(args.clientid) }),
      // The API's administrator may have no department of the ticket's: without the flag it would be missing.
      ignore_dept_assignments: true,
      limitnum: 100,
    }),
    rows: (reply, args) =>
      listAt(reply, 'tickets.ticket').filter((row) =>
        args.clientid === undefined
          ? String(row.email).toLowerCase() === String(args.email).toLowerCase()
          : Number(row.userid) === args.clientid,
      ),
    same: (row, args) => sameText(row.subject, args.subject),
    made: (row) => row.date,
    dated: 'created',
    where: (row) => `ticket ${idOf(row.id) ?? ''}`,
    whole: (reply) => allSent(reply, 'tickets.ticket'),
  }),

  undo: endMade({
    what: 'ticket',
    result: 'id',
    tool: 'whmcs_delete_ticket',
    idArg: 'ticketid',
    leaves: 'Mails about it are not called back.',
  }),

  async preview(scene) {
    const { values, reads } = scene;
    const isGuest = values.clientid === undefined;
    const [person, department] = await Promise.all([
      personOf(scene, isGuest ? undefined : Number(values.clientid)),
      readDepartment(reads, Number(values.deptid)),
    ]);
    const who = isGuest ? `${quoted(values.name)} (${quoted(values.email)}, no client)` : person.label;
    const contact = values.contactid === undefined ? undefined : `contact ${values.contactid} of the client`;
    const to = isGuest ? quoted(values.email) : (contact ?? person.mail);
    return {
      title: `Open a ticket for ${who}: ${quoted(values.subject)}`,
      sentences: [
        person.whose,
        `A ticket ${quoted(values.subject)} for ${who} is opened in department ${department === undefined ? values.deptid : quoted(department)}, as if they had written it.`,
        ...textSentences(scene),
        values.serviceid === undefined ? undefined : `It is about service ${values.serviceid}.`,
        values.domainid === undefined ? undefined : `It is about domain ${values.domainid}.`,
        values.noemail === true
          ? 'No mail is sent (WHMCS before 8.3 sends it all the same).'
          : `It is mailed to ${to} and to ${STAFF}.`,
        'whmcs_delete_ticket removes the ticket again.',
      ],
      irreversible: [where(values.noemail !== true, MAIL_STAYS)],
      gentler: values.noemail === true ? undefined : 'Open it without mail (noemail).',
      snapshot: {
        ...clientFacts(person),
        department,
        'mail.to': values.noemail === true || isGuest ? undefined : person.client?.email,
      },
    };
  },

  sample: {
    least: { deptid: 1, subject: 'Hello', message: 'World', clientid: 1 },
    most: {
      deptid: 1,
      subject: 'Hello',
      message: 'World',
      clientid: 1,
      userid: 1,
      priority: 'High',
      created: '2026-01-02 03:04:05',
      serviceid: 1,
      noemail: true,
      markdown: true,
      customfields: { 1: 'x' },
      attachments: [{ name: 'note.txt', data: 'aGVsbG8=' }],
      preventClientClosure: true,
    },
    more: [
      { deptid: 1, subject: 'Hello', message: 'World', name: 'Ada', email: 'ada@example.com' },
      { deptid: 1, subject: 'Hello', message: 'World', clientid: 1, contactid: 1, domainid: 1 },
    ],
  },
});
