import type { Currency, Product, Server, TldPrice } from '../records/catalog.js';
import type { EmailTemplate } from '../records/people.js';

export const CURRENCIES: readonly Currency[] = [
  { id: 1, code: 'EUR', prefix: '€', suffix: ' EUR', format: 1, rate: '1.00000' },
  { id: 2, code: 'USD', prefix: '$', suffix: ' USD', format: 1, rate: '1.10000' },
];

export const PRODUCT_GROUPS = [
  { id: 1, name: 'Shared Hosting' },
  { id: 2, name: 'Servers & Resellers' },
  { id: 3, name: 'Extras' },
] as const;

/** Cents a month; a year costs ten of them. */
function monthly(eur: number, usd: number): Product['pricing'] {
  return {
    EUR: { setup: 0, cycles: { monthly: eur, annually: eur * 10 } },
    USD: { setup: 0, cycles: { monthly: usd, annually: usd * 10 } },
  };
}

const HOSTING = { groupId: 1, type: 'hostingaccount', module: 'cpanel', payType: 'recurring' } as const;
const HOSTING_MAIL = 'Hosting Account Welcome Email';
const SERVER_MAIL = 'Dedicated/VPS Server Welcome Email';

export const PRODUCTS: readonly Product[] = [
  {
    ...HOSTING,
    id: 1,
    name: 'Web Starter',
    slug: 'web-starter',
    description: 'One site, 5 GB.',
    autoSetup: 'payment',
    welcomeTemplate: HOSTING_MAIL,
    pricing: monthly(595, 650),
  },
  {
    ...HOSTING,
    id: 2,
    name: 'Web Plus',
    slug: 'web-plus',
    description: 'Five sites, 25 GB & daily backups.',
    autoSetup: 'payment',
    welcomeTemplate: HOSTING_MAIL,
    pricing: monthly(1195, 1300),
  },
  {
    ...HOSTING,
    id: 3,
    name: 'Web Pro',
    slug: 'web-pro',
    description: 'Any number of sites, 100 GB.',
    autoSetup: 'payment',
    welcomeTemplate: HOSTING_MAIL,
    pricing: monthly(2495, 2700),
  },
  {
    id: 4,
    groupId: 2,
    type: 'reselleraccount',
    module: 'cpanel',
    payType: 'recurring',
    name: 'Reseller 25',
    slug: 'reseller-25',
    description: '25 accounts of your own.',
    autoSetup: '',
    welcomeTemplate: 'Reseller Account Welcome Email',
    pricing: monthly(3900, 4200),
  },
  {
    id: 5,
    groupId: 2,
    type: 'server',
    module: 'autorelease',
    payType: 'recurring',
    name: 'VPS Small',
    slug: 'vps-small',
    description: '2 cores, 4 GB.',
    autoSetup: 'on',
    welcomeTemplate: SERVER_MAIL,
    pricing: monthly(1500, 1650),
  },
  {
    id: 6,
    groupId: 2,
    type: 'server',
    module: 'autorelease',
    payType: 'recurring',
    name: 'VPS Large',
    slug: 'vps-large',
    description: '8 cores, 32 GB.',
    autoSetup: '',
    welcomeTemplate: SERVER_MAIL,
    pricing: monthly(4500, 4950),
  },
  {
    id: 7,
    groupId: 3,
    type: 'other',
    module: '',
    payType: 'recurring',
    name: 'SSL Certificate',
    slug: 'ssl-certificate',
    description: 'Issued by hand within a day.',
    autoSetup: '',
    welcomeTemplate: '',
    pricing: { EUR: { setup: 0, cycles: { annually: 4900 } }, USD: { setup: 0, cycles: { annually: 5300 } } },
  },
];

export const SERVERS: readonly Server[] = [
  {
    id: 1,
    name: 'Saturn',
    hostname: 'saturn.example.com',
    ip: '192.0.2.10',
    module: 'cpanel',
    active: true,
    maxAccounts: 200,
    failure: '',
  },
  {
    id: 2,
    name: 'Neptune',
    hostname: 'neptune.example.com',
    ip: '192.0.2.20',
    module: 'autorelease',
    active: true,
    maxAccounts: 40,
    failure: '',
  },
  {
    id: 3,
    name: 'Mercury',
    hostname: 'mercury.example.com',
    ip: '192.0.2.30',
    module: 'cpanel',
    active: true,
    maxAccounts: 100,
    failure: 'Connection to mercury.example.com timed out after 30 seconds',
  },
];

