import { type Ask, type Body, idOf, listAt, type Reads, type Scene } from '../catalog/index.js';
import { amountOf, type Decimal } from '../decimal.js';
import { decoded } from '../entities.js';
import {
  counted,
  currencyCode,
  dated,
  dayOf,
  joined,
  listed,
  money,
  pricedText,
  quoted,
  word,
} from '../prose/index.js';
import { ageDays, type Key, recordType, rowsOf } from './record.js';

export interface Client {
  readonly id: number;
  /** Quoted, with the company's where both are there. */
  readonly name: string;
  /** `“Anna Example” (client 12)`. */
  readonly label: string;
  readonly email: string;
  readonly status: unknown;
  readonly credit: Decimal | undefined;
  readonly currency: string;
  readonly fields: Body;
  /** Counts and sums as WHMCS words them; empty where it gives none. */
  readonly stats: Body;
  /** The whole reply, as a row's `undo` reads it. */
  readonly reply: Body;
}

export interface Person {
  readonly client: Client | undefined;
  /** Names the client in a title, as far as that is known: empty where it is nobody's. */
  readonly label: string;
  /** Who it is, in a sentence; undefined where it could not be read. */
  readonly whose: string | undefined;
  readonly currency: string;
  /** The client's address, quoted. */
  readonly mail: string;
}

const nameOf = (fields: Body) => [fields.firstname, fields.lastname].map(decoded).join(' ').trim();

function clientOf(fields: Body, reply: Body): Client | undefined {
  const id = idOf(fields.id);
  if (id === undefined) return undefined;
  const company = decoded(fields.companyname).trim();
  const name = quoted(nameOf(fields) || company);
  return {
    id,
    name: company === '' || nameOf(fields) === '' ? name : `${name} of ${quoted(company)}`,
    label: `${name} (client ${id})`,
    email: decoded(fields.email),
    status: fields.status,
    credit: amountOf(fields.credit),
    currency: currencyCode(fields.currency_code),
    fields,
    stats: listAt(reply, 'stats')[0] ?? {},
    reply,
  };
}

const BY_ADDRESS: Key = {
  param: 'email',
  column: 'email',
  named: (email) => `the client with the address ${quoted(email)}`,
};

/** How a client is asked for, by the id or the address, and told from others, the statuses, and `context.client.*`. */
export const clientRecord = recordType<Client>({
  kind: 'client',
  action: 'GetClientsDetails',
  // What a client has and owes, which people read before they approve anything of theirs.
  beside: { stats: true },
  namedBy: ['clientid', 'clientemail'],
  keys: { id: { param: 'clientid', column: 'id' }, email: BY_ADDRESS, clientemail: BY_ADDRESS },
  itself(reply) {
    const fields = listAt(reply, 'client')[0] ?? reply;
    return { ...fields, id: fields.id ?? fields.client_id ?? fields.userid };
  },
  owner: 'id',
  status: 'status',
  statuses: ['Active', 'Inactive', 'Closed'],
  parse: clientOf,
  policy: {
    id: (row) => idOf(row.id),
    status: (row) => row.status,
    groupid: (row) => idOf(row.groupid),
    credit: (row) => row.credit,
    async age_days(row, { ask, now }) {
      const { action, params } = sinceQuestion(row);
      return ageDays(sinceOf(await ask(action, params), row.id), now);
    },
    country: (row) => row.countrycode ?? row.country,
    currency: (row) => row.currency_code,
  },
  policyByName: { group: groupName },
});

const GROUPS = 'groups.group';

/** Its name; empty where the client is in none, undefined where WHMCS does not list the group. */
async function groupName({ groupid }: Body, { ask }: { ask: Ask }): Promise<string | undefined> {
  const id = idOf(groupid);
  if (id === 0) return '';
  const found = listAt(await ask('GetClientGroups', {}), GROUPS).filter((group) => idOf(group.id) === id);
  return id !== undefined && found.length === 1 ? decoded(found[0]?.groupname) : undefined;
}

