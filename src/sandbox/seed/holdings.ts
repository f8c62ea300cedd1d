import type { Addon, CancelRequest, Domain, Service } from '../records/holdings.js';
import type { Client } from '../records/people.js';
import { addDays, addMonths, NO_DATE } from '../values/dates.js';
import type { Random } from '../values/random.js';
import { PRODUCTS, TLD_PRICES } from './catalog.js';
import { LANDMARKS } from './landmarks.js';
import { PEOPLE } from './names.js';
import type { PlannedOrder } from './order-plan.js';

const FIRST_SERVICE_ID = 101;
const FIRST_DOMAIN_ID = 201;

/** How the services that came without an order here stand today. */
const OTHER_SERVICES = [
  ...Array<string>(32).fill('Active'),
  ...Array<string>(6).fill('Suspended'),
  ...Array<string>(4).fill('Terminated'),
  ...Array<string>(3).fill('Cancelled'),
];
const OTHER_DOMAINS = [
  'Expired',
  'Expired',
  'Pending Transfer',
  'Cancelled',
  'Transferred Away',
  ...Array<string>(17).fill('Active'),
];

export function sellHoldings(
  random: Random,
  today: string,
  clients: readonly Client[],
  orders: readonly PlannedOrder[],
): { services: Service[]; domains: Domain[] } {
  const services: Service[] = [];
  const domains: Domain[] = [];
  const clientOf = (id: number) => clients[id - 1];
  for (const order of orders) {
    const day = addDays(today, -order.daysAgo);
    for (const productId of order.products) {
      const owner = { orderId: order.id, subscriptionId: order.subscription ?? '', status: order.status };
      services.push(
        sellService(random, services.length, clientOf(order.clientId), productId, day, today, owner),
      );
    }
    for (const sold of order.domains) {
      const owner = { orderId: order.id, subscriptionId: order.subscription ?? '', status: order.status };
      domains.push({
        ...sellDomain(random, domains.length, clientOf(order.clientId), sold.tld, day, today, owner),
        type: sold.transfer ? 'Transfer' : 'Register',
        eppCode: sold.transfer ?? '',
      });
    }
  }
  for (const [position, status] of OTHER_SERVICES.entries()) {
    const client = clients[(position * 7) % clients.length];
    const day = addDays(today, -random.int(60, 800));
    const owner = { orderId: 0, subscriptionId: '', status };
    services.push(sellService(random, services.length, client, (position % 6) + 1, day, today, owner));
  }
  for (const [position, status] of OTHER_DOMAINS.entries()) {
    const client = clients[(position * 11 + 3) % clients.length];
    const tld = TLD_PRICES[position % TLD_PRICES.length]?.tld ?? 'example';
    const day = addDays(today, -random.int(30, 330));
    const owner = { orderId: 0, subscriptionId: '', status };
    domains.push(sellDomain(random, domains.length, client, tld, day, today, owner));
  }
  markOddOnes(services, domains, today);
  return { services, domains };
}

interface Owner {
  orderId: number;
  subscriptionId: string;
  status: string;
}

/** The next of the service's due days that lies ahead. */
function nextDue(since: string, months: number, today: string): string {
  let count = 1;
  while (addMonths(since, count * months) <= today) count += 1;
  return addMonths(since, count * months);
}

function sellService(
  random: Random,
  position: number,
  client: Client | undefined,
  productId: number,
  day: string,
  today: string,
  owner: Owner,
): Service {
  const id = FIRST_SERVICE_ID + position;
  const product = PRODUCTS[productId - 1];
  const slug = PEOPLE[(client?.id ?? 1) - 1]?.slug ?? 'nobody';
  const currency = client?.currencyId === 2 ? 'USD' : 'EUR';
  const cycles = product?.pricing[currency]?.cycles ?? {};
  const isYearly = cycles.monthly === undefined || position % 5 === 4;
  const price = (isYearly ? cycles.annually : cycles.monthly) ?? 0;
  const isSet = owner.status !== 'Pending' && owner.status !== 'Fraud';
  return {
    id,
    clientId: client?.id ?? 1,
    orderId: owner.orderId,
    productId,
    domain: `${slug}-${id}.example`,
    serverId: product?.module === 'cpanel' ? 1 : product?.module === 'autorelease' ? 2 : 0,
    regDate: day,
    firstPayment: price,
    recurring: price,
    gateway: client?.gateway ?? 'banktransfer',
    billingCycle: isYearly ? 'Annually' : 'Monthly',
    nextDueDate: owner.status === 'Active' ? nextDue(day, isYearly ? 12 : 1, today) : day,
    status: owner.status,
    username: isSet && product?.module ? `${slug.slice(0, 5)}${id}` : '',
    password: isSet && product?.module ? `not-real-${random.text(10)}` : '',
    subscriptionId: owner.subscriptionId,
    suspendReason: owner.status === 'Suspended' ? 'Overdue on Payment' : '',
    dedicatedIp: product?.module === 'autorelease' ? `203.0.113.${position + 1}` : '',
    assignedIps: '',
    notes: '',
    columns: {},
    customFields: {},
  };
}

