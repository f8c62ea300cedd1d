import { confirmation, named, need, write } from '../../../src/catalog/index.js';
import { isNow, where } from '../../../src/prose/index.js';
import { untold } from '../../../src/records/index.js';
import { allContacts, contactIn, contactsIn, isOfClient, isTheirs, THEIR_CLIENT } from './contact-list.js';
import { contactSubject } from './contact-subject.js';

export const deleteContact = write('whmcs_delete_contact', {
  title: 'Delete a contact',
  about:
    'Delete a contact of a client, who gets no mails any more. Cannot be undone; whmcs_update_contact can switch all mails off instead.',
  action: 'DeleteContact',
  whose: named({ within: isTheirs }),
  names: { client: ['clientid'] },
  effects: ['control', 'irreversible'],
  args: { contactid: need.id('From whmcs_get_contacts'), clientid: THEIR_CLIENT },
  before: [isOfClient],
  result: confirmation({ names: 'contactid' }),
  done: isNow('Contact', 'contactid', 'is deleted'),
  errors: { nothingBegun: ['Contact ID Not Found'] },

  readBack: {
    action: 'GetContacts',
    params: allContacts,
    tells(reply, args) {
      const named = `contact ${Number(args.contactid)}`;
      if (contactIn(reply, args) !== undefined) return { done: false, says: `${named} is still there` };
      return contactsIn(reply, args) !== undefined
        ? { done: true, says: `${named} is gone` }
        : untold(`WHMCS does not list all contacts of client ${Number(args.clientid)}`);
    },
  },

  undo: 'A deleted contact does not come back; it can be entered anew, under another id.',

  async preview(scene) {
    const { person, named, mailed, isBilling, facts } = await contactSubject(scene);
    return {
      title: `Delete ${named}`,
      sentences: [
        person.whose,
        mailed,
        'That address gets none from then on.',
        where(isBilling, 'It is the billing contact of the client: invoices go without it.'),
        'Domains that were registered with it keep what the registrar has.',
        'Nobody is told of it.',
      ],
      gentler: 'Switch its mails off instead (whmcs_update_contact with email_preferences).',
      snapshot: facts,
    };
  },

  sample: { least: { contactid: 31, clientid: 14 } },
});
