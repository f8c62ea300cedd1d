import { z } from 'zod';
import {
  confirmation,
  eachOnce,
  idOf,
  NAMED,
  need,
  type Precheck,
  type ReachCall,
  type Reached,
  type Scene,
  type Values,
  write,
} from '../../../src/catalog/index.js';
import { once } from '../../../src/once.js';
import { isNow, listed, MAIL_STAYS, quoted, where } from '../../../src/prose/index.js';
import {
  type Change,
  clientReached,
  domainRecord,
  heldDomain,
  holds,
  namedRow,
  sameAddress,
  sameInAnyCase,
  setBack,
  shownChanges,
  stranger,
} from '../../../src/records/index.js';
import {
  addressesOf,
  type ContactField,
  contactChanges,
  elementOf,
  fieldKeys,
  fieldsOf,
  leftOut,
  NAME,
  presentField,
  readContacts,
  unknownFields,
} from './whois-contacts.js';

const name = () =>
  z
    .string()
    .regex(NAME, 'must be a name of letters, digits, blanks and _')
    .transform((text) => text.trim());

const contactField = once(() =>
  z.strictObject({
    contact: name().describe('Such as Registrant'),
    field: name().describe('As whmcs_get_domain_whois names it'),
    value: z
      .string()
      .max(255)
      .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be one line'),
  }),
);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** WHMCS takes the contacts as XML, which is made here: no markup of the caller's is sent. */
function asXml(fields: readonly ContactField[]): string {
  const contacts = new Map<string, string[]>();
  for (const { contact, field, value } of fields) {
    const [block, element] = [elementOf(contact), elementOf(field)];
    contacts.set(block, [...(contacts.get(block) ?? []), `<${element}>${escaped(value)}</${element}>`]);
  }
  const blocks = [...contacts].map(([block, inner]) => `<${block}>${inner.join('')}</${block}>`);
  return `<contactdetails>${blocks.join('')}</contactdetails>`;
}

const CONTACTS = {
  domainid: need.id(),
  xml: need.rows(
    contactField,
    'All fields of each contact given: what is left out a registrar may empty',
    (rows, param) => ({
      [param]: asXml(rows),
    }),
  ),
};

export const updateWhois = write('whmcs_update_domain_whois', {
  title: 'Update domain contacts',
  about:
    'Replace contacts of a domain at its registrar, the holder (Registrant) too; each contact given whole, as whmcs_get_domain_whois shows it. The registrar may ask the old and the new holder by mail. Setting the old ones again undoes it.',
  action: 'DomainUpdateWhoisInfo',
  whose: NAMED,
  names: { domain: ['domainid'] },
  // Whoever holds a domain, and reads its mail, decides where it goes.
  effects: ['mail', 'control', 'registrar'],
  reaches: holdersReached,
  says: ['xml'],
  args: CONTACTS,
  rules: [eachOnce('xml names a field of a contact twice', fieldKeys)],
  before: [wholeContacts()],
  slow: true,
  sets: () => 'contacts',
  result: confirmation(),
  done: isNow('Domain', 'domainid', 'has its new contacts, as far as nobody has to confirm them first'),
  errors: {
    nothingBegun: ['Domain ID Not Found', 'XML Required'],
    leftOpen: ['Registrar Error Message'],
    passesOn: 'the registrar',
  },

  readBack: holds(contactChanges),

  undo: setBack('whmcs_update_domain_whois', contactChanges, CONTACTS, {
    otherwise:
      "The registrar did not show the former contacts, so nothing was kept; a person can find them in the registrar's records.",
    leaves:
      'Mails are not called back, and some registrars lock a domain for 60 days after its holder changed.',
  }),

  async preview(scene) {
    const { values } = scene;
    const held = await heldDomain(scene, ({ id }) => readContacts(scene.reads, id));
    const shown = shownChanges(changesIn(scene, held.also));
    const own = held.person.client?.email;
    const others = addressesOf(values).filter((address) => !sameInAnyCase(address, own));
    const contacts = [...new Set(fieldsOf(values).map(({ contact }) => contact))];
    return {
      title: `Change contacts of ${held.named}: ${listed(contacts)}`,
      sentences: [
        ...held.sentences,
        ...shown.sentences,
        `They are changed at ${held.registrar} now.`,
        where(
          contacts.some((contact) => sameInAnyCase(contact, 'Registrant')),
          'Whoever stands there as Registrant holds the domain: they can move it away and sell it.',
        ),
        where(
          own !== undefined && others.length > 0,
          `Not the address of its client: ${listed([...new Set(others)].map((one) => quoted(one)))}. Whoever reads mail there confirms transfers.`,
        ),
        'The registrar may mail the old and the new holder, and lock the domain for 60 days.',
      ],
      irreversible: [
        MAIL_STAYS,
        where(held.also === undefined, 'Without the present contacts nobody here knows what to set back.'),
      ],
      details: shown.details,
      snapshot: { ...held.facts, ...shown.former },
    };
  },

  sample: {
    least: {
      domainid: 201,
      xml: Object.entries({
        First_Name: 'Ada',
        Last_Name: 'Example',
        Organisation_Name: 'Example Ltd',
        Job_Title: '',
        Email: 'ada@example.com',
        Address_1: '1 Example Street',
        Address_2: '',
        City: 'Exampletown',
        State: 'Example State',
        Postcode: 'EX1 2MP',
        Country: 'GB',
        Phone: '+44.1632960001',
      }).map(([field, value]) => ({ contact: 'Registrant', field, value })),
    },
  },
});

/** Old and new of each field; the names were checked to be those that the registrar shows. */
function changesIn({ values }: Scene, reply: Readonly<Record<string, unknown>> | undefined): Change[] {
  return fieldsOf(values).map((one, weight) => {
    const before = reply && presentField(reply, one)?.value;
    return {
      name: `xml.${elementOf(one.contact)}.${elementOf(one.field)}`,
      label: `${one.contact}, ${one.field.replace(/_/g, ' ')}`,
      whole: 'contacts',
      weight,
      before,
      after: one.value,
      isSame: before === one.value,
    };
  });
}

/** A contact that is sent in parts loses the others, and a field that the registrar does not have is lost. */
function wholeContacts(): Precheck {
  return {
    action: 'DomainGetWhoisInfo',
    params: ({ domainid }) => ({ domainid: Number(domainid) }),
    refuse(reply, values) {
      const [missing, unknown] = [leftOut(reply, values), unknownFields(reply, values)];
      const wrong = (says: string) => ({
        code: 'invalid_arguments' as const,
        message: `xml: ${says} Nothing was sent.`,
      });
      if (unknown.length > 0)
        return wrong(
          `the registrar shows no such field: ${unknown.map(({ contact, field }) => `${contact} ${field}`).join(', ')}.`,
        );
      return missing.length === 0
        ? undefined
        : wrong(
            `what is left out of a contact a registrar may empty. Give these too, as they are or new: ${missing.join('; ')}.`,
          );
    },
  };
}

/** The client, and every address that the call brings: whoever is named there is written to from then on. */
async function holdersReached({ values, ask }: ReachCall): Promise<Reached> {
  const { userid } = await namedRow(domainRecord, { values, ask });
  const reached = await clientReached(ask, idOf(userid) ?? 0, 'domain');
  const known = new Set(reached.recipients.map(({ address }) => address));
  const others = newAddresses(values).filter((address) => !known.has(address));
  return { ...reached, recipients: [...reached.recipients, ...others.map(stranger)] };
}

const newAddresses = (values: Values) => [...new Set(addressesOf(values).map(sameAddress))];
