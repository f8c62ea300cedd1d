import { type Body, type Detail, idOf, listAt, type Reads, type View } from '../catalog/index.js';
import {
  counted,
  digits,
  listed,
  MAIL_STAYS,
  money,
  oneLine,
  pricedText,
  quoted,
  where,
} from '../prose/index.js';
import {
  type Client,
  changedFields,
  changeSentences,
  changesOf,
  clientFacts,
  formerFacts,
  type Person,
  personAt,
  personOf,
  rowsOf,
} from '../records/index.js';

/** Clients that have the address already, as the search by its start finds them. */
function readTaken(reads: Reads, email: string): Promise<readonly Body[] | undefined> {
  return reads.look({
    name: `whether a client has the address ${quoted(email)}`,
    action: 'GetClients',
    params: { search: email, limitnum: 100 },
    pick: (reply) =>
      rowsOf(reply, 'clients.client')?.filter(
        (row) => oneLine(row.email).toLowerCase() === email.toLowerCase(),
      ),
  });
}

export const addClient: View = async ({ values, reads }) => {
  const taken = await readTaken(reads, String(values.email));
  const name = `${quoted(`${values.firstname} ${values.lastname}`)}`;
  const company = values.companyname === undefined ? '' : ` of ${quoted(values.companyname)}`;
  const { owner_user_id: owner, noemail } = values;
  const ids = (taken ?? []).map((row) => `client ${idOf(row.id) ?? '?'}`);
  return {
    title: `Add client ${name}${company}`,
    sentences: [
      `A client ${name}${company} with the address ${quoted(values.email)} is made.`,
      owner === undefined
        ? 'A login user is made with it; its password is not shown here.'
        : `The existing login user ${owner} is its owner.`,
      where(ids.length > 0, `There is one with this address already: ${listed(ids)}.`),
      where(values.skipvalidation === true, 'Fields that WHMCS otherwise requires may be left empty.'),
      noemail === true ? 'No mail is sent.' : `A welcome mail goes to ${quoted(values.email)}.`,
      'whmcs_delete_client deletes it again, with whatever was ordered since.',
    ],
    irreversible: [where(noemail !== true, MAIL_STAYS)],
    gentler:
      noemail === true ? undefined : 'Add it without the welcome mail (noemail): it can be sent later.',
    snapshot: { 'address.taken': taken === undefined ? undefined : ids.join(', ') || 'no' },
  };
};

function addressSentences({ client }: Person, email: unknown): (string | undefined)[] {
  if (email === undefined || oneLine(email).toLowerCase() === client?.email.toLowerCase()) return [];
  return [
    `All mail, password resets too, goes to ${quoted(email)} from then on. Whoever reads that address can take the account over.`,
  ];
}

export const updateClient: View = async (scene) => {
  const { values, tool } = scene;
  const person =
    values.clientid === undefined
      ? await personAt(scene, String(values.clientemail))
      : await personOf(scene, Number(values.clientid));
  const { client } = person;
  const changes = changesOf(tool, values, client?.reply, client?.fields);
  const shown = changes.filter(({ name }) => name !== 'clearcreditcard');
  const sentences = changeSentences(shown);
  return {
    title: `Change ${person.label}: ${changedFields(changes)}`,
    sentences: [
      person.whose,
      ...addressSentences(person, values.email),
      ...sentences.shown,
      where(
        values.status === 'Closed',
        'Closed is a status alone here: services, domains and invoices stay as they are.',
      ),
      where(values.clearcreditcard === true, 'The stored card is deleted: it is not charged any more.'),
    ],
    irreversible: [
      where(
        values.clearcreditcard === true,
        'A deleted card does not come back: the client has to enter it again.',
      ),
      where(values.email !== undefined, 'What was mailed to a new address is not called back.'),
    ],
    details: sentences.left.map((value) => ({ label: 'also changes', value })),
    snapshot: { ...clientFacts(person), ...formerFacts(shown) },
  };
};

const INVOICE_STATES: readonly [label: string, count: string, amount: string][] = [
  ['Unpaid', 'numunpaidinvoices', 'unpaidinvoicesamount'],
  ['Paid', 'numpaidinvoices', 'paidinvoicesamount'],
  ['Draft', 'numDraftInvoices', 'draftInvoicesBalance'],
  ['Cancelled', 'numcancelledinvoices', 'cancelledinvoicesamount'],
  ['Refunded', 'numrefundedinvoices', 'refundedinvoicesamount'],
  ['Collections', 'numcollectionsinvoices', 'collectionsinvoicesamount'],
  ['Payment Pending', 'numpaymentpendinginvoices', 'paymentpendinginvoicesamount'],
];

const HELD: readonly [all: string, active: string | undefined, one: string][] = [
  ['productsnumtotal', 'productsnumactive', 'service'],
  ['numdomains', 'numactivedomains', 'domain'],
  ['numtickets', 'numactivetickets', 'ticket'],
  ['numquotes', undefined, 'quote'],
];

