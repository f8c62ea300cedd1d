import {
  confirmation,
  goesWith,
  may,
  named,
  need,
  refuse,
  type Scene,
  Unconfigured,
  type Values,
  whereGiven,
  write,
} from '../../src/catalog/index.js';
import { isNow, MAIL_STAYS, quoted, where, word } from '../../src/prose/index.js';
import { type TicketSubject, ticketReached, ticketSubject } from '../../src/records/index.js';
import { postFound, STAFF, textSentences } from './posts.js';
import { notByNumber } from './ticket-number.js';

export const replyToTicket = write('whmcs_add_ticket_reply', {
  title: 'Reply to a ticket',
  about:
    'Post a reply that the customer sees, by staff unless clientid or name and email make it theirs; mails it unless noemail. A sent mail cannot be undone.',
  action: 'AddTicketReply',
  whose: named({ also: { client: ['clientid'] }, unproven: ['contactid', 'name', 'email'] }),
  names: { ticket: ['ticketid'] },
  effects: [
    // Whoever asked reads it in the client area, mailed or not.
    'mail',
    whereGiven('impersonation', 'clientid', 'contactid', 'name', 'email', 'created'),
  ],
  reaches: ({ values, ask }) => ticketReached(ask, values.ticketid),
  says: ['message', 'customfields', 'attachments', 'status', 'name'],
  args: {
    ticketid: need.ticketId(),
    message: need.body(),
    clientid: may.id('Post as this client'),
    contactid: may.id(),
    name: may.text('Post as this person'),
    email: may.email('Of that person'),
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
    if (!isByStaff(args)) return {};
    if (staff !== undefined) return { adminusername: staff };
    throw new Unconfigured(
      'A reply by staff needs WHMCS_STAFF_USERNAME, the username of the administrator it comes from; the operator has not set it.',
    );
  },
  advice(refusal, args) {
    // WHMCS takes a reply by somebody it does not know for one by a guest, and asks for their name and address.
    return isByStaff(args) && /^name and email address are required|\badmin/i.test(refusal.said)
      ? 'It does not know the administrator whom replies come from. The operator must set WHMCS_STAFF_USERNAME to the username of one who is active; no argument of this call changes that.'
      : notByNumber(refusal, args);
  },
  result: confirmation(),
  done: isNow('Ticket', 'ticketid', 'has the reply'),
  errors: {
    nothingBegun: [
      'Ticket ID not found',
      'Client ID Not Found',
      'Contact ID Not Found',
      'Name and email address are required if not a client',
      'Message is required',
      'Email Address Invalid',
      'Invalid Ticket Status',
      'Invalid Date Format',
      'Reply creation date cannot be in the future',
    ],
  },

  readBack: postFound('reply', 'replies.reply', 'replyid'),

  undo: 'No tool takes a reply back. A person can delete it in the ticket in WHMCS; its mail is not called back, so a correcting reply is the better way.',

  async preview(scene) {
    const { values } = scene;
    const asked = await ticketSubject(scene);
    const { ticket } = asked;
    const other = impersonated(scene, asked);
    const mailed = values.noemail !== true;
    const copies = quoted(ticket?.fields.cc);
    return {
      title: `Reply to ${asked.named}`,
      sentences: [
        ...asked.sentences,
        `A reply is posted ${other === undefined ? 'by staff' : `in the name of ${other}`}, which the customer sees.`,
        where(other !== undefined, 'Staff and customer will take it for words of that person.'),
        ...textSentences(scene),
        mailed
          ? `It is mailed to ${other === undefined ? asked.mail : STAFF}.`
          : 'No mail is sent; the customer reads it in the client area.',
        where(mailed && other === undefined && copies !== '(empty)', `Copies go to ${copies}.`),
        values.status === undefined ? undefined : `The ticket becomes ${word(values.status)} afterwards.`,
      ],
      irreversible: [where(mailed, MAIL_STAYS)],
      gentler: 'Write it as a note (whmcs_add_ticket_note): only staff see it, and one of them can send it.',
      details: asked.details,
      snapshot: {
        ...asked.facts,
        'ticket.lastreply': ticket?.fields.lastreply,
        'mail.to': mailed && other === undefined ? asked.address : undefined,
        'mail.cc': mailed && other === undefined ? ticket?.fields.cc : undefined,
      },
    };
  },

  sample: {
    least: { ticketid: 1, message: 'On it.' },
    most: {
      ticketid: 1,
      message: 'On it.',
      clientid: 1,
      contactid: 1,
      status: 'Answered',
      noemail: true,
      markdown: true,
      customfields: { 1: 'x' },
      attachments: [{ name: 'note.txt', data: 'aGVsbG8=' }],
      created: '2026-01-02T03:04:05',
    },
    more: [{ ticketid: 1, message: 'Hi', name: 'Ada', email: 'ada@example.com' }],
  },
});

const isByStaff = ({ clientid, name }: Values) => clientid === undefined && name === undefined;

/** Whose words a reply is taken for, where it is not by staff: then staff are mailed, else the customer. */
function impersonated({ values }: Scene, { ticket, person }: TicketSubject): string | undefined {
  const { clientid, name, email } = values;
  if (name !== undefined) return `${quoted(name)} (${quoted(email)})`;
  if (clientid === undefined) return undefined;
  return clientid === ticket?.clientId ? person.label : `client ${clientid} (not the client of this ticket)`;
}
