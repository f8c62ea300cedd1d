import { LANDMARKS, type State } from '../../../src/sandbox/index.js';
import type { Case } from '../case.js';
import { the } from '../stage.js';

/** One that a registrar holds, who shows all its contacts. */
const held = (state: State) =>
  the(
    state.domains,
    (one) => one.status === 'Active' && one.registrar === 'enom' && one.id !== LANDMARKS.domainByMail,
  );

export const domainsDeskCases: Readonly<Record<string, Case>> = {
  whmcs_update_client_domain: {
    call: (state) => ({
      domainid: held(state).id,
      nextduedate: '2027-05-20',
      expirydate: '2027-05-21',
      recurringamount: '4.5',
      regperiod: 2,
      paymentmethod: 'paypal',
      donotrenew: true,
      registrar: 'opensrs',
      notes: 'It\'s <b>"done"</b>',
    }),
    before: false,
    after: true,
  },
  whmcs_update_domain_whois: {
    call: (state) => ({
      domainid: held(state).id,
      xml: [
        { contact: 'Tech', field: 'Full Name', value: 'O\'Neill & "Sons" <x>' },
        { contact: 'Tech', field: 'Email', value: 'oneill@example.org' },
        { contact: 'Tech', field: 'Phone', value: '+44.1632960123' },
      ],
    }),
    // A holder may have to confirm it first, so that the old values prove nothing.
    after: true,
  },
  whmcs_update_domain_id_protection: {
    call(state) {
      const { id, idProtection } = held(state);
      return { domainid: id, idprotect: !idProtection };
    },
    after: true,
    compares: true,
  },
  whmcs_request_epp_code: { call: (state) => ({ domainid: held(state).id }), after: undefined },
};
