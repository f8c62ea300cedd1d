import { type Args, call } from '../agent.js';
import { holds, mailed, type Task } from './task.js';

const change = (clientid: number, changes: Args) => call('update_client', { clientid, ...changes });
const details = (clientid: number) => call('get_client_details', { clientid });

export const CLIENTS: readonly Task[] = [
  {
    id: 'telephone',
    asks: 'Delacroix has the number +33.199000115 now.',
    steps: [details(15), change(15, { phonenumber: '+33.199000115' })],
    done: holds('clients', 15, { phone: '+33.199000115' }),
  },
  {
    id: 'move',
    asks: 'Do what 415 asks: the new address.',
    steps: [
      call('get_ticket', { ticketid: 415 }),
      change(1, { address1: '5 Example Lane', city: 'Exampleton' }),
    ],
    done: holds('clients', 1, { address1: '5 Example Lane' }),
  },
  {
    id: 'staff-note',
    asks: 'Note on Brandt that mornings are bad.',
    steps: [change(5, { notes: 'Prefers to be called after 14:00. Not on Mondays.' })],
    done: holds('clients', 5, { notes: 'Prefers to be called after 14:00. Not on Mondays.' }),
  },
  {
    id: 'language',
    asks: 'Kolb wants German mails.',
    steps: [change(36, { language: 'german' })],
    done: holds('clients', 36, { language: 'german' }),
  },
  {
    id: 'postcode',
    asks: 'The postcode of Weller is ZZ1 2ZZ.',
    steps: [call('get_clients', { search: 'weller' }), change(12, { postcode: 'ZZ1 2ZZ' })],
    done: holds('clients', 12, { postcode: 'ZZ1 2ZZ' }),
  },
  {
    id: 'company',
    asks: 'Pinchbeck trades as Pinchbeck Prints.',
    steps: [change(32, { companyname: 'Pinchbeck Prints' })],
    done: holds('clients', 32, { companyName: 'Pinchbeck Prints' }),
  },
  {
    id: 'second-line',
    asks: 'Add "Rear building" to the address of Vogel.',
    steps: [change(21, { address2: 'Rear building' })],
    done: holds('clients', 21, { address2: 'Rear building' }),
  },
  {
    id: 'new-client',
    asks: 'Enter a new client, Nora Field.',
    wantsPerson: true,
    steps: [
      call('add_client', {
        firstname: 'Nora',
        lastname: 'Field',
        email: 'nora.field@example.org',
        address1: '7 Example Street',
        city: 'Exampleton',
        state: 'Testshire',
        postcode: 'ZZ1 1ZZ',
        country: 'GB',
        phonenumber: '+44.1632960077',
      }),
    ],
    done: mailed('nora.field@example.org'),
  },
  {
    id: 'contact-moved',
    asks: 'The bookkeeper of client 14 has the number +49.30901820 and sits in Newtown.',
    steps: [
      call('get_contacts', { userid: 14 }),
      call('update_contact', { contactid: 31, clientid: 14, phonenumber: '+49.30901820', city: 'Newtown' }),
    ],
    done: holds('contacts', 31, { phone: '+49.30901820', city: 'Newtown' }),
  },
  {
    id: 'new-contact',
    asks: 'Client 2 wants invoices to go to ina.books@example.org as well.',
    wantsPerson: true,
    steps: [
      call('get_contacts', { userid: 2 }),
      call('add_contact', {
        clientid: 2,
        firstname: 'Ina',
        lastname: 'Books',
        email: 'ina.books@example.org',
        email_preferences: { invoice: true },
      }),
    ],
    done: (now) =>
      now.state.contacts.some(
        ({ clientId, email, wants }) => clientId === 2 && email === 'ina.books@example.org' && wants.invoice,
      ),
  },
  {
    id: 'new-address-of-login',
    asks: 'Lachlan gave a new mail address by telephone.',
    wantsPerson: true,
    steps: [details(24), change(24, { email: 'vera@example.org' })],
    done: holds('clients', 24, { email: 'vera@example.org' }),
  },
];
