import { type Args, call } from '../agent.js';
import { heard, type Task } from './task.js';

const look = (id: string, asks: string, tool: string, args: Args, ...texts: string[]): Task => ({
  id,
  asks,
  steps: [call(tool, args)],
  done: heard(...texts),
});

export const LOOKUPS: readonly Task[] = [
  look(
    'why-suspended',
    'Why is service 148 suspended?',
    'get_client_products',
    { serviceid: 148 },
    'Overdue on Payment',
  ),
  look(
    'who-is-overdue',
    'Which invoices are overdue?',
    'get_invoices',
    { status: 'Overdue' },
    '3074',
    '3093',
  ),
  look('credit-left', 'How much credit does Harrow have?', 'get_client_details', { clientid: 6 }, '250.00'),
  look(
    'runs-out',
    "When does O'Brien's domain run out?",
    'get_client_domains',
    { domainid: 202 },
    '2026-05-06',
  ),
  look(
    'points-where',
    'Where does domain 201 point to?',
    'get_domain_nameservers',
    { domainid: 201 },
    'ns1.example.com',
  ),
  look('is-it-locked', 'Is domain 203 locked?', 'get_domain_lock_status', { domainid: 203 }, 'locked'),
  look('holder', 'Who holds domain 206?', 'get_domain_whois', { domainid: 206 }, 'Fontaine'),
  look('price-of-ending', 'What does .test cost?', 'get_tld_pricing', { fields: ['tld', 'renew'] }, '11.90'),
  look('waiting-orders', 'Which orders wait?', 'get_orders', { status: 'Pending' }, '1042', '1044'),
  look('figures', 'How are we doing?', 'get_stats', {}, 'income'),
  look('servers', 'Which servers do we have?', 'get_servers', {}, 'Saturn'),
  look('part-paid', 'What was paid on 3083?', 'get_transactions', { invoiceid: 3083 }, '15.09'),
  look('history', 'What happened on account 2?', 'get_activity_log', { clientid: 2 }, 'Order ID: 1031'),
  look('promotion', 'Is there a code for resellers?', 'get_promotions', {}, 'LOYAL'),
  look('open-quotes', 'Which quotes are out?', 'get_quotes', { stage: 'Delivered' }, 'Two servers'),
  look('to-do', 'What is on the list?', 'get_todo_items', {}, 'Move two accounts off Mercury'),
  look('affiliates', 'Who brings us customers?', 'get_affiliates', {}, '145'),
  look('products', 'What do we sell?', 'get_products', {}, 'Web Starter', 'VPS Large'),
  look('gateways', 'How can one pay?', 'get_payment_methods', {}, 'banktransfer'),
  look(
    'templates',
    'Which invoice mails are there?',
    'get_email_templates',
    { type: 'invoice' },
    'First Invoice Overdue Notice',
  ),
  look('client-list', 'List the clients.', 'get_clients', { limitnum: 50 }, 'Marlow', 'Strauch'),
  look(
    'invoice-lines',
    'What is on invoice 3096?',
    'get_invoice',
    { invoiceid: 3096 },
    'whitlock-145.example',
  ),
];
