import { call } from '../agent.js';
import { heard, holds, type Task } from './task.js';

const contacts = (phone: string) =>
  Object.entries({ 'Full Name': 'Hostmaster', Email: 'hostmaster@example.com', Phone: phone }).map(
    ([field, value]) => ({ contact: 'Tech', field, value }),
  );

/** What the desk does for domains with the tools of the set `desk`. */
export const DOMAINS: readonly Task[] = [
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
    id: 'is-name-free',
    asks: 'A caller wants new-name.example: can he have it?',
    steps: [call('check_domain', { domain: 'new-name.example' })],
    done: heard('available'),
  },
  {
    id: 'which-registrars',
    asks: 'With which registrars do we work?',
    steps: [call('get_registrars')],
    done: heard('opensrs'),
  },
  {
    id: 'where-may-it-go',
    asks: 'O’Brien asks when domain 202 is due, where it points and whether it is locked.',
    steps: [
      call('get_client_domains', { domainid: 202 }),
      call('get_domain_nameservers', { domainid: 202 }),
      call('get_domain_lock_status', { domainid: 202 }),
    ],
    done: heard('obrien-202', 'ns1.example.com', 'locked'),
  },
];
