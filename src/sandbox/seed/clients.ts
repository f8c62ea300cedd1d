import type { CreditEntry } from '../records/billing.js';
import type { PayMethod } from '../records/charges.js';
import type { Client, Contact, User } from '../records/people.js';
import { addDays } from '../values/dates.js';
import type { Random } from '../values/random.js';
import { LANDMARKS } from './landmarks.js';
import { MAIL_HOSTS, PEOPLE, PLACES } from './names.js';

const INACTIVE = new Set([8, 19, 29, 34]);
const CLOSED = new Set([13, 37]);
/** Cents of credit by client. */
const CREDIT: Readonly<Record<number, number>> = {
  [LANDMARKS.clientWithCredit]: 25_000,
  10: 1250,
  22: 300,
  31: 9999,
};
/** Logins are numbered apart from clients, so that mixing the two up shows. */
const FIRST_USER_ID = 601;

export function enrolClients(random: Random, today: string): { clients: Client[]; users: User[] } {
  const clients = PEOPLE.map((person, position): Client => {
    const id = position + 1;
    const place = PLACES[person.country];
    const status = CLOSED.has(id) ? 'Closed' : INACTIVE.has(id) ? 'Inactive' : 'Active';
    return {
      id,
      uuid: random.uuid(),
      ownerUserId: FIRST_USER_ID + position,
      firstName: person.first,
      lastName: person.last,
      companyName: person.company ?? '',
      email: `${person.slug}@${MAIL_HOSTS[position % MAIL_HOSTS.length]}`,
      address1: `${random.int(1, 99)} Example ${random.pick(['Street', 'Lane', 'Road'])}`,
      address2: '',
      city: id === LANDMARKS.clientBeyondAscii ? 'München-Beispiel' : place.city,
      state: place.state,
      postcode: place.postcode,
      country: person.country,
      phone: place.phone(id),
      taxId: person.company && person.country === 'DE' ? `DE00000${String(id).padStart(4, '0')}` : '',
      emailPreferences: {
        general: true,
        invoice: true,
        support: true,
        product: true,
        domain: true,
        affiliate: false,
      },
      notes: id === 5 ? 'Prefers to be called after 14:00.' : '',
      currencyId: person.country === 'US' ? 2 : 1,
      gateway: random.pick(['stripe', 'paypal', 'banktransfer']),
      groupId: id % 10 === 0 ? 1 : id % 13 === 0 ? 2 : 0,
      status,
      credit: CREDIT[id] ?? 0,
      taxExempt: id === 25,
      lateFeeOverride: false,
      overdueNoticesOverride: false,
      separateInvoices: false,
      disableAutoCharge: id === 6,
      overrideAutoClose: false,
      marketing: random.next() < 0.5,
      language: person.country === 'DE' ? 'german' : '',
      lastLogin:
        status === 'Active'
          ? {
              date: `${addDays(today, -random.int(1, 60))} ${String(random.int(8, 20)).padStart(2, '0')}:15:00`,
              ip: `198.51.100.${id}`,
              host: `host-${id}.example.net`,
            }
          : undefined,
      customFields: id % 4 === 0 ? { '1': 'Found us through a friend' } : {},
      dateCreated: addDays(today, -random.int(420, 1400)),
    };
  });
  const users = clients.map((client) => ({
    id: client.ownerUserId,
    firstName: client.firstName,
    lastName: client.lastName,
    email: client.email,
    clientIds: [client.id],
  }));
  return { clients, users };
}

/** Companies whose books are kept by somebody else: client, name, and whether support writes to them too. */
const BOOKKEEPERS = [
  [14, 'Petra', true],
  [27, 'Milan', false],
] as const;

/** Neither their addresses nor their numbers are drawn: the rest of the company stays as it is. */
export function enterContacts(clients: readonly Client[]): Contact[] {
  return BOOKKEEPERS.flatMap(([clientId, firstName, support], position) => {
    const client = clients.find(({ id }) => id === clientId);
    if (client === undefined) return [];
    return {
      id: 31 + position,
      clientId,
      firstName,
      lastName: 'Books',
      companyName: client.companyName,
      address1: client.address1,
      address2: '',
      city: client.city,
      state: client.state,
      postcode: client.postcode,
      country: client.country,
      phone: '',
      taxId: '',
      email: `${firstName.toLowerCase()}.books@${client.email.split('@')[1]}`,
      wants: { general: false, product: false, domain: false, invoice: true, support, affiliate: false },
    };
  });
}

/** Where the credit of each client comes from. */
export function creditsOf(clients: readonly Client[], today: string): CreditEntry[] {
  const holders = clients.filter(({ credit }) => credit > 0);
  return holders.map(({ id, credit }, position) => ({
    id: position + 1,
    clientId: id,
    date: addDays(today, -40 + position),
    description: 'Credit for days without service',
    amount: credit,
    invoiceId: 0,
  }));
}

const FIRST_CARD_ID = 41;
/** Whose bank declines. */
const DECLINED_CLIENT = 10;

/** A card for each client who pays by one. Nothing of it is drawn: the rest of the company stays as it is. */
export function storeCards(today: string, clients: readonly Client[]): PayMethod[] {
  return clients
    .filter(({ gateway, status }) => gateway === 'stripe' && status === 'Active')
    .map((client, position): PayMethod => {
      const isDeclined = client.id % DECLINED_CLIENT === 0;
      return {
        id: FIRST_CARD_ID + position,
        clientId: client.id,
        type: 'RemoteCreditCard',
        description: 'Default Card',
        gateway: 'stripe',
        cardType: 'Visa',
        lastFour: isDeclined ? '0002' : String(4000 + client.id),
        expiry: '11/29',
        bankName: '',
        token: JSON.stringify({ customer: `cus_sandbox${client.id}`, method: `pm_sandbox${client.id}` }),
        updated: `${addDays(today, -40).split('-').reverse().join('/')} 10:01`,
      };
    });
}