/** Endings kept for examples, so that no domain here can be anybody's. */
export const TLD_PRICES: readonly TldPrice[] = [
  {
    tld: 'example',
    categories: ['Popular'],
    autoRegistrar: 'enom',
    register: { '1': 1290, '2': 2490, '3': -100 },
    transfer: { '1': 1290 },
    renew: { '1': 1490, '2': 2890 },
    grace: { days: 30, price: 0 },
  },
  {
    tld: 'test',
    categories: ['Popular', 'Technology'],
    autoRegistrar: 'opensrs',
    register: { '1': 990 },
    transfer: { '1': 990 },
    renew: { '1': 1190 },
    grace: undefined,
  },
  {
    tld: 'shop.example',
    categories: ['Shopping'],
    autoRegistrar: '',
    register: { '1': 2900 },
    transfer: {},
    renew: { '1': 2900 },
    grace: undefined,
  },
];

export const GATEWAYS = [
  { module: 'stripe', name: 'Credit Card' },
  { module: 'paypal', name: 'PayPal' },
  { module: 'banktransfer', name: 'Bank Transfer' },
] as const;

export const DEPARTMENTS = [
  { id: 1, name: 'Support', email: 'support@example.com' },
  { id: 2, name: 'Billing', email: 'billing@example.com' },
  { id: 3, name: 'Abuse', email: 'abuse@example.com' },
] as const;

export const TICKET_STATUSES = [
  { title: 'Open', color: '#779500', active: true, awaiting: true },
  { title: 'Answered', color: '#000000', active: true, awaiting: false },
  { title: 'Customer-Reply', color: '#ff6600', active: true, awaiting: true },
  { title: 'On Hold', color: '#224488', active: true, awaiting: false },
  { title: 'In Progress', color: '#cc0000', active: true, awaiting: false },
  { title: 'Closed', color: '#888888', active: false, awaiting: false },
] as const;

const TEMPLATE_NAMES: readonly [type: string, name: string, subject: string][] = [
  ['general', 'Client Signup Email', 'Welcome'],
  ['general', 'Automated Password Reset', 'Your new password for {$company_name}'],
  ['general', 'Client Email Address Verification', 'Confirm Your Registration'],
  ['general', 'Order Confirmation', 'Order Confirmation'],
  ['general', 'Password Reset Validation', 'Your login details for {$company_name}'],
  ['general', 'Quote Accepted', 'Quote Accepted'],
  ['general', 'Quote Delivery with PDF', 'Quote #{$quote_number} - {$quote_subject}'],
  ['general', 'Seasonal Greetings', 'Greetings from {$company_name}'],
  ['product', HOSTING_MAIL, 'New Account Information'],
  ['product', 'Reseller Account Welcome Email', 'Reseller Account Information'],
  ['product', SERVER_MAIL, 'New Dedicated Server Information'],
  ['product', 'Other Product/Service Welcome Email', 'New Product Information'],
  ['product', 'Service Suspension Notification', 'Service Suspension Notification'],
  ['product', 'Service Unsuspension Notification', 'Service Unsuspension Notification'],
  ['domain', 'Domain Registration Confirmation', 'Domain Registration Confirmation'],
  ['domain', 'Domain Transfer Initiated', 'Domain Transfer Initiated'],
  ['domain', 'Domain Renewal Confirmation', 'Domain Renewal Confirmation'],
  ['invoice', 'Invoice Created', 'Customer Invoice'],
  ['invoice', 'Invoice Payment Confirmation', 'Invoice Payment Confirmation'],
  ['invoice', 'First Invoice Overdue Notice', 'First Invoice Overdue Notice'],
  ['support', 'Support Ticket Opened', 'New Support Ticket Opened'],
  ['support', 'Support Ticket Reply', 'Support Ticket Response'],
  ['affiliate', 'Affiliate Monthly Referrals Report', 'Affiliate Monthly Referrals Report'],
];

export const TEMPLATES: readonly EmailTemplate[] = TEMPLATE_NAMES.map(([type, name, subject], position) => ({
  id: position + 1,
  type,
  name,
  subject,
  body: `<p>Dear {$client_name},</p><p>${subject}</p>`,
  custom: name === 'Seasonal Greetings',
  disabled: name === 'Seasonal Greetings',
  language: '',
}));
