import type { Tool } from '../../catalog/index.js';
import { isTypoOf, nearest } from '../../spelling.js';
import { type Failure, failure } from '../outcome.js';

/** Words by which agents ask for a list, or for one record. */
const LISTING = ['list', 'search', 'find', 'query', 'filter', 'lookup', 'browse', 'count'];
const READING = [...LISTING, 'get', 'show', 'read', 'fetch', 'view', 'retrieve', 'describe', 'check', 'open'];

/** What agents call what there is to read, and the tool that reads it. A name without an "s" stands for both unless it has its own row. */
const READS: Readonly<Record<string, string>> = {
  ...{ client: 'get_client_details', client_info: 'get_client_details', clients: 'get_clients' },
  ...{
    customer: 'get_client_details',
    customers: 'get_clients',
    user: 'get_client_details',
    users: 'get_clients',
  },
  ...{ account: 'get_client_details', accounts: 'get_clients', profile: 'get_client_details' },
  ...{
    invoice: 'get_invoice',
    invoice_details: 'get_invoice',
    invoices: 'get_invoices',
    bills: 'get_invoices',
  },
  ...{ client_invoices: 'get_invoices', unpaid_invoices: 'get_invoices', overdue_invoices: 'get_invoices' },
  ...{ payments: 'get_transactions', transactions: 'get_transactions', refunds: 'get_transactions' },
  ...{
    services: 'get_client_products',
    client_services: 'get_client_products',
    hosting: 'get_client_products',
  },
  ...{ service_details: 'get_client_products', subscriptions: 'get_client_products' },
  ...{ products: 'get_products', plans: 'get_products', packages: 'get_products', pricing: 'get_products' },
  ...{ categories: 'get_product_groups', groups: 'get_product_groups', domains: 'get_client_domains' },
  ...{ domain_details: 'get_client_domains', domain_info: 'get_client_domains', whois: 'get_domain_whois' },
  ...{
    domain_contacts: 'get_domain_whois',
    nameservers: 'get_domain_nameservers',
    dns: 'get_domain_nameservers',
  },
  ...{ domain_lock: 'get_domain_lock_status', lock_status: 'get_domain_lock_status' },
  ...{ tlds: 'get_tld_pricing', tld_prices: 'get_tld_pricing', domain_prices: 'get_tld_pricing' },
  ...{ domain_pricing: 'get_tld_pricing', orders: 'get_orders', order_details: 'get_orders' },
  ...{
    ticket: 'get_ticket',
    ticket_details: 'get_ticket',
    ticket_replies: 'get_ticket',
    ticket_messages: 'get_ticket',
  },
  ...{ tickets: 'get_tickets', support_tickets: 'get_tickets', departments: 'get_support_departments' },
  ...{ ticket_departments: 'get_support_departments', ticket_statuses: 'get_support_statuses' },
  ...{ statuses: 'get_support_statuses', quotes: 'get_quotes', estimates: 'get_quotes' },
  ...{ affiliates: 'get_affiliates', promotions: 'get_promotions', promos: 'get_promotions' },
  ...{ coupons: 'get_promotions', discounts: 'get_promotions', servers: 'get_servers' },
  ...{
    stats: 'get_stats',
    statistics: 'get_stats',
    dashboard: 'get_stats',
    income: 'get_stats',
    revenue: 'get_stats',
  },
  ...{ admins: 'get_admin_users', staff: 'get_admin_users', administrators: 'get_admin_users' },
  ...{ gateways: 'get_payment_methods', payment_gateways: 'get_payment_methods', currency: 'get_currencies' },
  ...{
    logs: 'get_activity_log',
    log: 'get_activity_log',
    activity: 'get_activity_log',
    history: 'get_activity_log',
  },
  ...{ templates: 'get_email_templates', mail_templates: 'get_email_templates', todos: 'get_todo_items' },
  ...{ tasks: 'get_todo_items', to_do_items: 'get_todo_items' },
};

/** What agents call writes of the mildest class. No other write is ever guessed at. */
const WRITES: Readonly<Record<string, string>> = {
  ...{
    create_client: 'add_client',
    new_client: 'add_client',
    create_customer: 'add_client',
    add_customer: 'add_client',
  },
  ...{ edit_client: 'update_client', modify_client: 'update_client', change_client: 'update_client' },
  ...{ update_customer: 'update_client', add_invoice: 'create_invoice', new_invoice: 'create_invoice' },
  ...{ edit_invoice: 'update_invoice', modify_invoice: 'update_invoice', create_ticket: 'open_ticket' },
  ...{ new_ticket: 'open_ticket', add_ticket: 'open_ticket', submit_ticket: 'open_ticket' },
  ...{
    reply_ticket: 'add_ticket_reply',
    reply_to_ticket: 'add_ticket_reply',
    answer_ticket: 'add_ticket_reply',
  },
  ...{ ticket_reply: 'add_ticket_reply', add_reply: 'add_ticket_reply', add_note: 'add_ticket_note' },
  ...{ note_ticket: 'add_ticket_note', ticket_note: 'add_ticket_note', edit_ticket: 'update_ticket' },
  ...{
    close_ticket: 'update_ticket',
    assign_ticket: 'update_ticket',
    set_nameservers: 'update_domain_nameservers',
  },
  ...{ update_nameservers: 'update_domain_nameservers', change_nameservers: 'update_domain_nameservers' },
  ...{
    email_client: 'send_email',
    send_mail: 'send_email',
    mail_client: 'send_email',
    add_log: 'log_activity',
  },
  ...{
    add_activity: 'log_activity',
    create_affiliate: 'activate_affiliate',
    add_quote: 'create_quote',
    new_quote: 'create_quote',
  },
};

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
  const tells = (noun: string) => (Object.hasOwn(READS, noun) ? READS[noun] : undefined);
  const many = tells(what.endsWith('s') ? what : `${what}s`);
  return LISTING.includes(verb) ? (many ?? tells(what)) : (tells(what) ?? many);
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
  const write = `whmcs_${Object.hasOwn(WRITES, bare) ? WRITES[bare] : ''}`;
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
