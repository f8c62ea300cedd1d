import { type Changed, flagOf, MAIL_ADDRESS, PERSON_FIELDS, parts } from '../../../src/records/index.js';
import { allContacts, contactIn } from './contact-list.js';

/** What a call can change of a contact, by argument; weighty ones by weight. */
export const contactChanges = {
  what: 'contact',
  idArg: 'contactid',
  read: { action: 'GetContacts', params: allContacts },
  record(reply, args) {
    const row = contactIn(reply, args);
    return row && { id: Number(row.id), fields: row };
  },
  aside: ['contactid', 'clientid'],
  fields: {
    email: MAIL_ADDRESS,
    email_preferences: parts((row) => (kind) => flagOf(row[`${kind}emails`]), {
      label: 'mail preferences',
      weighty: true,
      partLabel: (kind) => `${kind} mails`,
    }),
    ...PERSON_FIELDS,
  },
} as const satisfies Changed;
