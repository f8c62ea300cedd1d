import type { Call } from '../../call.js';
import { currencyOf, INVOICE_STATUSES, totalsOf } from '../../effects/billing.js';
import type { Client } from '../../records/people.js';
import { html, type Json } from '../../reply.js';
import { byId, type State } from '../../state.js';
import { localise } from '../../values/dates.js';
import { amount, type Cents, priced } from '../../values/money.js';

const COUNTRIES: Readonly<Record<string, { name: string; dial: string }>> = {
  AT: { name: 'Austria', dial: '43' },
  BE: { name: 'Belgium', dial: '32' },
  CH: { name: 'Switzerland', dial: '41' },
  DE: { name: 'Germany', dial: '49' },
  ES: { name: 'Spain', dial: '34' },
  FR: { name: 'France', dial: '33' },
  GB: { name: 'United Kingdom', dial: '44' },
  IE: { name: 'Ireland', dial: '353' },
  NL: { name: 'Netherlands', dial: '31' },
  PL: { name: 'Poland', dial: '48' },
  US: { name: 'United States', dial: '1' },
};

export function fullNameOf(client: { firstName: string; lastName: string } | undefined): string {
  return client ? `${client.firstName} ${client.lastName}`.trim() : '';
}

/** The short form that GetClients and GetQuotes share. */
export function clientRow(client: Client): { [key: string]: Json } {
  return {
    id: client.id,
    firstname: html(client.firstName),
    lastname: html(client.lastName),
    companyname: html(client.companyName),
    email: client.email,
    datecreated: client.dateCreated,
    groupid: client.groupId,
    status: client.status,
  };
}

/** docs: api-reference/getclientsdetails.md */
export function detailsOf(state: State, client: Client): { [key: string]: Json } {
  const country = COUNTRIES[client.country] ?? { name: client.country, dial: '' };
  const local = client.phone.replace(/^\+\d+[ .]?/, '').replace(/\D/g, '');
  const phone = country.dial ? `+${country.dial}.${local}` : client.phone;
  const login = client.lastLogin;
  const fields = Object.entries(client.customFields);
  return {
    client_id: client.id,
    owner_user_id: client.ownerUserId,
    userid: client.id,
    id: client.id,
    uuid: client.uuid,
    firstname: html(client.firstName),
    lastname: html(client.lastName),
    fullname: html(fullNameOf(client)),
    companyname: html(client.companyName),
    email: client.email,
    address1: html(client.address1),
    address2: html(client.address2),
    city: html(client.city),
    fullstate: html(client.state),
    state: html(client.state),
    postcode: client.postcode,
    countrycode: client.country,
    country: client.country,
    phonenumber: client.phone,
    tax_id: client.taxId,
    email_preferences: Object.fromEntries(
      Object.entries(client.emailPreferences).map(([name, on]) => [name, on ? '1' : '0']),
    ),
    statecode: html(client.state),
    countryname: country.name,
    phonecc: country.dial,
    phonenumberformatted: phone,
    telephoneNumber: phone,
    billingcid: 0,
    notes: html(client.notes),
    currency: client.currencyId,
    defaultgateway: client.gateway,
    groupid: client.groupId,
    status: client.status,
    credit: amount(client.credit),
    taxexempt: client.taxExempt,
    latefeeoveride: client.lateFeeOverride,
    overideduenotices: client.overdueNoticesOverride,
    separateinvoices: client.separateInvoices,
    disableautocc: client.disableAutoCharge,
    emailoptout: !client.marketing,
    marketing_emails_opt_in: client.marketing,
    overrideautoclose: client.overrideAutoClose,
    allowSingleSignOn: 1,
    email_verified: true,
    language: client.language,
    isOptedInToMarketingEmails: client.marketing,
    lastlogin: login
      ? `Date: ${localise(login.date, 'DD/MM/YYYY')} ${login.date.slice(11, 16)}<br>IP Address: ${login.ip}<br>Host: ${login.host}`
      : 'No Login Logged',
    currency_code: currencyOf(state, client).code,
    customfields: fields.map(([id, value]) => ({ id: Number(id), value: html(value) })),
    ...Object.fromEntries(fields.map(([, value], position) => [`customfields${position + 1}`, html(value)])),
    users: {
      user: state.users
        .filter((user) => user.clientIds.includes(client.id))
        .map((user) => ({
          id: user.id,
          name: html(fullNameOf(user)),
          email: user.email,
          is_owner: user.id === client.ownerUserId,
        })),
    },
  };
}

