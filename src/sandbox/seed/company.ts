import type { Order } from '../records/billing.js';
import type { ActivityEntry } from '../records/support.js';
import type { State } from '../state.js';
import { addDays, dayOf } from '../values/dates.js';
import { Random } from '../values/random.js';
import { keepBooks, orderAmount } from './books.js';
import {
  CURRENCIES,
  DEPARTMENTS,
  GATEWAYS,
  PRODUCT_GROUPS,
  PRODUCTS,
  SERVERS,
  TEMPLATES,
  TICKET_STATUSES,
  TLD_PRICES,
} from './catalog.js';
import { creditsOf, enrolClients, enterContacts, storeCards } from './clients.js';
import { requestsToCancel, sellAddons, sellHoldings } from './holdings.js';
import { hireStaff, planTodo, printPromotions, signAffiliates } from './office.js';
import { ORDERS, STUCK_SUBSCRIPTION } from './order-plan.js';
import { writeQuotes } from './quotes.js';
import { predefinedReplies } from './ticket-texts.js';
import { openTickets } from './tickets.js';

/** Builds the whole company. The same seed and day give the same one, to the last code and password. */
export function seedCompany(seed: number, now: Date): State {
  const random = new Random(seed);
  const today = dayOf(now);
  const { clients, users } = enrolClients(random, today);
  const { services, domains } = sellHoldings(random, today, clients, ORDERS);
  const state: State = {
    clients,
    users,
    contacts: enterContacts(clients),
    clientNotes: [],
    clientGroups: [
      { id: 1, name: 'Partners' },
      { id: 2, name: 'Watch list' },
    ],
    clientFields: [{ id: 1, name: 'How did you find us?' }],
    currencies: ownCopy(CURRENCIES),
    productGroups: ownCopy(PRODUCT_GROUPS),
    products: ownCopy(PRODUCTS),
    servers: ownCopy(SERVERS),
    services,
    addons: sellAddons(services, today),
    domains,
    cancelRequests: requestsToCancel(services, today),
    upgrades: [],
    tldPrices: ownCopy(TLD_PRICES),
    orders: [],
    invoices: [],
    transactions: [],
    credits: creditsOf(clients, today),
    payMethods: storeCards(today, clients),
    billableItems: [],
    subscriptions: ORDERS.flatMap((order) =>
      order.subscription
        ? [
            {
              id: order.subscription,
              clientId: order.clientId,
              gateway: 'paypal',
              status: 'active' as const,
              stuck: order.subscription === STUCK_SUBSCRIPTION,
            },
          ]
        : [],
    ),
    gateways: ownCopy(GATEWAYS),
    departments: ownCopy(DEPARTMENTS),
    ticketStatuses: ownCopy(TICKET_STATUSES),
    tickets: openTickets(random, today, clients),
    quotes: writeQuotes(today, clients),
    staff: hireStaff(random, today),
    templates: ownCopy(TEMPLATES),
    promotions: printPromotions(today),
    predefinedReplies: predefinedReplies(),
    blockedSenders: [],
    announcements: [
      {
        id: 1,
        date: `${today} 08:00:00`,
        title: 'Work on the network on Sunday',
        text: '<p>Sites may be slow for an hour.</p>',
        published: true,
      },
    ],
    bannedIps: [],
    affiliates: signAffiliates(today),
    todoItems: planTodo(today),
    activity: [],
    moduleCalls: [],
    moduleQueue: [],
    registrarCalls: [],
    taxRate: '21.000',
    lastIds: {},
    random,
  };
  const invoiceOfOrder = keepBooks(state, random, today, ORDERS);
  state.orders = ORDERS.map((plan) =>
    takeOrder(state, random, today, plan, invoiceOfOrder.get(plan.id) ?? 0),
  );
  state.activity = recallActivity(state);
  state.lastIds = countIds(state);
  return state;
}

/** The catalogue is shared by all sandboxes of a process; each needs its own to change. */
function ownCopy<T>(records: readonly T[]): T[] {
  return structuredClone([...records]);
}

