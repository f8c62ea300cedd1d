import {
  AREAS,
  BUSINESS,
  CATALOGUE,
  may,
  paged,
  read,
  record,
  rowsNaming,
  whole,
} from '../../src/catalog/index.js';

export const getStats = read('whmcs_get_stats', {
  title: 'Read statistics',
  about: 'Income (formatted text), orders, tickets and other counts of the business.',
  action: 'GetStats',
  whose: BUSINESS,
  args: { timeline_days: may.int({ min: 1, max: 90 }, 'Days of daily figures') },
  result: record(),
  sample: { least: {}, most: { timeline_days: 7 } },
});

export const getAdminUsers = read('whmcs_get_admin_users', {
  title: 'List staff',
  about: 'Administrators of WHMCS.',
  action: 'GetAdminUsers',
  whose: BUSINESS,
  rarelyChanges: { unchangedBy: AREAS },
  args: { roleid: may.id(), email: may.text('Part of the address'), include_disabled: may.flag() },
  result: whole('admin_users'),
  sample: {
    least: {},
    most: { roleid: 1, email: 'admin', include_disabled: true, limitstart: 0, limitnum: 5, fields: ['id'] },
  },
});

export const getPaymentMethods = read('whmcs_get_payment_methods', {
  title: 'List payment methods',
  about: 'Payment methods; other tools take the system name in module.',
  action: 'GetPaymentMethods',
  whose: CATALOGUE,
  rarelyChanges: { unchangedBy: AREAS },
  args: {},
  result: whole('paymentmethods.paymentmethod'),
  sample: { least: {}, most: { limitstart: 0, limitnum: 5, fields: ['module'] } },
});

export const getCurrencies = read('whmcs_get_currencies', {
  title: 'List currencies',
  about: 'Currencies with their rate.',
  action: 'GetCurrencies',
  whose: CATALOGUE,
  rarelyChanges: { unchangedBy: AREAS },
  args: {},
  result: whole('currencies.currency'),
  sample: { least: {}, most: { limitstart: 0, limitnum: 5, fields: ['id'] } },
});

export const getActivityLog = read('whmcs_get_activity_log', {
  title: 'Read the activity log',
  about: 'What staff, clients and the system did, newest first.',
  action: 'GetActivityLog',
  whose: rowsNaming('clientId'),
  names: { client: ['clientid'] },
  args: {
    clientid: may.id(),
    date: may.localDate(),
    user: may.text('E-mail or admin username'),
    description: may.text('Part of the entry'),
    ipaddress: may.ip(),
  },
  result: paged('activity.entry'),
  sample: {
    least: {},
    most: {
      clientid: 1,
      date: '2026-01-02',
      user: 'admin',
      description: 'login',
      ipaddress: '192.0.2.1',
      limitstart: 0,
      limitnum: 5,
      fields: ['id'],
    },
  },
});

export const getEmailTemplates = read('whmcs_get_email_templates', {
  title: 'List mail templates',
  about: 'Mail templates by name and subject.',
  action: 'GetEmailTemplates',
  whose: BUSINESS,
  // WHMCS stores the text of a mail of one's own as a template while it sends it.
  rarelyChanges: { unchangedBy: AREAS.filter((toolset) => toolset !== 'system') },
  args: {
    type: may.text('general, product, domain, invoice, support, affiliate, admin …'),
    language: may.text('Such as english'),
  },
  result: whole('emailtemplates.emailtemplate'),
  sample: {
    least: {},
    most: { type: 'general', language: 'english', limitstart: 0, limitnum: 5, fields: ['id'] },
  },
});

export const getToDoItems = read('whmcs_get_todo_items', {
  title: 'List to-do items',
  about: "The staff's to-do list.",
  action: 'GetToDoItems',
  whose: BUSINESS,
  args: { status: may.choice(['Incomplete', 'New', 'Pending', 'In Progress', 'Completed']) },
  result: paged('items.item'),
  sample: { least: {}, most: { status: 'In Progress', limitstart: 0, limitnum: 5, fields: ['id'] } },
});
