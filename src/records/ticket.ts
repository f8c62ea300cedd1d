import { type Body, type Detail, idOf, listAt, type Scene } from '../catalog/index.js';
import { counted, dayOf, joined, near, oneLine, quoted, TEXT_SHOWN, word } from '../prose/index.js';
import { clientFacts, ofPerson, type Person, personOf } from './client.js';
import { ageDays, type NamedField, recordType } from './record.js';

export interface Ticket {
  readonly fields: Body;
  readonly id: number;
  readonly clientId: number | undefined;
  readonly messages: readonly Body[];
  readonly notes: readonly Body[];
}

/** How a ticket is asked for, by its id or the number that the customer sees, its statuses, and `context.ticket.*`. */
export const ticketRecord = recordType<Ticket>({
  kind: 'ticket',
  action: 'GetTicket',
  namedBy: ['ticketid', 'ticketnum'],
  keys: {
    id: { param: 'ticketid', column: 'ticketid' },
    ticketnum: { param: 'ticketnum', column: 'tid', named: (number) => `ticket number ${quoted(number)}` },
  },
  owner: 'userid',
  status: 'status',
  statuses: ['Open', 'Answered', 'Customer-Reply', 'On Hold', 'In Progress', 'Closed'],
  parse(fields) {
    const id = idOf(fields.ticketid);
    return id === undefined
      ? undefined
      : {
          fields,
          id,
          clientId: idOf(fields.userid),
          messages: listAt(fields, 'replies.reply'),
          notes: listAt(fields, 'notes.note'),
        };
  },
  policy: {
    id: (row) => idOf(row.ticketid),
    status: (row) => row.status,
    priority: (row) => row.priority,
    deptid: (row) => idOf(row.deptid),
    age_days: (row, { now }) => ageDays(row.date, now),
    clientid: (row) => idOf(row.userid),
    email: (row) => row.email,
  },
  policyByName: { last_reply_by: lastWriter },
  words: { last_reply_by: ['staff', 'client', 'outsider', 'agent'] },
});

async function lastWriter(
  { id }: Body,
  { ask, own }: Parameters<NamedField>[1],
): Promise<string | undefined> {
  const reply = await ask('GetTicket', { ticketid: Number(id) });
  const { lastReplyBy } = await import('./last-post.js');
  return idOf(reply.ticketid) === id ? lastReplyBy(reply, own) : undefined;
}

/** A ticket that a call is about, and whose it is. */
export interface TicketSubject {
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

/** The ticket that `ticketid` or `ticketnum` names, and whose it is. */
export async function ticketSubject(scene: Scene): Promise<TicketSubject> {
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