function heldTexts(stats: Body): string[] {
  return HELD.flatMap(([all, active, one]) => {
    const count = idOf(stats[all]);
    if (count === undefined) return [];
    const open = active === undefined ? undefined : idOf(stats[active]);
    return `${counted(count, one)}${open ? ` (${open} ${one === 'ticket' ? 'open' : 'active'})` : ''}`;
  });
}

function invoiceTexts(stats: Body): string[] {
  return INVOICE_STATES.flatMap(([label, count, amount]) => {
    const number = idOf(stats[count]) ?? 0;
    const total = pricedText(stats[amount]);
    return number === 0 ? [] : `${number} ${label}${total === undefined ? '' : ` (${total})`}`;
  });
}

/** How many transactions; the list comes whole, and only its length is looked at. */
function readTransactions(reads: Reads, id: number): Promise<number | undefined> {
  return reads.look({
    name: `the transactions of client ${id}`,
    action: 'GetTransactions',
    params: { clientid: id },
    pick(reply) {
      const rows = rowsOf(reply, 'transactions.transaction');
      // One that only an invoice ties to the client has no client of its own.
      return rows?.every((row) => [id, 0].includes(idOf(row.userid) ?? 0))
        ? Math.max(rows.length, idOf(reply.totalresults) ?? 0)
        : undefined;
    },
  });
}

function goesSentences(client: Client, reads: Reads): (string | undefined)[] {
  const held = heldTexts(client.stats);
  const invoices = invoiceTexts(client.stats);
  if (held.length < HELD.length || idOf(client.stats.numunpaidinvoices) === undefined) {
    reads.lack(`how much goes with client ${client.id}`);
  }
  return [
    held.length === 0 ? undefined : `Deleted with it: ${listed(held)}.`,
    invoices.length > 0
      ? `Deleted as well, its invoices: ${listed(invoices, 7)}.`
      : where(idOf(client.stats.numunpaidinvoices) !== undefined, 'It has no invoices.'),
    where(client.stats.isAffiliate === true, 'It is an affiliate, which ends with it.'),
    where(client.credit?.gt(0), `Its credit of ${money(client.credit, client.currency)} is gone with it.`),
  ];
}

function userSentence({ fields }: Client, deletes: boolean): string | undefined {
  const users = listAt(fields, 'users.user').map((user) => quoted(user.email || user.name));
  if (users.length === 0) return undefined;
  const who = `${users.length === 1 ? 'Login user' : 'Login users'} ${listed(users)}`;
  return deletes
    ? `${who}: deleted as well where no other client uses it.`
    : `${who}: stays, and opens this client no more.`;
}

function countFacts({ stats }: Client): Record<string, unknown> {
  const names = [...HELD.map(([all]) => all), ...INVOICE_STATES.map(([, count]) => count)];
  return Object.fromEntries(names.map((name) => [`with.${name}`, stats[name]]));
}

const moreDetails = ({ stats }: Client): Detail[] =>
  (
    [
      ['paid in all', pricedText(stats.income)],
      ['overdue invoices', pricedText(stats.overdueinvoicesbalance)],
    ] as const
  ).flatMap(([label, value]) => (value === undefined ? [] : { label, value }));

export const deleteClient: View = async (scene) => {
  const { values, reads } = scene;
  const id = Number(values.clientid);
  const [person, transactions] = await Promise.all([personOf(scene, id), readTransactions(reads, id)]);
  const { client } = person;
  const records = transactions === undefined ? 'Its transactions' : counted(transactions, 'transaction');
  return {
    title: `Delete ${person.label} with everything`,
    sentences: [
      person.whose,
      ...(client === undefined
        ? ['Its services, domains, invoices and tickets are deleted with it.']
        : goesSentences(client, reads)),
      transactions === 0
        ? 'It has no transactions.'
        : values.deletetransactions === true
          ? `Deleted as well: ${records}. The books lack them from then on.`
          : `Kept without a client: ${records}.`,
      client && userSentence(client, values.deleteusers === true),
    ],
    gentler: `Close it instead: whmcs_update_client with status Closed keeps all records${client?.status === 'Closed' ? ', and it is closed already' : ''}.`,
    details: client === undefined ? [] : moreDetails(client),
    snapshot: {
      ...clientFacts(person),
      'client.email': client?.email,
      'client.credit': client?.credit && digits(client.credit),
      ...(client === undefined ? {} : countFacts(client)),
      'with.transactions': transactions,
    },
  };
};

export const activateAffiliate: View = async (scene) => {
  const person = await personOf(scene, Number(scene.values.userid));
  const is = person.client?.stats.isAffiliate;
  return {
    title: `Make ${person.label} an affiliate`,
    sentences: [
      person.whose,
      is === true
        ? 'It is an affiliate already: nothing changes.'
        : 'It can refer customers from then on, and earns commission by the settings of this WHMCS.',
    ],
    snapshot: { ...clientFacts(person), 'client.affiliate': is },
  };
};
