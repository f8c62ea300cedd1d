import type { Tool } from '../../catalog/index.js';
import { isTypoOf, nearest } from '../../spelling.js';
import { type Failure, failure } from '../outcome.js';

/** Words by which agents ask for a list, or for one record. */
const LISTING = ['list', 'search', 'find', 'query', 'filter', 'lookup', 'browse', 'count'];
const READING = [...LISTING, 'get', 'show', 'read', 'fetch', 'view', 'retrieve', 'describe', 'check', 'open'];

/** By each name that agents use, the tool. */
function byName(names: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(names).flatMap(([tool, words]) => words.split(' ').map((word) => [word, tool])),
  );
}

/** Tools that read, and what agents call what they read. A name without an "s" stands for both unless it has its own place. */
const READS = byName({
  get_client_details: 'client client_info customer user account profile',
  get_clients: 'clients customers users accounts',
  get_invoice: 'invoice invoice_details',
  get_invoices: 'invoices bills client_invoices unpaid_invoices overdue_invoices',
  get_transactions: 'payments transactions refunds',
  get_client_products: 'services client_services hosting service_details subscriptions',
  get_products: 'products plans packages pricing',
  get_product_groups: 'categories groups',
  get_client_domains: 'domains domain_details domain_info',
  get_domain_whois: 'whois domain_contacts',
  get_domain_nameservers: 'nameservers dns',
  get_domain_lock_status: 'domain_lock lock_status',
  get_tld_pricing: 'tlds tld_prices domain_prices domain_pricing',
  get_orders: 'orders order_details',
  get_ticket: 'ticket ticket_details ticket_replies ticket_messages',
  get_tickets: 'tickets support_tickets',
  get_support_departments: 'departments ticket_departments',
  get_support_statuses: 'ticket_statuses statuses',
  get_quotes: 'quotes estimates',
  get_affiliates: 'affiliates',
  get_promotions: 'promotions promos coupons discounts',
  get_servers: 'servers',
  get_stats: 'stats statistics dashboard income revenue',
  get_admin_users: 'admins staff administrators',
  get_payment_methods: 'gateways payment_gateways',
  get_currencies: 'currency',
  get_activity_log: 'logs log activity history',
  get_email_templates: 'templates mail_templates',
  get_todo_items: 'todos tasks to_do_items',
});

/** Tools that write, of the mildest class, and what agents call them. No other write is ever guessed at. */
const WRITES = byName({
  add_client: 'create_client new_client create_customer add_customer',
  update_client: 'edit_client modify_client change_client update_customer',
  create_invoice: 'add_invoice new_invoice',
  update_invoice: 'edit_invoice modify_invoice',
  open_ticket: 'create_ticket new_ticket add_ticket submit_ticket',
  add_ticket_reply: 'reply_ticket reply_to_ticket answer_ticket ticket_reply add_reply',
  add_ticket_note: 'add_note note_ticket ticket_note',
  update_ticket: 'edit_ticket close_ticket assign_ticket',
  update_domain_nameservers: 'set_nameservers update_nameservers change_nameservers',
  send_email: 'email_client send_mail mail_client',
  log_activity: 'add_log add_activity',
  activate_affiliate: 'create_affiliate',
  create_quote: 'add_quote new_quote',
});

/** A name in small letters and underscores, without what clients put before it and without our own. */
function bareName(name: string): string {
  const [last = ''] = name
    .slice(0, 200)
    .split(/__|[./:]/)
    .slice(-1);
  const words = last.replace(/([a-z0-9])(?=[A-Z])/g, '$1_').toLowerCase();
  return words.replace(/[^a-z0-9]+/g, '_').replace(/^(?:whmcs_)+|^_+|_+$/g, '');
}

const verbOf = (name: string) => /^[a-z]+/.exec(bareName(name))?.[0] ?? '';

/** What a name asks to read; undefined where it asks for anything else. */
function readBy(bare: string): string | undefined {
  const [verb = '', ...rest] = bare.split('_');
  const isRead = READING.includes(verb);
  const what = isRead ? rest.join('_').replace(/_by_\w+$|^all_/g, '') : bare;
  const many = READS.get(what.endsWith('s') ? what : `${what}s`);
  const one = READS.get(what);
  return LISTING.includes(verb) ? (many ?? one) : (one ?? many);
}

/**
 * Whether an unknown name may be taken for one of a tool that is spelled nearly so. An agent may do what it reads, so a name is
 * never led to a class more dangerous than its own verb says: to what reads always, to what writes from the same verb,
 * and to the rest only by a slip of the keys.
 */
function mayBeMeant({ name, risk }: Tool, wanted: string, shown: readonly Tool[]): boolean {
  if (risk === 'read') return true;
  const verb = verbOf(wanted);
  if (shown.some((tool) => tool.risk === 'read' && verbOf(tool.name) === verb)) return false;
  return (risk === 'write' && verbOf(name) === verb) || isTypoOf(wanted, name);
}

/** The tool that an unknown name most likely means, of those that the caller is shown. */
function toolMeant(name: string, shown: readonly Tool[]): string | undefined {
  const bare = bareName(name);
  const joined = bare.replaceAll('_', '');
  // The same words are the same tool, whatever its class; so is the action of WHMCS's, which the documentation names.
  const same =
    shown.find((tool) => bareName(tool.name) === bare) ??
    shown.find(({ action }) => action.toLowerCase() === joined);
  if (same !== undefined) return same.name;
  const read = `whmcs_${readBy(bare)}`;
  const write = `whmcs_${WRITES.get(bare)}`;
  const meant = shown.find(
    (tool) => (tool.name === read && tool.risk === 'read') || (tool.name === write && tool.risk === 'write'),
  );
  if (meant !== undefined) return meant.name;
  return nearest(
    name,
    shown.filter((tool) => mayBeMeant(tool, name, shown)).map((tool) => tool.name),
  );
}

/** What a caller is told of a name that no tool has; `shown` are the tools that it may know of. */
export function unknownTool(name: string, shown: readonly Tool[]): Failure {
  const meant = toolMeant(name, shown);
  const guess = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return failure(
    'invalid_arguments',
    `There is no tool "${name.slice(0, 100)}".${guess} tools/list names them all.`,
  );
}