function sellDomain(
  random: Random,
  position: number,
  client: Client | undefined,
  tld: string,
  day: string,
  today: string,
  owner: Owner,
): Domain {
  const id = FIRST_DOMAIN_ID + position;
  const price = TLD_PRICES.find((one) => one.tld === tld);
  const slug = PEOPLE[(client?.id ?? 1) - 1]?.slug ?? 'nobody';
  const isHeld = owner.status !== 'Pending' && owner.status !== 'Fraud' && owner.status !== 'Cancelled';
  const isExpired = owner.status === 'Expired';
  const since = isExpired ? addMonths(addDays(today, -20), -12) : day;
  const expiry = nextDue(since, 12, isExpired ? addDays(today, -21) : today);
  return {
    id,
    clientId: client?.id ?? 1,
    orderId: owner.orderId,
    type: 'Register',
    name: `${slug}-${id}.${tld}`,
    registrar: price?.autoRegistrar === 'opensrs' ? 'opensrs' : 'enom',
    years: 1,
    firstPayment: price?.register['1'] ?? 0,
    recurring: price?.renew['1'] ?? 0,
    gateway: client?.gateway ?? 'banktransfer',
    regDate: since,
    expiryDate: isHeld ? expiry : NO_DATE,
    nextDueDate: isHeld ? expiry : since,
    status: owner.status,
    nameservers: ['ns1.example.com', 'ns2.example.com'],
    locked: owner.status === 'Active',
    idProtection: random.next() < 0.3,
    dnsManagement: false,
    emailForwarding: false,
    doNotRenew: owner.status === 'Cancelled',
    subscriptionId: owner.subscriptionId,
    eppCode: '',
    idnLanguage: '',
    promoId: 0,
    contacts: {},
    notes: '',
  };
}

function markOddOnes(services: Service[], domains: Domain[], today: string): void {
  for (const service of services) {
    if (service.id === LANDMARKS.serviceOnDeadServer) {
      service.serverId = 3;
      service.notes = `Moved to Mercury on ${addDays(today, -40)}.`;
    }
  }
  for (const domain of domains) {
    if (domain.id === LANDMARKS.domainByMail) domain.registrar = 'email';
    if (domain.id === LANDMARKS.domainWithoutRegistrar) domain.registrar = '';
  }
}

const ADDONS = [
  { addonId: 1, name: 'Daily backup', recurring: 300 },
  { addonId: 2, name: 'Dedicated address', recurring: 450 },
  { addonId: 0, name: 'Monitoring, by agreement', recurring: 1000 },
];

/** What some of the active services have beside them. */
export function sellAddons(services: readonly Service[], today: string): Addon[] {
  const chosen = services
    .filter(({ status }) => status === 'Active')
    .filter((_, position) => position % 5 === 0);
  return chosen.map((service, position): Addon => {
    const sold = ADDONS[position % ADDONS.length] ?? { addonId: 0, name: '', recurring: 0 };
    return {
      ...sold,
      id: position + 1,
      clientId: service.clientId,
      orderId: service.orderId,
      serviceId: service.id,
      setupFee: 0,
      billingCycle: 'Monthly',
      isTaxed: true,
      status: position === 1 ? 'Suspended' : 'Active',
      regDate: service.regDate,
      nextDueDate: addDays(today, 3 + position),
      gateway: service.gateway,
      notes: '',
    };
  });
}

/** Who wants to leave: the last of the active services, and one that is over. */
export function requestsToCancel(services: readonly Service[], today: string): CancelRequest[] {
  const leaving = services.filter(({ status }) => status === 'Active').slice(-2);
  const left = services.filter(({ status }) => status === 'Cancelled').slice(0, 1);
  return [...left, ...leaving].map(({ id, status }, position) => ({
    id: position + 1,
    serviceId: id,
    date: `${addDays(today, -30 + 10 * position)} 10:00:00`,
    reason: status === 'Active' ? 'We move to another host, thanks for all.' : 'Not needed any more',
    type: status === 'Active' ? 'End of Billing Period' : 'Immediate',
  }));
}
