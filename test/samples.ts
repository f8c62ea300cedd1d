import { allTools } from '../src/app.js';
import type { Sample } from '../src/catalog/index.js';

const page = { limitstart: 0, limitnum: 5, fields: ['id'] };
const person = {
  firstname: 'Ada',
  lastname: 'Example',
  companyname: 'Example Ltd',
  email: 'ada@example.com',
  address1: '1 Example Street',
  address2: 'Floor 2',
  city: 'Exampletown',
  state: 'Example State',
  postcode: 'EX1 2MP',
  country: 'GB',
  phonenumber: '01632960001',
};

/** Samples of tools whose rows have none of their own yet. */
const OTHERS: Record<string, Sample> = {
  whmcs_get_products: { least: {}, most: { pid: [1, 2], gid: 1, module: 'cpanel', ...page } },
  whmcs_get_product_groups: { least: {}, most: { ...page, fields: ['gid'] } },
  whmcs_register_domain: { least: { domainid: 1 }, most: { domain: 'example.com', idnlanguage: 'ger' } },
  whmcs_transfer_domain: { least: { domainid: 1 }, most: { domain: 'example.com', eppcode: 'ab&c-123' } },
  whmcs_renew_domain: { least: { domainid: 1 }, most: { domain: 'example.com', regperiod: 2 } },
  whmcs_get_domain_whois: { least: { domainid: 1 } },
  whmcs_get_domain_nameservers: { least: { domainid: 1 } },
  whmcs_update_domain_nameservers: {
    least: { domainid: 1, nameservers: ['ns1.example.net', 'ns2.example.net'] },
    most: {
      domain: 'example.com',
      nameservers: [
        'ns1.example.net',
        'ns2.example.net',
        'ns3.example.net',
        'ns4.example.net',
        'ns5.example.net',
      ],
    },
  },
  whmcs_get_domain_lock_status: { least: { domainid: 1 } },
  whmcs_update_domain_lock_status: { least: { domainid: 1, lockstatus: true } },
  whmcs_get_tld_pricing: {
    least: {},
    most: { clientid: 1, ...page, fields: ['tld'] },
    more: [{ currencyid: 1 }],
  },
  whmcs_get_servers: {
    least: {},
    most: { serviceId: 1, fetchStatus: true, ...page },
    more: [{ addonId: 1 }],
  },
  whmcs_module_create: { least: { serviceid: 1 } },
  whmcs_module_suspend: { least: { serviceid: 1 }, most: { serviceid: 1, suspendreason: 'Overdue' } },
  whmcs_module_unsuspend: { least: { serviceid: 1 } },
  whmcs_module_terminate: { least: { serviceid: 1 } },
  whmcs_module_change_password: {
    least: { serviceid: 1 },
    most: { serviceid: 1, servicepassword: 'hunter2-hunter2' },
  },
  whmcs_get_stats: { least: {}, most: { timeline_days: 7 } },
  whmcs_get_admin_users: { least: {}, most: { roleid: 1, email: 'admin', include_disabled: true, ...page } },
  whmcs_get_payment_methods: { least: {}, most: { ...page, fields: ['module'] } },
  whmcs_get_currencies: { least: {}, most: page },
  whmcs_get_activity_log: {
    least: {},
    most: {
      clientid: 1,
      date: '2026-01-02',
      user: 'admin',
      description: 'login',
      ipaddress: '192.0.2.1',
      ...page,
    },
  },
  whmcs_log_activity: {
    least: { description: 'Checked by hand' },
    most: { description: 'Checked', clientid: 1 },
  },
  whmcs_get_email_templates: { least: {}, most: { type: 'general', language: 'english', ...page } },
  whmcs_send_email: {
    least: { id: 1, messagename: 'Client Signup Email' },
    most: {
      id: 1,
      customtype: 'general',
      customsubject: 'Hello {$who}',
      custommessage: '<p>Dear {$who}</p>',
      customvars: { who: 'Ada' },
    },
  },
  whmcs_get_todo_items: { least: {}, most: { status: 'In Progress', ...page } },
  whmcs_get_affiliates: {
    least: {},
    most: {
      userid: 1,
      visitors: 1,
      paytype: 'percentage',
      payamount: '10.00',
      onetime: 0,
      balance: '1.00',
      withdrawn: '0.00',
      ...page,
    },
  },
  whmcs_activate_affiliate: { least: { userid: 1 } },
  whmcs_get_promotions: { least: {}, most: { code: 'WELCOME', ...page } },
  whmcs_get_quotes: {
    least: {},
    most: {
      quoteid: 1,
      userid: 1,
      subject: 'x',
      stage: 'Draft',
      datecreated: '2026-01-02',
      lastmodified: '2026-01-02',
      validuntil: '2026-02-01',
      ...page,
    },
  },
  whmcs_create_quote: {
    least: { subject: 'Offer', stage: 'Draft', validuntil: '2026-04-03', userid: 1 },
    most: {
      subject: 'Offer',
      stage: 'Draft',
      validuntil: '2026-04-03',
      datecreated: '2026-03-02',
      lineitems: [{ desc: 'Line', qty: 1, up: '10.00', discount: '5', taxable: true }],
      ...person,
      tax_id: 'GB123',
      currency: 1,
      proposal: 'We propose',
      customernotes: 'Dear customer',
      adminnotes: 'cheap',
    },
    more: [{ subject: 'Offer', stage: 'Draft', validuntil: '2026-04-03', userid: 1 }],
  },
  whmcs_accept_quote: { least: { quoteid: 1 } },
  whmcs_delete_quote: { least: { quoteid: 1 } },
};

/** Calls of each of the tools. */
export const samples: Readonly<Record<string, Sample>> = Object.fromEntries(
  [...allTools().values()].map(({ name, sample }) => [name, sample ?? OTHERS[name] ?? { least: {} }]),
);
