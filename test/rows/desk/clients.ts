import { LANDMARKS, type State } from '../../../src/sandbox/index.js';
import type { Case } from '../case.js';
import { the } from '../stage.js';

/** The arguments that name a contact and whose it is. */
export const contact = (state: State) => {
  const { id, clientId } = the(state.contacts);
  return { contactid: id, clientid: clientId };
};

export const clientsDeskCases: Readonly<Record<string, Case>> = {
  whmcs_add_contact: {
    call: () => ({
      clientid: LANDMARKS.clientWithApostrophe,
      firstname: 'Zoë',
      companyname: 'Smith & Sons "Ltd"',
      email: 'zoe.books@example.org',
      email_preferences: { invoice: true },
    }),
    before: false,
    after: true,
    compares: true,
  },
  whmcs_update_contact: {
    call: (state) => ({
      ...contact(state),
      companyname: 'Smith & Sons "Ltd"',
      email: 'new@example.org',
      phonenumber: '+49 30 901820',
      email_preferences: { general: true, support: false },
    }),
    before: false,
    after: true,
  },
  whmcs_delete_contact: { call: contact, before: false, after: true },
  whmcs_reset_password: {
    call(state) {
      const { id, ownerUserId } = the(state.clients);
      return { clientid: id, id: ownerUserId };
    },
    after: undefined,
  },
  whmcs_add_client_note: {
    call: () => ({ userid: LANDMARKS.clientWithApostrophe, notes: 'Prefers "mornings" & tea' }),
    after: undefined,
  },
  whmcs_close_client: {
    call: () => ({ clientid: LANDMARKS.clientWithCredit }),
    after: true,
    compares: true,
  },
};
