import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actions } from '../../src/sandbox/actions/index.js';
import { LANDMARKS, SANDBOX_NOW, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { seedCompany } from '../../src/sandbox/seed/company.js';
import { everyTool } from '../every-tool.js';
import { catalogue, documented, sampleReplies } from '../recorder.js';
import { ask } from './caller.js';

function openInvoiceOf(clientId: number): number {
  const { invoices } = seedCompany(1, SANDBOX_NOW);
  return invoices.find((one) => one.clientId === clientId && one.status === 'Unpaid')?.id ?? 0;
}

const NEW_CLIENT = {
  firstname: 'New',
  lastname: 'Client',
  email: 'new.client@example.com',
  address1: '1 Example Street',
  city: 'Exampleton',
  state: 'Testshire',
  postcode: 'ZZ1 1ZZ',
  country: 'GB',
  phonenumber: '+44.1632960999',
  password2: 'not-real-at-all',
};
const OPEN_INVOICE = openInvoiceOf(LANDMARKS.clientWithCredit);
const [ON_CARD, CARD_INVOICE] = (() => {
  const { invoices, payMethods } = seedCompany(1, SANDBOX_NOW);
  const open = invoices.find(
    ({ status, clientId, gateway }) =>
      status === 'Unpaid' &&
      payMethods.some(
        (card) => card.clientId === clientId && card.gateway === gateway && card.lastFour !== '0002',
      ),
  );
  return [open?.clientId ?? 0, open?.id ?? 0];
})();
const EMAIL = { messagename: 'Client Signup Email', id: 1 };

/** Actions without a tool of their own that the sandbox answers. */
const WITHOUT_TOOL = [
  'GetAnnouncements',
  'AddAnnouncement',
  'DeleteAnnouncement',
  'AddBannedIp',
  'GetStaffOnline',
];

/** Fields that make each action succeed in a fresh company. */
const CALLS: [action: string, fields: Record<string, string | number>][] = [
  ['GetClients', {}],
  ['GetAnnouncements', {}],
  ['AddAnnouncement', { date: '2026-03-02 09:00:00', title: 'Moved', announcement: 'We moved.' }],
  ['DeleteAnnouncement', { announcementid: 1 }],
  ['AddBannedIp', { ip: '192.0.2.7', reason: 'spam', days: 7 }],
  ['GetStaffOnline', {}],
  ['GetClientsDetails', { clientid: 4, stats: 1 }],
  ['GetContacts', { userid: 14 }],
  ['GetClientsProducts', { clientid: 2 }],
  ['GetClientsDomains', {}],
  ['GetProducts', {}],
  ['GetInvoices', {}],
  ['GetInvoice', { invoiceid: 3120 }],
  ['GetTransactions', {}],
  ['GetCredits', { clientid: 6 }],
  ['GetClientsAddons', {}],
  ['GetEmails', { clientid: 6 }],
  ['GetTickets', { clientid: 5 }],
  ['GetTicket', { ticketid: 403 }],
  ['GetSupportDepartments', {}],
  ['GetClientGroups', {}],
  ['GetModuleQueue', { relatedId: LANDMARKS.serviceOnDeadServer }],
  ['GetSupportStatuses', {}],
  ['DomainGetWhoisInfo', { domainid: 201 }],
  ['DomainGetNameservers', { domainid: 201 }],
  ['DomainGetLockingStatus', { domainid: 201 }],
  ['GetTLDPricing', {}],
  ['DomainWhois', { domain: 'free-name.example' }],
  ['GetRegistrars', {}],
  ['GetHealthStatus', { fetchStatus: 1 }],
  ['GetOrders', {}],
  ['GetServers', { fetchStatus: 1 }],
  ['GetStats', { timeline_days: 7 }],
  ['GetAdminUsers', {}],
  ['GetPaymentMethods', {}],
  ['GetCurrencies', {}],
  ['GetActivityLog', {}],
  ['WhmcsDetails', {}],
  ['GetAdminDetails', {}],
  ['GetEmailTemplates', {}],
  ['GetToDoItems', { status: 'Nothing' }],
  ['GetAffiliates', {}],
  ['GetPromotions', {}],
  ['GetQuotes', { userid: 7 }],
  ['AddClient', NEW_CLIENT],
  ['UpdateClient', { clientid: 1, notes: 'x' }],
  ['CreateInvoice', { userid: 6, itemdescription1: 'Work', itemamount1: '10.00', itemtaxed1: 0 }],
  ['ApplyCredit', { invoiceid: OPEN_INVOICE, amount: '1.00' }],
  ['UpdateInvoice', { invoiceid: OPEN_INVOICE, notes: 'x' }],
  [
    'AddInvoicePayment',
    { invoiceid: OPEN_INVOICE, transid: 't', gateway: 'paypal', date: '2026-03-02 09:00:00' },
  ],
  ['OpenTicket', { deptid: 1, subject: 's', message: 'm', clientid: 1 }],
  ['AddTicketReply', { ticketid: 401, message: 'm', adminusername: 'api' }],
  ['AddTicketNote', { ticketid: 401, message: 'm' }],
  ['UpdateTicket', { ticketid: 401, priority: 'Low' }],
  ['DeleteTicket', { ticketid: 402 }],
  ['BlockTicketSender', { ticketid: 406, delete: 1 }],
  ['GetTicketAttachment', { relatedid: 403, type: 'ticket', index: 0 }],
  ['GetTicketCounts', { includeCountsByStatus: 1 }],
  ['GetTicketPredefinedReplies', { catid: 1 }],
  ['MergeTicket', { ticketid: 401, mergeticketids: '403,404', newsubject: 'Both' }],
  ['AcceptOrder', { orderid: LANDMARKS.pendingOrder }],
  ['CancelOrder', { orderid: LANDMARKS.orderWhoseInvoiceSettles }],
  ['DeleteOrder', { orderid: 1036 }],
  ['FraudOrder', { orderid: LANDMARKS.pendingOrder }],
  ['PendingOrder', { orderid: LANDMARKS.pendingOrder }],
  ['ModuleSuspend', { serviceid: 101 }],
  ['ModuleUnsuspend', { serviceid: 101 }],
  ['ModuleChangePw', { serviceid: 101 }],
  ['ModuleTerminate', { serviceid: 101 }],
  ['ModuleCreate', { serviceid: 113 }],
  ['DomainRegister', { domainid: 207 }],
  ['DomainTransfer', { domainid: 208 }],
  ['DomainRenew', { domainid: 201 }],
  ['DomainUpdateNameservers', { domainid: 201, ns1: 'ns1.example.net', ns2: 'ns2.example.net' }],
  ['DomainUpdateLockingStatus', { domainid: 201, lockstatus: 0 }],
  ['UpdateClientDomain', { domainid: 201, notes: 'x' }],
  ['DomainUpdateWhoisInfo', { domainid: 201, xml: '<contactdetails></contactdetails>' }],
  ['DomainToggleIdProtect', { domainid: 201, idprotect: 1 }],
  ['DomainRequestEPP', { domainid: 201 }],
  ['LogActivity', { description: 'x' }],
  ['SendEmail', EMAIL],
  ['AffiliateActivate', { userid: 30 }],
  ['CreateQuote', { subject: 's', stage: 'Draft', validuntil: '31/12/2026' }],
  ['AcceptQuote', { quoteid: 501 }],
  ['DeleteQuote', { quoteid: 502 }],
  ['DeleteClient', { clientid: 30 }],
  ['UpdateClientProduct', { serviceid: 101, notes: 'x' }],
  ['UpgradeProduct', { serviceid: 101, type: 'product', newproductid: 2, paymentmethod: 'paypal' }],
  ['ModuleChangePackage', { serviceid: 101 }],
  ['UpdateClientAddon', { id: 1, notes: 'x' }],
  ['AddCancelRequest', { serviceid: 101, type: 'Immediate' }],
  ['GetCancelledPackages', {}],
  ['AddOrder', { clientid: 1, paymentmethod: 'paypal', 'pid[0]': 1, 'billingcycle[0]': 'monthly' }],
  ['OrderFraudCheck', { orderid: LANDMARKS.pendingOrder }],
  ['GetOrderStatuses', {}],
  ['AddCredit', { clientid: 1, description: 'x', amount: '5.00' }],
  ['AddTransaction', { userid: 1, paymentmethod: 'paypal', amountout: '5.00', transid: 'r' }],
  ['UpdateTransaction', { transactionid: 5001, description: 'x' }],
  ['GetPayMethods', { clientid: ON_CARD }],
  ['CapturePayment', { invoiceid: CARD_INVOICE }],
  ['AddBillableItem', { clientid: 1, description: 'x', amount: '5.00', unit: 'hours' }],
  ['GenInvoices', { clientid: 1 }],
  ['SendQuote', { quoteid: 501 }],
  ['UpdateQuote', { quoteid: 501, subject: 's' }],
  ['AddContact', { clientid: 14, firstname: 'Ina', email: 'ina@example.com' }],
  ['UpdateContact', { contactid: 31, city: 'Newtown' }],
  ['DeleteContact', { contactid: 31 }],
  ['GetUsers', { search: 'siobhan' }],
  ['ResetPassword', { id: 604 }],
  ['AddClientNote', { userid: 1, notes: 'x' }],
  ['CloseClient', { clientid: 2 }],
];

/** Turns the documentation's `"domains[domain][0][id]": …` back into nesting. */
function nested(sample: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(sample)) {
    const path = key.replaceAll(']', '').split('[');
    let target = result;
    for (const step of path.slice(0, -1)) {
      target[step] ??= {};
      target = target[step] as Record<string, unknown>;
    }
    target[path.at(-1) ?? key] = value;
  }
  return result;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Keys whose own keys are data: currencies, endings, days, stored options. */
const MAPS = new Set([
  'pricing',
  'timeline_data',
  'customfields',
  'configoptions',
  'register',
  'transfer',
  'renew',
]);

/** Every path of the sample that the reply lacks; of lists, the first rows are compared. */
function missing(sample: unknown, reply: unknown, path = ''): string[] {
  if (!isRecord(sample)) return [];
  const [sampleRow, replyRow] = [
    Object.values(sample)[0],
    isRecord(reply) ? Object.values(reply)[0] : undefined,
  ];
  if (Array.isArray(sample) || '0' in sample) {
    if (!Array.isArray(reply)) return [`${path} is no list`];
    return sampleRow === undefined || reply.length === 0 ? [] : missing(sampleRow, replyRow, `${path}[]`);
  }
  return Object.entries(sample).flatMap(([key, value]) => {
    if (!isRecord(reply) || !(key in reply)) return [`${path}.${key}`];
    return MAPS.has(key) ? [] : missing(value, reply[key], `${path}.${key}`);
  });
}

describe('every action', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
    const sent = { to: 'ada@example.com', template: 'Invoice Created', about: { clientid: 6 } };
    sandbox.mails.push({ at: '2026-03-01 09:00:00', ...sent });
  });
  afterEach(() => sandbox.close());

  it('that a tool calls, the guard reads or doctor asks is there, and none that is not documented', () => {
    const lookUps = [...everyTool().values()].flatMap(({ readBack }) => readBack?.also?.action ?? []);
    const others = ['WhmcsDetails', 'GetAdminDetails', ...WITHOUT_TOOL];
    const asked = [...catalogue.tools.map(({ action }) => action), ...lookUps, ...others];
    const called = [...new Set(asked)].sort();
    expect(Object.keys(actions).sort()).toEqual(called);
    expect(Object.keys(documented)).toEqual(expect.arrayContaining(called));
  });

  it('is asked for here, and answered', () => {
    expect(CALLS.map(([action]) => action).sort()).toEqual(Object.keys(actions).sort());
  });

  it.each(CALLS)(
    '%s answers as its page shows, and notes whether it changed anything',
    async (action, fields) => {
      const before = JSON.stringify([sandbox.state, sandbox.mails]);
      const reply = await ask(sandbox, action, fields);
      // Two samples are no guide: one lacks the field, the other shows an error. A third says it by another name.
      if (action !== 'GetAdminUsers')
        expect(reply).toMatchObject({ [action === 'AddBillableItem' ? 'status' : 'result']: 'success' });
      if (action !== 'DeleteQuote') expect(missing(nested(sampleReplies[action] ?? {}), reply)).toEqual([]);
      const isRead = /^(Get|DomainGet|DomainWhois|WhmcsDetails)/.test(action);
      expect(sandbox.requests.at(-1)?.effect).toBe(!isRead);
      expect(!isRead).toBe(JSON.stringify([sandbox.state, sandbox.mails]) !== before);
    },
  );
});