/** Only the list says since when somebody is a client, and it can be searched by the start of the address alone. */
const sinceQuestion = ({ email }: Body) => ({
  action: 'GetClients' as const,
  params: { search: decoded(email), limitnum: 100 },
});

/** Undefined where the client is not among the first hundred of the same beginning. */
function sinceOf(reply: Body, id: unknown): unknown {
  const fits = listAt(reply, CLIENTS).filter((one) => idOf(one.id) === idOf(id));
  return fits.length === 1 ? fits[0]?.datecreated : undefined;
}

const CLIENTS = 'clients.client';

/** A day; an empty text, which says nothing and lacks nothing, where the list does not show it. */
function readSince(reads: Reads, { id, fields }: Client): Promise<string | undefined> {
  return reads.look({
    name: `since when client ${id} is one`,
    ...sinceQuestion(fields),
    pick: (reply) => rowsOf(reply, CLIENTS) && (dayOf(sinceOf(reply, id)) ?? ''),
  });
}

const countOf = (stats: Body, name: string) => idOf(stats[name]);

/** How many invoices wait to be paid, with their sum as WHMCS words it. */
export function openInvoices({ stats }: Client): string | undefined {
  const open = countOf(stats, 'numunpaidinvoices');
  if (open === undefined) return undefined;
  const overdue = countOf(stats, 'numoverdueinvoices') ?? 0;
  const remarks = joined(
    ', ',
    open > 0 ? pricedText(stats.unpaidinvoicesamount) : undefined,
    overdue > 0 ? `${overdue} overdue` : undefined,
  );
  return `${counted(open, 'open invoice')}${remarks === '' ? '' : ` (${remarks})`}`;
}

function holdingsOf(client: Client): string {
  const [services, domains] = ['productsnumactive', 'numactivedomains'].map((name) =>
    countOf(client.stats, name),
  );
  const parts = [
    services === undefined ? undefined : counted(services, 'active service'),
    domains === undefined || domains === 0 ? undefined : counted(domains, 'active domain'),
    openInvoices(client),
    client.credit === undefined ? undefined : `${money(client.credit, client.currency)} of credit`,
  ];
  return listed(parts.filter((part) => part !== undefined));
}

function whoseOf(client: Client, since: string | undefined, now: Date): string {
  const holdings = holdingsOf(client);
  const status = joined(
    ', ',
    `is ${word(client.status)}`,
    since ? `a client since ${dated(since, now)}` : undefined,
    holdings === '' ? undefined : `with ${holdings}`,
  );
  return `${client.name} (client ${client.id}) ${status}.`;
}

const NOBODY: Person = {
  client: undefined,
  label: '',
  whose: undefined,
  currency: '',
  mail: "the client's address",
};

async function personWith(
  { reads, now }: Scene,
  reading: Promise<Client | undefined>,
  known?: string,
): Promise<Person | undefined> {
  const client = await reading;
  if (client === undefined) return undefined;
  const since = known ?? (await readSince(reads, client));
  return {
    client,
    label: client.label,
    whose: whoseOf(client, since, now),
    currency: client.currency,
    mail: quoted(client.email),
  };
}

/** Whoever a record belongs to; an id of 0 or none is nobody. `since`: where it is known already. */
export async function personOf(scene: Scene, id: number | undefined, since?: string): Promise<Person> {
  if (id === undefined || id === 0) return NOBODY;
  const found = await personWith(scene, clientRecord.look(scene.reads, id), since);
  return found ?? { ...NOBODY, label: `client ${id}` };
}

export async function personAt(scene: Scene, email: string): Promise<Person> {
  const found = await personWith(scene, clientRecord.look(scene.reads, email, 'email'));
  return found ?? { ...NOBODY, label: `the client with the address ${quoted(email)}`, mail: quoted(email) };
}

/** ` of “Anna Example” (client 12)`, or nothing. */
export const ofPerson = ({ label }: Person): string => (label === '' ? '' : ` of ${label}`);

/** The facts about the client that a yes rests on. */
export const clientFacts = ({ client }: Person): Record<string, unknown> =>
  client === undefined ? {} : { 'client.id': client.id, 'client.status': client.status };