const STAT_NAMES: Readonly<Record<(typeof INVOICE_STATUSES)[number], [count: string, sum: string]>> = {
  Draft: ['numDraftInvoices', 'draftInvoicesBalance'],
  Unpaid: ['numunpaidinvoices', 'unpaidinvoicesamount'],
  Paid: ['numpaidinvoices', 'paidinvoicesamount'],
  Cancelled: ['numcancelledinvoices', 'cancelledinvoicesamount'],
  Refunded: ['numrefundedinvoices', 'refundedinvoicesamount'],
  Collections: ['numcollectionsinvoices', 'collectionsinvoicesamount'],
  'Payment Pending': ['numpaymentpendinginvoices', 'paymentpendinginvoicesamount'],
};

/** Counts, and money as marked text ("€12.34 EUR"). */
export function statsOf(call: Call, client: Client): { [key: string]: Json } {
  const { state } = call;
  const currency = currencyOf(state, client);
  const show = (cents: Cents) => priced(cents, currency);
  const invoices = state.invoices
    .filter((invoice) => invoice.clientId === client.id)
    .map((invoice) => ({ invoice, ...totalsOf(state, invoice) }));
  const sum = (rows: typeof invoices, of: 'balance' | 'total') => rows.reduce((all, row) => all + row[of], 0);
  const unpaid = invoices.filter(({ invoice }) => invoice.status === 'Unpaid');
  const overdue = unpaid.filter(({ invoice }) => invoice.dueDate < call.today);
  const byStatus = INVOICE_STATUSES.flatMap((status) => {
    const rows = invoices.filter(({ invoice }) => invoice.status === status);
    const [count, total] = STAT_NAMES[status];
    return [
      [count, rows.length],
      [total, show(sum(rows, status === 'Unpaid' || status === 'Draft' ? 'balance' : 'total'))],
    ];
  });
  const payments = state.transactions.filter((one) => one.clientId === client.id);
  const gross = payments.reduce((all, one) => all + one.amountIn, 0);
  const spent = payments.reduce((all, one) => all + one.amountOut + one.fees, 0);
  const services = state.services.filter((one) => one.clientId === client.id);
  const domains = state.domains.filter((one) => one.clientId === client.id);
  const tickets = state.tickets.filter((one) => one.clientId === client.id);
  const quotes = state.quotes.filter((one) => one.clientId === client.id);
  const active = services.filter((one) => one.status === 'Active');
  const ofType = (list: typeof services, type: string) =>
    list.filter((one) => byId(state.products, one.productId)?.type === type).length;
  return {
    numdueinvoices: unpaid.length,
    dueinvoicesbalance: show(sum(unpaid, 'balance')),
    incredit: client.credit > 0,
    creditbalance: show(client.credit),
    grossRevenue: show(gross),
    expenses: show(spent),
    income: show(gross - spent),
    numoverdueinvoices: overdue.length,
    overdueinvoicesbalance: show(sum(overdue, 'balance')),
    ...Object.fromEntries(byStatus),
    productsnumactivehosting: ofType(active, 'hostingaccount'),
    productsnumhosting: ofType(services, 'hostingaccount'),
    productsnumactivereseller: ofType(active, 'reselleraccount'),
    productsnumreseller: ofType(services, 'reselleraccount'),
    productsnumactiveservers: ofType(active, 'server'),
    productsnumservers: ofType(services, 'server'),
    productsnumactiveother: ofType(active, 'other'),
    productsnumother: ofType(services, 'other'),
    productsnumactive: active.length,
    productsnumtotal: services.length,
    numactivedomains: domains.filter((one) => one.status === 'Active').length,
    numdomains: domains.length,
    numacceptedquotes: quotes.filter((one) => one.stage === 'Accepted').length,
    numquotes: quotes.length,
    numtickets: tickets.length,
    numactivetickets: tickets.filter((one) => one.status !== 'Closed').length,
    numaffiliatesignups: 0,
    isAffiliate: state.affiliates.some((one) => one.clientId === client.id),
  };
}
