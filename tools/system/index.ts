import {
  area,
  confirmation,
  exactlyOne,
  goesWith,
  may,
  need,
  paged,
  record,
  refuse,
  type Values,
  whole,
} from '../../src/catalog/index.js';
import { logged, mailed } from './found.js';

// The documentation names nine templates that this action will not send.
const NOT_SENDABLE = [
  'Order Confirmation',
  'Password Reset Confirmation',
  'Password Reset Validation',
  'Quote Accepted',
  'Quote Accepted Notification',
  'Quote Delivery with PDF',
  'Clients Only Bounce Message',
  'Replies Only Bounce Message',
  'Affiliate Monthly Referrals Report',
].map((name) => name.toLowerCase());

/**
 * WHMCS runs custom subjects and bodies through Smarty, whose code can read any client's data. Only plain
 * `{$name}` of a variable that the call itself brings passes.
 */
function hasTemplateCode(args: Values): boolean {
  const own = new Set(Object.keys((args.customvars ?? {}) as object));
  return ['custommessage', 'customsubject'].some((name) => {
    const text = args[name];
    if (typeof text !== 'string') return false;
    // Entities too: WHMCS decodes what it stored before Smarty sees it.
    return /[{}]|&(?:amp;){0,9}(?:#0*12[35]|#x0*7[bd]|[lr](?:cub|brace))(?![\da-f])/i.test(
      text.replace(/\{\$([A-Za-z_]\w*)\}/g, (whole, variable) => (own.has(variable) ? '' : whole)),
    );
  });
}

export const system = area('system', {
  whmcs_get_stats: {
    title: 'Read statistics',
    about: 'Income (formatted text), orders, tickets and other counts of the business.',
    action: 'GetStats',
    args: { timeline_days: may.int({ min: 1, max: 90 }, 'Days of daily figures') },
    result: record(),
  },

  whmcs_get_admin_users: {
    title: 'List staff',
    about: 'Administrators of WHMCS.',
    action: 'GetAdminUsers',
    args: { roleid: may.id(), email: may.text('Part of the address'), include_disabled: may.flag() },
    result: whole('admin_users'),
  },

  whmcs_get_payment_methods: {
    title: 'List payment methods',
    about: 'Payment methods; other tools take the system name in module.',
    action: 'GetPaymentMethods',
    args: {},
    result: whole('paymentmethods.paymentmethod'),
  },

  whmcs_get_currencies: {
    title: 'List currencies',
    about: 'Currencies with their rate.',
    action: 'GetCurrencies',
    args: {},
    result: whole('currencies.currency'),
  },

  whmcs_get_activity_log: {
    title: 'Read the activity log',
    about: 'What staff, clients and the system did, newest first.',
    action: 'GetActivityLog',
    names: { client: ['clientid'] },
    args: {
      clientid: may.id(),
      date: may.localDate(),
      user: may.text('E-mail or admin username'),
      description: may.text('Part of the entry'),
      ipaddress: may.ip(),
    },
    result: paged('activity.entry'),
  },

  whmcs_log_activity: {
    title: 'Write to the activity log',
    about: 'Add an entry to the activity log. Cannot be undone.',
    action: 'LogActivity',
    names: { client: ['clientid'] },
    effects: ['irreversible'],
    args: { description: need.body(), clientid: may.id() },
    readBack: logged,
    undo: 'Entries of the activity log stay. A person can add one that corrects it.',
    result: confirmation(),
  },

  whmcs_get_email_templates: {
    title: 'List mail templates',
    about: 'Mail templates by name and subject.',
    action: 'GetEmailTemplates',
    args: {
      type: may.text('general, product, domain, invoice, support, affiliate, admin …'),
      language: may.text(),
    },
    result: whole('emailtemplates.emailtemplate'),
  },

  whmcs_send_email: {
    title: 'Send a mail',
    about:
      'Mail a client: a template (messagename) or an own text (customtype, customsubject, custommessage in HTML). id is the record it is about: client for general, else service, domain, invoice, ticket or affiliate. Cannot be undone.',
    action: 'SendEmail',
    effects: ['mail', 'irreversible'],
    args: {
      id: need.id(),
      messagename: may.text('Template name'),
      customtype: may.choice(['general', 'product', 'domain', 'invoice', 'support', 'affiliate']),
      customsubject: may.text(),
      custommessage: may.body(),
      customvars: may.variables('Used in the text as {$name}'),
    },
    rules: [
      exactlyOne('messagename', 'customtype'),
      goesWith('customtype', 'customsubject', 'custommessage'),
      goesWith('customsubject', 'customtype'),
      goesWith('custommessage', 'customtype'),
      refuse(
        'custommessage, customsubject: WHMCS runs what stands in { } as template code; remove the braces, or use {$name} of a variable in customvars',
        hasTemplateCode,
      ),
      refuse('messagename: WHMCS does not send this template by API', (args) =>
        NOT_SENDABLE.includes(
          String(args.messagename ?? '')
            .trim()
            .toLowerCase(),
        ),
      ),
    ],
    // `names` stays empty: which record `id` is depends on customtype, or on the template's own type in WHMCS.
    readBack: mailed,
    undo: 'A sent mail is not called back. A person can write another one that corrects it.',
    result: confirmation(),
  },

  whmcs_get_todo_items: {
    title: 'List to-do items',
    about: "The staff's to-do list.",
    action: 'GetToDoItems',
    args: { status: may.choice(['Incomplete', 'New', 'Pending', 'In Progress', 'Completed']) },
    result: paged('items.item'),
  },
});
