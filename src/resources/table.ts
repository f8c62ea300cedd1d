/** Whose ids stand in an address, with the read that completes them. */
export interface IdSource {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The field of its rows. */
  readonly field: string;
}

/** Something that is read as it is, by one call of a tool. */
export interface ListResource {
  /** The end of its address. */
  readonly path: string;
  readonly title: string;
  readonly about: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** A list, which goes on at `?limitstart=`. */
  readonly isList: boolean;
}

/** A record that is read by its id, by one call of a tool. */
export interface RecordResource {
  /** The address up to the id: `clients` of `clients/{clientid}`. */
  readonly path: string;
  /** The variable of its address. */
  readonly variable: string;
  readonly title: string;
  readonly about: string;
  readonly tool: string;
  /** The argument that takes the id. */
  readonly argument: string;
  readonly isNumber: boolean;
  /** Its tool lists: without a row there is no such record. */
  readonly isRow: boolean;
}

/** The most rows that a call can ask for: what does not fit is cut, and told. */
const ALL = { limitnum: 250 };

const list = (path: string, tool: string, title: string, about: string, args = {}): ListResource => ({
  path,
  title,
  about,
  tool,
  args: { ...ALL, ...args },
  isList: true,
});

export const LISTS: readonly ListResource[] = [
  {
    path: 'statistics',
    title: 'Statistics',
    about: 'Income, orders, tickets and other counts of the business.',
    tool: 'whmcs_get_stats',
    args: {},
    isList: false,
  },
  list('products', 'whmcs_get_products', 'Products', 'Products with their prices.'),
  list('departments', 'whmcs_get_support_departments', 'Departments', 'Support departments.', {
    ignore_dept_assignments: true,
  }),
  list('ticket-statuses', 'whmcs_get_support_statuses', 'Ticket statuses', 'What a ticket can be.'),
  list('order-statuses', 'whmcs_get_order_statuses', 'Order statuses', 'What an order can be.'),
  list('payment-methods', 'whmcs_get_payment_methods', 'Payment methods', 'How clients can pay.'),
  list('currencies', 'whmcs_get_currencies', 'Currencies', 'Currencies with their rates.'),
  list('servers', 'whmcs_get_servers', 'Servers', 'Servers with module, address and load.'),
  list('tld-prices', 'whmcs_get_tld_pricing', 'Prices of domains', 'What each ending costs.'),
  list('promotions', 'whmcs_get_promotions', 'Promotions', 'Promotion codes with their terms.'),
  list('todo-items', 'whmcs_get_todo_items', 'To-do items', 'What staff have on their list.'),
];

type Row = readonly [
  path: string,
  variable: string,
  tool: string,
  argument: string,
  title: string,
  about: string,
];

const record = ([path, variable, tool, argument, title, about]: Row, isRow: boolean): RecordResource => ({
  path,
  variable,
  title,
  about,
  tool,
  argument,
  isNumber: true,
  isRow,
});

export const RECORDS: readonly RecordResource[] = [
  record(['clients', 'clientid', 'whmcs_get_client_details', 'clientid', 'Client', 'A client whole.'], false),
  record(
    [
      'invoices',
      'invoiceid',
      'whmcs_get_invoice',
      'invoiceid',
      'Invoice',
      'An invoice with lines and payments.',
    ],
    false,
  ),
  record(['orders', 'orderid', 'whmcs_get_orders', 'id', 'Order', 'An order with its items.'], true),
  record(
    [
      'tickets',
      'ticketid',
      'whmcs_get_ticket',
      'ticketid',
      'Ticket',
      'A ticket with all messages and notes.',
    ],
    false,
  ),
  record(
    ['domains', 'domainid', 'whmcs_get_client_domains', 'domainid', 'Domain', 'A domain of a client.'],
    true,
  ),
  record(
    ['services', 'serviceid', 'whmcs_get_client_products', 'serviceid', 'Service', 'A service of a client.'],
    true,
  ),
  {
    ...record(
      ['tld-prices', 'tld', 'whmcs_get_tld_pricing', 'tld', 'Price of an ending', 'What one ending costs.'],
      true,
    ),
    isNumber: false,
  },
];

const NEWEST = { limitnum: 100 };

/** How ids are completed: by one read that names nothing but ids. */
export const IDS: Readonly<Record<string, IdSource>> = {
  clientid: {
    tool: 'whmcs_get_clients',
    args: { ...NEWEST, orderby: 'id', sorting: 'DESC', fields: ['id'] },
    field: 'id',
  },
  invoiceid: {
    tool: 'whmcs_get_invoices',
    args: { ...NEWEST, orderby: 'id', order: 'desc', fields: ['id'] },
    field: 'id',
  },
  orderid: { tool: 'whmcs_get_orders', args: { ...NEWEST, fields: ['id'] }, field: 'id' },
  ticketid: {
    tool: 'whmcs_get_tickets',
    args: { ...NEWEST, ignore_dept_assignments: true, fields: ['id'] },
    field: 'id',
  },
  domainid: { tool: 'whmcs_get_client_domains', args: { ...NEWEST, fields: ['id'] }, field: 'id' },
  serviceid: { tool: 'whmcs_get_client_products', args: { ...NEWEST, fields: ['id'] }, field: 'id' },
  productid: { tool: 'whmcs_get_products', args: { ...ALL, fields: ['pid'] }, field: 'pid' },
  tld: { tool: 'whmcs_get_tld_pricing', args: { ...ALL, fields: ['tld'] }, field: 'tld' },
};
