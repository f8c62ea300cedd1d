import { exactlyOne, may, paged, read, record, rowsNaming, THE_RECORD } from '../../src/catalog/index.js';

const CUSTOM = { in: 'customfield', each: {} };

const PAGE = { limitstart: 0, limitnum: 5, fields: ['id'] };

export const getClients = read('whmcs_get_clients', {
  title: 'List clients',
  about: 'Search or list clients. For address, credit and custom fields read whmcs_get_client_details.',
  action: 'GetClients',
  whose: rowsNaming('id'),
  args: {
    search: may.text('Start of email, name or company'),
    status: may.choice(['Active', 'Inactive', 'Closed']),
    orderby: may.choice(
      ['id', 'firstname', 'lastname', 'companyname', 'email', 'groupid', 'datecreated', 'status'],
      'WHMCS 8.2+',
    ),
    sorting: may.choice(['ASC', 'DESC']),
  },
  result: paged('clients.client'),
  sample: {
    least: {},
    most: { search: 'a', status: 'Active', orderby: 'id', sorting: 'DESC', ...PAGE },
  },
});

export const getClientDetails = read('whmcs_get_client_details', {
  title: 'Read a client',
  about: 'One client whole: contact data, status, credit, custom fields, login users.',
  action: 'GetClientsDetails',
  whose: THE_RECORD,
  names: { client: ['clientid', 'email'] },
  args: {
    clientid: may.id(),
    email: may.email(),
    stats: may.flag('Add counts and totals of invoices, services, tickets'),
  },
  rules: [exactlyOne('clientid', 'email')],
  // WHMCS repeats the client flat at the top level and calls that copy deprecated.
  result: record({
    key: 'client',
    beside: ['stats'],
    each: { customfields: CUSTOM, users: { in: 'user', each: {} } },
  }),
  sample: { least: { clientid: 1 }, most: { email: 'ada@example.com', stats: true } },
});

export const getClientProducts = read('whmcs_get_client_products', {
  title: 'List services',
  about: "Clients' services (products they own) with status, price and due date. Wide: use fields.",
  action: 'GetClientsProducts',
  whose: rowsNaming('clientid'),
  names: { client: ['clientid'], service: ['serviceid'] },
  args: {
    clientid: may.id(),
    serviceid: may.id(),
    pid: may.id('Product id'),
    domain: may.domain(),
    username2: may.text("The service's username"),
  },
  result: paged('products.product', {
    each: { customfields: CUSTOM, configoptions: { in: 'configoption', each: {} } },
  }),
  sample: {
    least: {},
    most: { clientid: 1, serviceid: 1, pid: 1, domain: 'example.com', username2: 'exampl', ...PAGE },
  },
});

export const getClientDomains = read('whmcs_get_client_domains', {
  title: 'List domains',
  about: "Clients' domains with registrar, expiry and price; WHMCS can't filter by status. Wide: use fields.",
  action: 'GetClientsDomains',
  whose: rowsNaming('userid'),
  names: { client: ['clientid'], domain: ['domainid', 'domain'] },
  args: { clientid: may.id(), domainid: may.id(), domain: may.domain() },
  result: paged('domains.domain'),
  sample: { least: {}, most: { clientid: 1, domainid: 1, domain: 'example.com', ...PAGE } },
});
