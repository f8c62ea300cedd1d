import {
  type Conflict,
  type ConflictRule,
  confirmation,
  filledIn,
  idOf,
  may,
  NAMED,
  need,
  refuse,
  sameText,
  type Values,
  write,
} from '../../../src/catalog/index.js';
import { isObject } from '../../../src/json/index.js';
import { quoted } from '../../../src/prose/index.js';
import {
  clientFacts,
  endMade,
  PRINTED_OF_PERSON,
  personOf,
  sameAddress,
} from '../../../src/records/index.js';
import { addedRow } from '../../added-row.js';
import { PERSON_ARGS } from '../../person-args.js';
import {
  allContacts,
  CONTACTS,
  clientContacts,
  contactLabel,
  kindsText,
  MAIL_KINDS,
} from './contact-list.js';

export const addContact = write('whmcs_add_contact', {
  title: 'Add a contact',
  about:
    'Enter somebody beside a client, who gets copies of the mails that email_preferences names. They can not sign in. Undone by whmcs_delete_contact.',
  action: 'AddContact',
  whose: NAMED,
  names: { client: ['clientid'] },
  // Mail of the client goes to whomever the call brings, or may do so once somebody chooses them for a domain.
  effects: ['control'],
  says: PRINTED_OF_PERSON,
  printed: PRINTED_OF_PERSON,
  args: {
    clientid: need.id(),
    ...PERSON_ARGS,
    tax_id: may.text(),
    // What WHMCS makes of a kind that is left out is not documented: each is sent.
    email_preferences: filledIn(
      {
        ...may.flags(MAIL_KINDS, 'Kinds of mail that they get; none of those left out'),
        encode: (wanted, name) => ({
          [name]: Object.fromEntries(MAIL_KINDS.map((kind) => [kind, isOn(wanted, kind)])),
        }),
      },
      () => ({}),
    ),
  },
  rules: [
    refuse('give at least a name, a company or an address for mail', (args) =>
      ['firstname', 'lastname', 'companyname', 'email'].every((name) => args[name] === undefined),
    ),
    refuse(
      'email_preferences needs email: nobody can be mailed without an address',
      ({ email, email_preferences: wanted }) => email === undefined && kindsOf(wanted) !== '',
    ),
  ],
  conflicts: againstSameAddress,
  result: confirmation({ makes: 'contactid' }),
  done: (args, result) =>
    `${`Contact ${idOf(result.contactid) ?? ''} `.trimEnd()} of client ${args.clientid} is added.`,
  errors: { nothingBegun: ['Client ID Not Found', 'Duplicate Email Address'] },

  // Contacts show no time of theirs.
  readBack: addedRow({
    action: 'GetContacts',
    params: allContacts,
    list: CONTACTS,
    of: (args) => `the contact list of client ${args.clientid}`,
    row: 'contact',
    like: (row, args) =>
      idOf(row.userid) === args.clientid &&
      SHOWN.every((name) => args[name] === undefined || sameText(row[name], args[name])),
  }),

  undo: endMade({
    what: 'contact',
    result: 'contactid',
    tool: 'whmcs_delete_contact',
    idArg: 'contactid',
    and: ({ clientid }) => ({ clientid }),
    leaves: 'Mail that went to the contact meanwhile is not called back.',
  }),

  async preview(scene) {
    const { values } = scene;
    const person = await personOf(scene, Number(values.clientid));
    const called = contactLabel(values);
    const kinds = kindsOf(values.email_preferences);
    return {
      title: `Add ${called === '' ? quoted(values.email) : called} as a contact of ${person.label}`,
      sentences: [
        person.whose,
        kinds === ''
          ? 'They get no mails: their address is written to once somebody switches a kind on.'
          : `They get copies of ${kinds} mails of the client at ${quoted(values.email)} from then on.`,
        'They can be chosen for the invoices and domains of the client; signing in takes a user, which a contact is not.',
        'No mail is sent now: nobody is told of it.',
      ],
      snapshot: clientFacts(person),
    };
  },

  sample: {
    least: { clientid: 1, firstname: 'Ada', email: 'ada@example.com' },
    most: {
      clientid: 1,
      firstname: 'Ada',
      lastname: 'Books',
      companyname: 'Books Ltd',
      email: 'ada@example.com',
      address1: '1 Example Street',
      address2: 'Floor 2',
      city: 'Exampletown',
      state: 'Example State',
      postcode: 'EX1 2MP',
      country: 'GB',
      phonenumber: '+44.1632960001',
      tax_id: 'GB123',
      email_preferences: {
        general: true,
        product: true,
        domain: true,
        invoice: true,
        support: true,
        affiliate: true,
      },
    },
  },
});

/** Arguments that the list shows as they were sent. */
const SHOWN = ['firstname', 'lastname', 'companyname', 'email', 'address1', 'address2', 'city', 'postcode'];

const isOn = (wanted: unknown, kind: string): boolean => isObject(wanted) && wanted[kind] === true;
const kindsOf = (wanted: unknown): string => kindsText((kind) => isOn(wanted, kind));

/** WHMCS enters the same person as often as it is told to. */
async function againstSameAddress(call: Parameters<ConflictRule>[0]): Promise<readonly Conflict[]> {
  const { clientid, email } = call.values as Values;
  if (email === undefined) return [];
  const rows = await clientContacts(call);
  const twin = rows.find((row) => sameAddress(row.email) === sameAddress(email));
  return twin === undefined
    ? []
    : [
        {
          says: `Client ${Number(clientid)} has a contact with this address already, contact ${idOf(twin.id)}.`,
        },
      ];
}
