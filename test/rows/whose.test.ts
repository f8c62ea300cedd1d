import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { partOf, type Tool } from '../../src/catalog/index.js';
import { everyTool } from '../every-tool.js';
import { sampleReplies } from '../recorder.js';

const tools = [...everyTool().values()];
const shortOf = ({ name }: Tool) => name.replace('whmcs_', '');
const showing = (shows: Tool['whose']['shows']) =>
  tools
    .filter(({ whose }) => whose.shows === shows)
    .map(shortOf)
    .sort();

describe('what is left to a caller who is granted single clients', () => {
  test('each tool has one answer', () => {
    const all = (['catalogue', 'business', 'rows', 'record', 'named', 'parts'] as const).flatMap(showing);
    expect(all.toSorted()).toEqual(tools.map(shortOf).sort());
  });

  test('the catalogue of the shop', () => {
    expect(showing('catalogue')).toEqual([
      'check_domain',
      'get_currencies',
      'get_payment_methods',
      'get_product_groups',
      'get_products',
      'get_registrars',
      'get_support_departments',
      'get_support_statuses',
      'get_tld_pricing',
    ]);
  });

  test('nothing of the business as a whole, of staff, or of people who are no clients yet', () => {
    expect(showing('business')).toEqual([
      'add_client',
      'get_admin_users',
      'get_cancelled_packages',
      'get_client_groups',
      'get_details',
      'get_email_templates',
      'get_health_status',
      'get_module_queue',
      'get_order_statuses',
      'get_promotions',
      'get_servers',
      'get_stats',
      'get_ticket_counts',
      'get_ticket_predefined_replies',
      'get_todo_items',
      'get_users',
    ]);
  });

  test('of an answer what the calls that it is made of leave', () => {
    expect(showing('parts')).toEqual([
      'account_overview',
      'billing_leaks',
      'call_action',
      'describe_action',
      'find_action',
      'find_client',
      'open_orders',
      'overdue',
      'plan',
      'renewals_due',
      'revenue',
      'what_if',
      'why_service',
    ]);
  });

  test('single records, and lists by their rows', () => {
    expect(showing('record')).toEqual(['get_client_details', 'get_invoice', 'get_ticket']);
    expect(showing('rows')).toEqual([
      'get_activity_log',
      'get_affiliates',
      'get_client_domains',
      'get_client_products',
      'get_clients',
      'get_clients_addons',
      'get_contacts',
      'get_invoices',
      'get_orders',
      'get_quotes',
      'get_tickets',
      'get_transactions',
    ]);
  });

  test.each(tools.filter(({ whose }) => whose.shows === 'rows'))(
    'each row of $name says whose it is, as the vendor shows it',
    (tool) => {
      if (tool.whose.shows !== 'rows' || tool.list === undefined) throw new Error('it is no list');
      const column = tool.whose.client;
      const rows = partOf(sampleReplies[tool.action] ?? {}, tool.list, 0).rows;
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect(String(row[column])).toMatch(/^\d+$/);
    },
  );

  test.each(tools.filter(({ whose }) => whose.shows === 'catalogue' && whose.without !== undefined))(
    'what $name leaves out is there, as the vendor shows it',
    (tool) => {
      if (tool.whose.shows !== 'catalogue' || tool.list === undefined) throw new Error('it is no list');
      for (const row of partOf(sampleReplies[tool.action] ?? {}, tool.list, 0).rows) {
        expect(Object.keys(row)).toEqual(expect.arrayContaining([...(tool.whose.without ?? [])]));
      }
    },
  );

  /** Ids and addresses that lead to no client: of the catalogue, of staff, of parts that are looked through, of the call itself. */
  const OF_NOBODY = new Set([
    'accept_order.serverid',
    'add_contact.email',
    'add_contact.email_preferences',
    'add_contact.tax_id',
    'create_quote.tax_id',
    'create_quote.email',
    'open_ticket.deptid',
    'reset_password.id',
    'reset_password.email',
    'send_email.id',
    'delete_contact.contactid',
    'get_ticket_attachment.relatedid',
    'update_contact.contactid',
    'update_contact.email',
    'update_contact.email_preferences',
    'update_client.email',
    'update_client.email_preferences',
    'update_client.tax_id',
    'update_invoice.datepaid',
    'update_invoice.deletelineids',
    'update_client_addon.id',
    'update_client_domain.emailforwarding',
    'update_client_product.pid',
    'upgrade_product.newproductid',
    'update_ticket.deptid',
    'add_payment.transid',
    'add_transaction.transid',
    'update_transaction.transactionid',
    'update_transaction.refundid',
    'update_transaction.transid',
    'generate_invoices.serviceids',
    'generate_invoices.domainids',
    'generate_invoices.addonids',
  ]);

  test('every argument of a write that could lead to somebody is looked up, or can not be given', () => {
    const open = tools.flatMap((tool) => {
      const { whose, names } = tool;
      if (whose.shows !== 'named') return [];
      const known = [
        ...Object.values(names),
        ...Object.values(whose.also ?? {}),
        whose.unproven ?? [],
      ].flat();
      return tool.args
        .filter((name) => /ids?$|^email|^cc$/i.test(name) && !known.includes(name))
        .map((name) => `${shortOf(tool)}.${name}`);
    });
    expect(open.filter((one) => !OF_NOBODY.has(one))).toEqual([]);
  });
});

const GUIDE = fileURLToPath(new URL('../../docs/grants.md', import.meta.url));
const [START, END] = ['<!-- whose:start -->\n', '<!-- whose:end -->'];

/** What a tool is left with, in words. */
function left({ whose }: Tool): string {
  switch (whose.shows) {
    case 'business':
      return 'not there: it tells of all clients, of staff, or of somebody who is no client yet';
    case 'catalogue':
      return whose.without === undefined
        ? 'all: the catalogue of the shop'
        : `all but ${whose.without.map((column) => `\`${column}\``).join(' and ')}, which count what all clients have`;
    case 'rows':
      return `the rows whose \`${whose.client}\` is granted`;
    case 'parts':
      return 'what the tools that it calls leave of their answers';
    case 'record':
      return 'a record of a client who is granted';
    case 'named':
      return whose.unproven === undefined
        ? 'what it names, of clients who are granted'
        : `what it names, of clients who are granted; without ${whose.unproven.map((name) => `\`${name}\``).join(', ')}`;
  }
}

test('docs/grants.md says of each tool what is left of it', () => {
  const rows = tools.map((tool) => `| \`${tool.name}\` | ${left(tool)} |\n`).join('');
  const table = `| Tool | Left of it |\n|---|---|\n${rows}`;
  const text = readFileSync(GUIDE, 'utf8');
  const [from, to] = [text.indexOf(START) + START.length, text.indexOf(END)];
  if (process.env.WRITE_DOCS === '1') writeFileSync(GUIDE, text.slice(0, from) + table + text.slice(to));
  else expect(text.slice(from, to), 'docs/grants.md is out of date: npm run docs').toBe(table);
});
