import { type Detail, idOf, listAt, type Reads, type Scene, type View } from '../catalog/index.js';
import { counted, dayOf, joined, listed, near, oneLine, quoted, where, word } from '../prose/index.js';
import {
  changedFields,
  changeSentences,
  changesOf,
  clientFacts,
  formerFacts,
  ofPerson,
  type Person,
  personOf,
  readClient,
  type Ticket,
  ticketRecord,
} from '../records/index.js';

export const TEXT_SHOWN = 300;

export interface Asked {
  readonly ticket: Ticket | undefined;
  readonly person: Person;
  /** `ticket 404 of “Anna Example” (client 12)`. */
  readonly named: string;
  /** Where mail for whoever asked goes, quoted. */
  readonly mail: string;
  readonly address: string | undefined;
  readonly sentences: readonly (string | undefined)[];
  readonly details: readonly (Detail | undefined)[];
  readonly facts: Readonly<Record<string, unknown>>;
}

function guest({ fields }: Ticket): string {
  return joined(' ', quoted(fields.name), `(${quoted(fields.email)}, no client)`);
}

function whatOf({ fields, messages, notes }: Ticket, now: Date): string {
  const facts = joined(
    ', ',
    `number ${quoted(fields.tid, 20)}`,
    `in department ${quoted(fields.deptname)}`,
    `priority ${word(fields.priority)}`,
    `opened ${near(fields.date, now) ?? 'at an unknown time'}`,
    counted(messages.length, 'message'),
    notes.length > 0 ? counted(notes.length, 'staff note') : undefined,
  );
  return `Ticket ${quoted(fields.subject)} is ${word(fields.status)}: ${facts}.`;
}

function lastPost({ messages }: Ticket): (Detail | undefined)[] {
  const last = messages.reduce<(typeof messages)[number] | undefined>(
    (latest, one) => (latest === undefined || String(one.date) >= String(latest.date) ? one : latest),
    undefined,
  );
  if (last === undefined) return [];
  const by = quoted(last.admin || last.requestor_name || last.name);
  return [
    {
      label: `last message, by ${by}, ${dayOf(last.date) ?? 'undated'}`,
      value: quoted(last.message, TEXT_SHOWN),
    },
  ];
}

export async function askedTicket(scene: Scene): Promise<Asked> {
  const { ticketid, ticketnum } = scene.values;
  const ticket = await ticketRecord.lookNamed(scene.reads, scene.values);
  const person = await personOf(scene, ticket?.clientId);
  const name = ticketid === undefined ? `ticket number ${quoted(ticketnum, 20)}` : `ticket ${ticketid}`;
  const isGuest = ticket !== undefined && (ticket.clientId ?? 0) === 0;
  const address =
    ticket === undefined ? undefined : isGuest ? oneLine(ticket.fields.email) : person.client?.email;
  return {
    ticket,
    person,
    named: `${name}${isGuest ? ` of ${guest(ticket)}` : ofPerson(person)}`,
    mail: address === undefined ? person.mail : quoted(address),
    address,
    sentences: [
      isGuest ? `It was opened by ${guest(ticket)}.` : person.whose,
      ticket && whatOf(ticket, scene.now),
    ],
    details: ticket === undefined ? [] : lastPost(ticket),
    facts: {
      ...clientFacts(person),
      'ticket.status': ticket?.fields.status,
      'ticket.clientid': ticket?.clientId,
      'ticket.subject': ticket?.fields.subject,
    },
  };
}

/** The API's administrator may belong to few departments: without the flag the others would be missing. */
export function readDepartment(reads: Reads, id: number): Promise<string | undefined> {
  return reads.look({
    name: `department ${id}`,
    action: 'GetSupportDepartments',
    params: { ignore_dept_assignments: true },
    pick: (reply) => {
      const row = listAt(reply, 'departments.department').find((one) => idOf(one.id) === id);
      return row === undefined ? undefined : oneLine(row.name);
    },
  });
}

/** Whoever gets the ticket can read it. */
async function moveSentence(
  { reads, values }: Scene,
  ticket: Ticket | undefined,
): Promise<string | undefined> {
  const { userid } = values;
  if (typeof userid !== 'number' || userid === ticket?.clientId) return undefined;
  const client = await readClient(reads, 'id', userid);
  return `The ticket goes to ${client?.label ?? `client ${userid}`}, who can then read all of it.`;
}

export const updateTicket: View = async (scene) => {
  const { values, tool, reads } = scene;
  const [asked, department] = await Promise.all([
    askedTicket(scene),
    typeof values.deptid === 'number' ? readDepartment(reads, values.deptid) : undefined,
  ]);
  const { ticket, named } = asked;
  const fields = ticket?.fields;
  const changes = changesOf(tool, values, fields, fields);
  const former = changes.filter(({ name }) => name !== 'removeFlag');
  // A department that could be read is shown by its name.
  const { shown, left } = changeSentences(
    former.filter(({ name }) => name !== 'deptid' || department === undefined),
  );
  return {
    title: `Change ${named}: ${changedFields(changes)}`,
    sentences: [
      ...asked.sentences,
      department === undefined
        ? undefined
        : `Department: ${quoted(fields?.deptname)} → ${quoted(department)}.`,
      ...shown,
      where(
        values.removeFlag === true,
        `It is flagged to nobody any more${Number(fields?.flag) > 0 ? `; now it is to administrator ${Number(fields?.flag)}` : ''}.`,
      ),
      await moveSentence(scene, ticket),
      where(
        values.message !== undefined,
        "The opening message is replaced: the customer's own words are gone.",
      ),
    ],
    irreversible: ['WHMCS may mail about the change; such mails are not called back.'],
    details: [...left.map((value) => ({ label: 'also changes', value })), ...asked.details],
    snapshot: {
      ...asked.facts,
      ...formerFacts(former),
      'before.flag': values.removeFlag === true ? fields?.flag : undefined,
    },
  };
};

export const deleteTicket: View = async (scene) => {
  const asked = await askedTicket(scene);
  const { ticket } = asked;
  const posts = [...(ticket?.messages ?? []), ...(ticket?.notes ?? [])];
  const files = posts.flatMap((post) => listAt(post, 'attachments')).length;
  const held = ticket && [
    counted(ticket.messages.length, 'message'),
    counted(ticket.notes.length, 'staff note'),
    counted(files, 'attachment'),
  ];
  return {
    title: `Delete ${asked.named}`,
    sentences: [
      ...asked.sentences,
      held === undefined ? 'It is deleted with all its messages.' : `Deleted with it: ${listed(held)}.`,
    ],
    gentler:
      ticket?.fields.status === 'Closed'
        ? 'Leave it Closed: the messages stay on record.'
        : 'Close it instead: whmcs_update_ticket with status Closed keeps the messages.',
    details: asked.details,
    snapshot: {
      ...asked.facts,
      'ticket.messages': ticket?.messages.length,
      'ticket.notes': ticket?.notes.length,
    },
  };
};
