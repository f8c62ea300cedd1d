import { call } from '../agent.js';
import { holds, type Task } from './task.js';

const contacts = (phone: string) =>
  Object.entries({ 'Full Name': 'Hostmaster', Email: 'hostmaster@example.com', Phone: phone }).map(
    ([field, value]) => ({ contact: 'Tech', field, value }),
  );

/** What the desk does for domains with the tools of the set `desk`. */
export const DOMAINS: readonly Task[] = [
  {
    id: 'move-domain-renewal',
    asks: 'O’Brien pays everything on the 15th: move the due date of domain 202 to the 15th of May 2027.',
    wantsPerson: true,
    steps: [
      call('get_client_domains', { domainid: 202 }),
      call('update_client_domain', { domainid: 202, nextduedate: '2027-05-15' }),
    ],
    done: holds('domains', 202, { nextDueDate: '2027-05-15' }),
  },
  {
    id: 'note-on-domain',
    asks: 'Note on domain 202 that its owner wants to be called before anything is moved.',
    steps: [call('update_client_domain', { domainid: 202, notes: 'Call the owner before moving it.' })],
    done: holds('domains', 202, { notes: 'Call the owner before moving it.' }),
  },
  {
    id: 'leave-with-code',
    asks: 'O’Brien moves domain 202 to another registrar: see to it that she gets its transfer code.',
    wantsPerson: true,
    steps: [call('get_domain_lock_status', { domainid: 202 }), call('request_epp_code', { domainid: 202 })],
    done: (now) =>
      now.state.registrarCalls.some(({ command, domainId }) => command === 'GetEPPCode' && domainId === 202),
  },
  {
    id: 'new-tech-contact',
    asks: 'Our telephone number as technical contact of domain 203 is +44.1632960777 now.',
    wantsPerson: true,
    steps: [
      call('get_domain_whois', { domainid: 203 }),
      call('update_domain_whois', { domainid: 203, xml: contacts('+44.1632960777') }),
    ],
    done: (now) =>
      now.state.domains.some(({ id, contacts: own }) => id === 203 && own.Tech?.Phone === '+44.1632960777'),
  },
  {
    id: 'hide-holder',
    asks: 'Domain 203 gets ID protection, it is part of its price.',
    wantsPerson: true,
    steps: [call('update_domain_id_protection', { domainid: 203, idprotect: true })],
    done: holds('domains', 203, { idProtection: true }),
  },
];
