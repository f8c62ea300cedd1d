import { type Body, type Calls, composed, need } from '../../src/catalog/index.js';
import { itemsOf, picked, textIn } from './rows.js';

/** A client that the words lead to, and by what. */
interface Lead {
  readonly clientid: number;
  readonly by: string;
}

type Search = (calls: Calls, words: string) => Promise<Lead[]>;

const HOST = /^(?=.{4,253}$)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u;
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const NUMBER = /^\d{1,10}$/;
const TICKET_NUMBER = /^(?:[a-z]{2,4}-\d{4,8}|\d{6})$/i;
const PHONE = /^\+[\d\s().-]{6,20}$|^[\d\s().-]{7,20}$/;

const MOST_SHOWN = 10;
const INVOICES_SEARCHED = 1_500;

/** The host in an address of a web page, without `www.` and whatever follows it; undefined for what is none. */
function hostIn(words: string): string | undefined {
  const host = words
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[/?#:].*$/, '')
    .replace(/^www\./, '')
    .replace(/\.$/, '');
  return HOST.test(host) ? host : undefined;
}

const leadsIn = (rows: readonly Body[], column: string, by: (row: Body) => string): Lead[] =>
  rows.flatMap((row) => {
    const clientid = Number(row[column]);
    return Number.isSafeInteger(clientid) && clientid > 0 ? [{ clientid, by: by(row) }] : [];
  });

const byDomain: Search = async ({ part }, host) => {
  const found = await Promise.all(
    [host, `www.${host}`].flatMap((domain) => [
      part('domains', 'whmcs_get_client_domains', { domain }).then((answer) =>
        leadsIn(itemsOf(answer), 'userid', ({ id }) => `domain ${id}`),
      ),
      part('services', 'whmcs_get_client_products', { domain }).then((answer) =>
        leadsIn(itemsOf(answer), 'clientid', ({ id }) => `the domain of service ${id}`),
      ),
    ]),
  );
  return found.flat();
};

const byName: Search = async ({ part }, search) => {
  const answer = await part('names and addresses', 'whmcs_get_clients', { search, limitnum: MOST_SHOWN + 1 });
  const wanted = search.toLowerCase();
  return leadsIn(itemsOf(answer), 'id', (row) => {
    const column = ['email', 'companyname', 'firstname', 'lastname'].find((name) =>
      textIn(row, name).toLowerCase().startsWith(wanted),
    );
    return `their ${column ?? 'name'}`;
  });
};

const byContact =
  (column: 'email' | 'phonenumber'): Search =>
  async ({ part }, value) => {
    const answer = await part('contacts', 'whmcs_get_contacts', { [column]: value });
    return leadsIn(itemsOf(answer), 'userid', ({ id }) => `the ${column} of contact ${id}`);
  };

const byId: Search = async ({ find, part }, words) => {
  const id = Number(words);
  if (id < 1) return [];
  const [client, invoice, order] = await Promise.all([
    find('clients', 'whmcs_get_client_details', { clientid: id }),
    find('invoices', 'whmcs_get_invoice', { invoiceid: id }),
    part('orders', 'whmcs_get_orders', { id }),
  ]);
  return [
    ...(client === undefined ? [] : [{ clientid: id, by: 'the client id' }]),
    ...(invoice === undefined ? [] : leadsIn([invoice], 'userid', () => `invoice ${id}`)),
    ...leadsIn(itemsOf(order), 'userid', () => `order ${id}`),
  ];
};

const byTicket: Search = async ({ find }, ticketnum) => {
  const ticket = await find('tickets', 'whmcs_get_ticket', { ticketnum });
  return ticket === undefined ? [] : leadsIn([ticket], 'userid', ({ ticketid }) => `ticket ${ticketid}`);
};

/** WHMCS can't be asked for an invoice by its number: the newest ones are looked through. */
const byInvoiceNumber: Search = async ({ list }, words) => {
  const wanted = words.toLowerCase();
  const isIt = (row: Body) => textIn(row, 'invoicenum').toLowerCase() === wanted;
  const { rows } = await list(
    'invoice numbers',
    'whmcs_get_invoices',
    { orderby: 'id', order: 'desc' },
    { fields: ['id', 'invoicenum', 'userid'], most: INVOICES_SEARCHED, until: isIt },
  );
  return leadsIn(rows.filter(isIt), 'userid', ({ id }) => `the number of invoice ${id}`);
};

/** The searches that fit the words, the surest first. */
function searchesFor(words: string): { search: Search; words: string }[] {
  const host = hostIn(words);
  const number = words.replace(/^#/, '');
  return [
    ...(ADDRESS.test(words) ? [{ search: byContact('email'), words }] : []),
    ...(host === undefined ? [] : [{ search: byDomain, words: host }]),
    ...(NUMBER.test(number) ? [{ search: byId, words: number }] : []),
    ...(TICKET_NUMBER.test(number) ? [{ search: byTicket, words: number }] : []),
    ...(PHONE.test(words) ? [{ search: byContact('phonenumber'), words }] : []),
    { search: byName, words },
  ];
}

export const findClient = composed('whmcs_find_client', {
  title: 'Find a client by anything',
  about:
    'Clients by a domain (with or without www, or a link), mail address, name, company, phone of a contact, or the number or id of an invoice, order, ticket or client.',
  args: { query: need.text('What is known of them') },
  ours: ['clients.found_by'],
  async compose(calls) {
    const words = textIn(calls.values, 'query').trim();
    const leads: Lead[] = [];
    for (const { search, words: wanted } of searchesFor(words)) leads.push(...(await search(calls, wanted)));
    // The slowest of all, and only for what nothing else fits.
    if (leads.length === 0 && /\d/.test(words) && !ADDRESS.test(words)) {
      calls.step('looking through the numbers of invoices');
      leads.push(...(await byInvoiceNumber(calls, words.replace(/^#/, ''))));
    }
    const ways = new Map<number, string[]>();
    for (const { clientid, by } of leads) ways.set(clientid, [...(ways.get(clientid) ?? []), by]);
    const clients: Body[] = [];
    for (const [clientid, by] of [...ways].slice(0, MOST_SHOWN)) {
      const client = await calls.part('clients', 'whmcs_get_client_details', { clientid });
      clients.push({
        id: clientid,
        ...picked(['firstname', 'lastname', 'companyname', 'email', 'status'])(client ?? {}),
        found_by: [...new Set(by)].join(', '),
      });
    }
    return { count: ways.size, clients };
  },
  sample: { least: { query: 'www.example.com' } },
});
