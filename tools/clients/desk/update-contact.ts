import {
  type Body,
  confirmation,
  may,
  named,
  need,
  type ReadCall,
  type Values,
  whereRecord,
  write,
} from '../../../src/catalog/index.js';
import { isObject } from '../../../src/json/index.js';
import { capital, isChanged, quoted, where } from '../../../src/prose/index.js';
import {
  changesOf,
  changesSomething,
  holds,
  PRINTED_OF_PERSON,
  sameAddress,
  setBack,
  shownChanges,
} from '../../../src/records/index.js';
import { contactChanges } from './contact-changes.js';
import {
  gets,
  isOfClient,
  isTheirs,
  kindsText,
  MAIL_KINDS,
  namedContact,
  THEIR_CLIENT,
} from './contact-list.js';
import { contactSubject } from './contact-subject.js';

const CHANGES = {
  contactid: need.id('From whmcs_get_contacts'),
  clientid: THEIR_CLIENT,
  firstname: may.text(),
  lastname: may.text(),
  companyname: may.clearable(),
  email: may.email(),
  address1: may.clearable(),
  address2: may.clearable(),
  city: may.clearable(),
  state: may.clearable(),
  postcode: may.clearable(),
  country: may.country(),
  phonenumber: may.clearable(),
  email_preferences: may.flags(MAIL_KINDS, 'Kinds of mail that they get'),
};

export const updateContact = write('whmcs_update_contact', {
  title: 'Update a contact',
  about:
    'Change who a contact of a client is, their address and which mails they get; only those given change, "" clears. Setting them back undoes it.',
  action: 'UpdateContact',
  whose: named({ within: isTheirs }),
  names: { client: ['clientid'] },
  // Whoever gets mail of the client from then on, or gets none any more.
  effects: [
    whereRecord(
      'control',
      movesMail,
      ({ email, email_preferences: kinds }) => (email ?? kinds) !== undefined,
    ),
  ],
  says: PRINTED_OF_PERSON,
  printed: PRINTED_OF_PERSON,
  args: CHANGES,
  rules: [changesSomething(contactChanges)],
  before: [isOfClient],
  sets: () => 'contact',
  result: confirmation({ names: 'contactid' }),
  done: isChanged('Contact', ['contactid', 'clientid']),
  errors: {
    nothingBegun: [
      'Contact ID Not Found',
      'Duplicate Email Address',
      'You must have at least one email address enabled…',
    ],
  },

  readBack: holds(contactChanges),

  undo: setBack('whmcs_update_contact', contactChanges, CHANGES, {
    otherwise: 'WHMCS does not show what was changed, so nothing was kept; a person can set it in WHMCS.',
    leaves: 'Mail that went to a new address meanwhile is not called back.',
  }),

  async preview(scene) {
    const { values } = scene;
    const { row, person, named, mailed, isBilling, facts } = await contactSubject(scene);
    const changes = changesOf(contactChanges, values, row);
    const shown = shownChanges(changes);
    return {
      title: `Change ${named}: ${shown.named}`,
      sentences: [
        person.whose,
        mailed,
        ...shown.sentences,
        newAddress(values, row),
        where(isBilling, 'It is the billing contact of the client: its name and address stand on invoices.'),
        'Nobody is told of the change.',
      ],
      irreversible: [
        where(values.email !== undefined, 'What was mailed to a new address is not called back.'),
      ],
      details: shown.details,
      snapshot: { ...facts, ...shown.former },
    };
  },

  sample: {
    least: { contactid: 31, clientid: 14, phonenumber: '+44.1632960001' },
    most: {
      contactid: 31,
      clientid: 14,
      firstname: 'Ada',
      lastname: 'Books',
      companyname: '',
      email: 'ada@example.com',
      address1: '1 Example Street',
      address2: '',
      city: 'Exampletown',
      state: 'Example State',
      postcode: 'EX1 2MP',
      country: 'GB',
      phonenumber: '+44.1632960001',
      email_preferences: {
        general: false,
        product: false,
        domain: false,
        invoice: true,
        support: true,
        affiliate: false,
      },
    },
  },
});

/** Whether the address, or what is mailed there, is another one afterwards. */
async function movesMail(call: ReadCall): Promise<boolean> {
  const { clientid, contactid, email, email_preferences } = call.values;
  const wanted = { clientid, contactid, email, email_preferences };
  return changesOf(contactChanges, wanted, await namedContact(call)).some(({ isSame }) => !isSame);
}

/** `Invoice and support mails go to “petra@example.com” from then on.` */
function newAddress({ email, email_preferences: wanted }: Values, row: Body | undefined): string | undefined {
  if (email === undefined || row === undefined || sameAddress(email) === sameAddress(row.email))
    return undefined;
  const kinds = kindsText((kind) => (isObject(wanted) ? wanted[kind] : undefined) ?? gets(row, kind));
  return kinds === ''
    ? undefined
    : `${capital(kinds)} mails of the client go to ${quoted(email)} from then on.`;
}