function takeOrder(
  state: State,
  random: Random,
  today: string,
  plan: (typeof ORDERS)[number],
  invoiceId: number,
): Order {
  const services = state.services.filter((service) => service.orderId === plan.id);
  const domains = state.domains.filter((domain) => domain.orderId === plan.id);
  const client = state.clients[plan.clientId - 1];
  const transfer = domains.find((domain) => domain.type === 'Transfer');
  const isFraud = plan.status === 'Fraud';
  return {
    id: plan.id,
    number: random.int(1_000_000_000, 9_999_999_999),
    clientId: plan.clientId,
    userId: client?.ownerUserId ?? 0,
    date: `${addDays(today, -plan.daysAgo)} 07:${String(random.int(10, 59))}:00`,
    amount: orderAmount(services, domains),
    gateway: plan.subscription ? 'paypal' : (client?.gateway ?? 'banktransfer'),
    invoiceId,
    status: plan.status,
    ip: `198.51.100.${plan.clientId}`,
    promoCode: plan.promoCode ?? '',
    promoType: plan.promoCode ? 'Percentage' : '',
    promoValue: plan.promoCode ? '10.00' : '',
    transferSecret: transfer
      ? `a:1:{s:${transfer.name.length}:"${transfer.name}";s:${transfer.eppCode.length}:"${transfer.eppCode}";}`
      : '',
    fraudModule: 'fraudlabs',
    fraudOutput: JSON.stringify({
      is_country_match: isFraud ? 'N' : 'Y',
      ip_country: client?.country ?? '',
      ip_city: 'Exampleton',
      ip_latitude: '0.0000',
      ip_longitude: '0.0000',
      fraudlabspro_score: isFraud ? 91 : 14,
      fraudlabspro_status: isFraud ? 'REJECT' : 'APPROVE',
    }),
    nameservers: domains.length > 0 ? 'ns1.example.com,ns2.example.com' : '',
    notes: plan.notes ?? '',
  };
}

/** The log as the past years would have left it, oldest first. */
function recallActivity(state: State): ActivityEntry[] {
  const entries = [
    ...state.orders.map((order) => ({
      at: order.date,
      clientId: order.clientId,
      text: `New Order Placed - Order ID: ${order.id}`,
    })),
    ...state.transactions.map((one) => ({
      at: one.date,
      clientId: one.clientId,
      text: `${one.description} - Invoice ID: ${one.invoiceId} - Transaction ID: ${one.transId}`,
    })),
    ...state.tickets.map((ticket) => ({
      at: ticket.date,
      clientId: ticket.clientId,
      text: `New Support Ticket Opened - Ticket ID: ${ticket.tid}`,
    })),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return entries.map(({ at, clientId, text }, position) => ({
    id: position + 1,
    clientId,
    userId: state.clients[clientId - 1]?.ownerUserId ?? 0,
    adminId: 0,
    date: at,
    description: text,
    username: 'System',
    ip: clientId > 0 ? `198.51.100.${clientId}` : '',
  }));
}

function countIds(state: State): Record<string, number> {
  const highest = (records: readonly { id: number }[]) =>
    records.reduce((top, one) => Math.max(top, one.id), 0);
  return {
    clients: highest(state.clients),
    users: highest(state.users),
    contacts: highest(state.contacts),
    services: highest(state.services),
    domains: highest(state.domains),
    orders: highest(state.orders),
    invoices: highest(state.invoices),
    invoiceLines: highest(state.invoices.flatMap((invoice) => invoice.lines)),
    transactions: highest(state.transactions),
    credits: highest(state.credits),
    tickets: highest(state.tickets),
    ticketPosts: highest(state.tickets.flatMap((ticket) => [...ticket.replies, ...ticket.notes])),
    quotes: highest(state.quotes),
    quoteLines: highest(state.quotes.flatMap((quote) => quote.lines)),
    affiliates: highest(state.affiliates),
    activity: highest(state.activity),
  };
}
