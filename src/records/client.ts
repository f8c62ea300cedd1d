import type { Big } from 'big.js';
import { type Body, idOf, listAt, type Reads, type Scene } from '../catalog/index.js';
import { decoded } from '../entities.js';
import {
  counted,
  currencyCode,
  dated,
  dayOf,
  decimal,
  joined,
  listed,
  money,
  pricedText,
  quoted,
  word,
} from '../prose/index.js';
import { rowsOf } from './reader.js';

export interface Client {
  readonly id: number;
  /** Quoted, with the company's where both are there. */
  readonly name: string;
  /** `“Anna Example” (client 12)`. */
  readonly label: string;
  readonly email: string;
  readonly status: unknown;
  readonly credit: Big | undefined;
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

function clientOf(reply: Body, by: 'id' | 'email', value: unknown): Client | undefined {
  const fields = listAt(reply, 'client')[0] ?? reply;
  const id = idOf(fields.id ?? fields.client_id ?? fields.userid);
  const asked =
    by === 'id' ? id === value : String(fields.email).toLowerCase() === String(value).toLowerCase();
  if (id === undefined || !asked) return undefined;
  const company = decoded(fields.companyname).trim();
  const name = quoted(nameOf(fields) || company);
  return {
    id,
    name: company === '' || nameOf(fields) === '' ? name : `${name} of ${quoted(company)}`,
    label: `${name} (client ${id})`,
    email: decoded(fields.email),
    status: fields.status,
    credit: decimal(fields.credit),
    currency: currencyCode(fields.currency_code),
    fields,
    stats: listAt(reply, 'stats')[0] ?? {},
    reply,
  };
}

export function readClient(reads: Reads, by: 'id' | 'email', value: unknown): Promise<Client | undefined> {
  return reads.look({
    kind: 'client',
    name: by === 'id' ? `client ${value}` : `the client with the address ${quoted(value)}`,
    action: 'GetClientsDetails',
    params: by === 'id' ? { clientid: Number(value), stats: true } : { email: String(value), stats: true },
    pick: (reply) => clientOf(reply, by, value),
  });
}

/** Only the list says since when somebody is a client, and it can be searched by the start of the address alone. */
function readSince(reads: Reads, { id, email }: Client): Promise<string | undefined> {
  return reads.look({
    name: `since when client ${id} is one`,
    action: 'GetClients',
    params: { search: email, limitnum: 100 },
    pick: (reply) => {
      const rows = rowsOf(reply, 'clients.client');
      const row = rows?.find((one) => idOf(one.id) === id);
      // Beyond the first hundred of the same beginning: an empty text says nothing, and nothing is lacking.
      return rows && (dayOf(row?.datecreated) ?? '');
    },
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
  const found = await personWith(scene, readClient(scene.reads, 'id', id), since);
  return found ?? { ...NOBODY, label: `client ${id}` };
}

export async function personAt(scene: Scene, email: string): Promise<Person> {
  const found = await personWith(scene, readClient(scene.reads, 'email', email));
  return found ?? { ...NOBODY, label: `the client with the address ${quoted(email)}`, mail: quoted(email) };
}

/** ` of “Anna Example” (client 12)`, or nothing. */
export const ofPerson = ({ label }: Person): string => (label === '' ? '' : ` of ${label}`);

/** The facts about the client that a yes rests on. */
export const clientFacts = ({ client }: Person): Record<string, unknown> =>
  client === undefined ? {} : { 'client.id': client.id, 'client.status': client.status };
