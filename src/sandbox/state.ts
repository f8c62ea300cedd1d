import type { CreditEntry, Invoice, Order, Quote, Transaction } from './records/billing.js';
import type { Currency, Product, Server, TldPrice } from './records/catalog.js';
import type { BillableItem, PayMethod } from './records/charges.js';
import type {
  Addon,
  CancelRequest,
  Domain,
  ModuleCall,
  QueueEntry,
  RegistrarCall,
  Service,
  Subscription,
  Upgrade,
} from './records/holdings.js';
import type {
  Affiliate,
  Client,
  ClientNote,
  Contact,
  EmailTemplate,
  Promotion,
  Staff,
  TodoItem,
  User,
} from './records/people.js';
import type { ActivityEntry, Ticket } from './records/support.js';
import type { Random } from './values/random.js';

export interface State {
  clients: Client[];
  users: User[];
  contacts: Contact[];
  clientNotes: ClientNote[];
  clientGroups: { id: number; name: string }[];
  clientFields: { id: number; name: string }[];
  currencies: Currency[];
  productGroups: { id: number; name: string }[];
  products: Product[];
  servers: Server[];
  services: Service[];
  addons: Addon[];
  domains: Domain[];
  cancelRequests: CancelRequest[];
  /** Those whose invoice is not paid yet. */
  upgrades: Upgrade[];
  tldPrices: TldPrice[];
  orders: Order[];
  invoices: Invoice[];
  transactions: Transaction[];
  credits: CreditEntry[];
  payMethods: PayMethod[];
  billableItems: BillableItem[];
  subscriptions: Subscription[];
  gateways: { module: string; name: string }[];
  departments: { id: number; name: string; email: string }[];
  ticketStatuses: { title: string; color: string; active: boolean; awaiting: boolean }[];
  tickets: Ticket[];
  predefinedReplies: { categoryId: number; name: string; reply: string }[];
  /** Addresses whose mails open and answer no tickets. */
  blockedSenders: string[];
  quotes: Quote[];
  staff: Staff[];
  templates: EmailTemplate[];
  promotions: Promotion[];
  affiliates: Affiliate[];
  todoItems: TodoItem[];
  announcements: { id: number; date: string; title: string; text: string; published: boolean }[];
  bannedIps: { id: number; ip: string; reason: string; until: string }[];
  activity: ActivityEntry[];
  moduleCalls: ModuleCall[];
  moduleQueue: QueueEntry[];
  registrarCalls: RegistrarCall[];
  /** Percent charged on taxed lines where the request names no rate. */
  taxRate: string;
  /** The id each kind gave out last, so that a deleted record's id never comes back. */
  lastIds: Record<string, number>;
  random: Random;
}

export type Numbered =
  | 'clients'
  | 'users'
  | 'contacts'
  | 'clientNotes'
  | 'services'
  | 'domains'
  | 'orders'
  | 'invoices'
  | 'invoiceLines'
  | 'transactions'
  | 'credits'
  | 'billableItems'
  | 'tickets'
  | 'ticketPosts'
  | 'quotes'
  | 'quoteLines'
  | 'affiliates'
  | 'announcements'
  | 'bannedIps'
  | 'activity';

export function issueId(state: State, kind: Numbered): number {
  const id = (state.lastIds[kind] ?? 0) + 1;
  state.lastIds[kind] = id;
  return id;
}

export function byId<T extends { id: number }>(records: readonly T[], id: number): T | undefined {
  return records.find((record) => record.id === id);
}
