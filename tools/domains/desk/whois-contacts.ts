import { type Body, listAt, type Reads, type Values } from '../../../src/catalog/index.js';
import { decoded } from '../../../src/entities.js';
import { isObject } from '../../../src/json/index.js';
import type { Changed } from '../../../src/records/index.js';
import { asAsked, idParam } from '../one-domain.js';

/** One field of one contact of a domain. */
export interface ContactField {
  /** Registrant, Admin, Tech, … */
  readonly contact: string;
  readonly field: string;
  readonly value: string;
}

export const fieldsOf = ({ xml }: Values): readonly ContactField[] => (Array.isArray(xml) ? xml : []);

/** Names as XML can hold them: `Full Name` is Full_Name. */
export const elementOf = (name: string): string => name.trim().replace(/ /g, '_');

/** What a contact or a field of one may be called. */
export const NAME = /^[A-Za-z][\w -]{0,39}$/;

const keyOf = (name: string) => elementOf(name).toLowerCase();

/** Some registrar modules answer with JSON in a text, the vendor's sample with a country that has no quotes. */
function parsed(text: string): unknown {
  for (const one of [text, text.replace(/:\s*([A-Z]{2})(?=\s*[,}])/g, ':"$1"')]) {
    try {
      return JSON.parse(one);
    } catch {
      // Not in this spelling.
    }
  }
  return undefined;
}

/** The fields of a contact, by the name that each is told by; undefined where the registrar shows no such contact. */
export function contactIn(reply: Body, contact: string): Map<string, ContactField> | undefined {
  const names = Object.keys(reply).map((key) => key.split('[')[0] ?? '');
  const name = names.find((one) => one !== 'result' && keyOf(one) === keyOf(contact));
  if (name === undefined) return undefined;
  const { [name]: shown } = reply;
  const block = typeof shown === 'string' ? parsed(decoded(shown)) : listAt(reply, name)[0];
  if (!isObject(block)) return undefined;
  return new Map(
    Object.entries(block).map(([field, value]) => [keyOf(field), { contact, field, value: decoded(value) }]),
  );
}

/** What stands where the call writes; undefined of what the registrar does not show. */
export const presentField = (reply: Body, { contact, field }: ContactField): ContactField | undefined =>
  contactIn(reply, contact)?.get(keyOf(field));

/** The names of fields that hold something and that the call would leave out, contact by contact: `Registrant: Email`. */
export function leftOut(reply: Body, values: Values): string[] {
  const given = fieldsOf(values);
  const contacts = new Map(given.map(({ contact }) => [keyOf(contact), contact]));
  return [...contacts.values()].flatMap((contact) => {
    const wanted = new Set(
      given.filter((one) => keyOf(one.contact) === keyOf(contact)).map(({ field }) => keyOf(field)),
    );
    const missing = [...(contactIn(reply, contact) ?? [])]
      .filter(([key, { value }]) => value.trim() !== '' && !wanted.has(key))
      .map(([, { field }]) => (NAME.test(field) ? field : '(one more)'));
    return missing.length === 0 ? [] : [`${contact}: ${missing.join(', ')}`];
  });
}

/** What the call gives that the contact, as the registrar shows it, has no field for. */
export const unknownFields = (reply: Body, values: Values): ContactField[] =>
  fieldsOf(values).filter(({ contact, field }) => contactIn(reply, contact)?.has(keyOf(field)) === false);

/** Each field as it is told from the others. */
export const fieldKeys = (values: Values): string[] =>
  fieldsOf(values).map(({ contact, field }) => `${keyOf(contact)}.${keyOf(field)}`);

const sameValue = (one: string, other: string) =>
  one.trim().replace(/\s+/g, ' ').toLowerCase() === other.trim().replace(/\s+/g, ' ').toLowerCase();

const among = (list: unknown, wanted: ContactField) =>
  (list as readonly ContactField[]).some(
    (one) =>
      keyOf(one.contact) === keyOf(wanted.contact) &&
      keyOf(one.field) === keyOf(wanted.field) &&
      sameValue(one.value, wanted.value),
  );

/** What a call changes of the contacts of a domain, as its registrar shows them. */
export const contactChanges = {
  what: 'domain',
  idArg: 'domainid',
  read: { action: 'DomainGetWhoisInfo', params: idParam },
  record: asAsked,
  aside: ['domainid'],
  fields: {
    xml: {
      label: 'contacts',
      weighty: true,
      shown(reply, _wanted, values) {
        const present = fieldsOf(values).flatMap((one) => presentField(reply, one) ?? []);
        return present.length === fieldsOf(values).length ? present : undefined;
      },
      same: (wanted, shown) => (wanted as ContactField[]).every((one) => among(shown, one)),
      partly: (wanted, shown) => (wanted as ContactField[]).some((one) => among(shown, one)),
      // A new holder may have to confirm it first.
      mayBeNormalized: true,
    },
  },
} as const satisfies Changed;

const isMail = ({ field }: ContactField) => /mail/i.test(field);

/** The mail addresses that the call gives. */
export const addressesOf = (values: Values): string[] =>
  fieldsOf(values)
    .filter((one) => isMail(one) && one.value.trim() !== '')
    .map(({ value }) => value);

/** The contacts, asked of the registrar. */
export function readContacts(reads: Reads, id: number): Promise<Body | undefined> {
  return reads.look({
    name: `the contacts of domain ${id}`,
    action: 'DomainGetWhoisInfo',
    params: { domainid: id },
    pick: (reply) => reply,
  });
}

/** The mail address that the registrar has of the holder. */
export async function readHolder(reads: Reads, id: number): Promise<string | undefined> {
  const reply = await readContacts(reads, id);
  const fields = reply && contactIn(reply, 'Registrant');
  const mail = fields && [...fields.values()].find((one) => isMail(one) && one.value !== '');
  return mail?.value;
}
