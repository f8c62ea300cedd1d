import { attachmentNames } from './arguments.js';
import { clientFacts, personOf } from './client.js';
import { joined } from './phrases.js';
import { quoted, word } from './quoted.js';
import { askedTicket, readDepartment, TEXT_SHOWN } from './tickets.js';
import { MAIL_STAYS, type Scene, type View, where } from './view.js';

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
  const to = isGuest ? quoted(values.email) : person.mail;
  const about = joined(
    '',
    values.serviceid === undefined ? undefined : `It is about service ${values.serviceid}.`,
    values.domainid === undefined ? undefined : `It is about domain ${values.domainid}.`,
  );
  return {
    title: `Open a ticket for ${who}: ${quoted(values.subject)}`,
    sentences: [
      person.whose,
      `A ticket ${quoted(values.subject)} for ${who} is opened in department ${department === undefined ? values.deptid : quoted(department)}, as if they had written it.`,
      ...textSentences(scene),
      about === '' ? undefined : about,
      values.noemail === true
        ? 'No mail is sent (WHMCS before 8.3 sends it all the same).'
        : `It is mailed to ${to} and to the staff of the department.`,
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

/** In whose name, and who is mailed because of it: staff write to the customer, a customer to staff. */
function poster({ values }: Scene, label: string, mail: string): { by: string; to: string; asked: boolean } {
  if (values.clientid !== undefined) {
    return { by: `in the name of ${label}`, to: 'the staff of the department', asked: true };
  }
  if (values.name !== undefined) {
    const by = `in the name of ${quoted(values.name)} (${quoted(values.email)})`;
    return { by, to: 'the staff of the department', asked: true };
  }
  return { by: 'by staff', to: mail, asked: false };
}

export const addReply: View = async (scene) => {
  const { values } = scene;
  const asked = await askedTicket(scene);
  const { ticket, person } = asked;
  const isOwner = values.clientid !== undefined && values.clientid === ticket?.clientId;
  const {
    by,
    to,
    asked: impersonates,
  } = poster(
    scene,
    isOwner ? person.label : `client ${values.clientid} (not the client of this ticket)`,
    asked.mail,
  );
  const copies = quoted(ticket?.fields.cc);
  return {
    title: `Reply to ${asked.named}`,
    sentences: [
      ...asked.sentences,
      `A reply is posted ${by}, which the customer sees.`,
      where(impersonates, 'Staff and customer will take it for words of that person.'),
      ...textSentences(scene),
      values.noemail === true ? 'No mail is sent.' : `It is mailed to ${to}.`,
      where(values.noemail !== true && !impersonates && copies !== '(empty)', `Copies go to ${copies}.`),
      values.status === undefined ? undefined : `The ticket becomes ${word(values.status)} afterwards.`,
    ],
    irreversible: [where(values.noemail !== true, MAIL_STAYS)],
    gentler: 'Write it as a note (whmcs_add_ticket_note): only staff see it, and one of them can send it.',
    details: asked.details,
    snapshot: {
      ...asked.facts,
      'ticket.lastreply': ticket?.fields.lastreply,
      'mail.to': values.noemail === true || impersonates ? undefined : asked.address,
      'mail.cc': values.noemail === true || impersonates ? undefined : ticket?.fields.cc,
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
