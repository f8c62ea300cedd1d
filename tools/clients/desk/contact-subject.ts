import { type Body, idOf, type Scene } from '../../../src/catalog/index.js';
import { quoted } from '../../../src/prose/index.js';
import { clientFacts, type Person, personOf } from '../../../src/records/index.js';
import { allContacts, contactIn, contactLabel, gets, mailsText } from './contact-list.js';

/** The contact that a call names, as its preview tells of it. */
export interface ContactSubject {
  /** Undefined where it could not be read. */
  readonly row: Body | undefined;
  readonly person: Person;
  /** `“Petra Books” (contact 31) of “Example Ltd” (client 14)`. */
  readonly named: string;
  /** What is mailed to it now, and where. */
  readonly mailed: string | undefined;
  /** The invoices of the client are made out to it. */
  readonly isBilling: boolean;
  /** What a yes rests on. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export async function contactSubject(scene: Scene): Promise<ContactSubject> {
  const { values, reads } = scene;
  const id = Number(values.contactid);
  const row = await reads.look({
    name: `contact ${id}`,
    action: 'GetContacts',
    params: allContacts(values),
    pick: (reply) => contactIn(reply, values),
  });
  const person = await personOf(scene, Number(values.clientid));
  const mails = row && mailsText((kind) => gets(row, kind));
  return {
    row,
    person,
    named: `${row === undefined ? `contact ${id}` : contactLabel(row)} of ${person.label}`,
    mailed: row && `The contact gets ${mails} at ${quoted(row.email)}.`,
    isBilling: idOf(person.client?.fields.billingcid) === id,
    facts: { ...clientFacts(person), 'contact.email': row?.email, 'contact.mails': mails },
  };
}
