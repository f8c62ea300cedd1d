import type { Scene, View } from '../catalog/index.js';
import { attachmentNames, MAIL_STAYS, quoted, where, word } from '../prose/index.js';
import { clientFacts, personOf } from '../records/index.js';
import { type Asked, askedTicket, readDepartment, TEXT_SHOWN } from './tickets.js';

/** What is common to whatever is written into a ticket. */
function textSentences({ values }: Scene): (string | undefined)[] {
  const files = attachmentNames(values.attachments);
  return [
    `Text: ${quoted(values.message, TEXT_SHOWN)}`,
    files === undefined ? undefined : `Attached: ${files}.`,
    values.created === undefined ? undefined : `It is dated ${quoted(values.created, 30)}, not now.`,
  ];
}

export const openTicket: View = async (scene) => {
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
};

const STAFF = 'the staff of the department';

/** Whose words a reply is taken for, where it is not by staff: then staff are mailed, else the customer. */
function impersonated({ values }: Scene, { ticket, person }: Asked): string | undefined {
  const { clientid, name, email } = values;
  if (name !== undefined) return `${quoted(name)} (${quoted(email)})`;
  if (clientid === undefined) return undefined;
  return clientid === ticket?.clientId ? person.label : `client ${clientid} (not the client of this ticket)`;
}

export const addReply: View = async (scene) => {
  const { values } = scene;
  const asked = await askedTicket(scene);
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
      mailed ? `It is mailed to ${other === undefined ? asked.mail : STAFF}.` : 'No mail is sent.',
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
};

export const addNote: View = async (scene) => {
  const asked = await askedTicket(scene);
  return {
    title: `Add a staff note to ${asked.named}`,
    sentences: [
      ...asked.sentences,
      'A note is added that only staff see. No mail is sent.',
      ...textSentences(scene),
    ],
    details: asked.details,
    snapshot: asked.facts,
  };
};
