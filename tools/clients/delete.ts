import {
  confirmation,
  type Detail,
  idOf,
  listAt,
  may,
  NAMED,
  need,
  type Reads,
  write,
} from '../../src/catalog/index.js';
import { counted, digits, isNow, listed, money, pricedText, quoted, where } from '../../src/prose/index.js';
import {
  type Client,
  clientFacts,
  clientRecord,
  gone,
  personOf,
  rowsOf,
  TRANSACTIONS,
  untoldWhere,
} from '../../src/records/index.js';
import { countFacts, HELD, heldTexts, invoiceTexts } from './held.js';

export const deleteClient = write('whmcs_delete_client', {
  title: 'Delete a client',
  about:
    'Delete a client with all services, domains, invoices and tickets. Cannot be undone; whmcs_update_client with status Closed keeps the records.',
  action: 'DeleteClient',
  whose: NAMED,
  names: { client: ['clientid'] },
  // Its credit, and all that it owes, go with it.
  money: untoldWhere(() => true),
  effects: ['money', 'irreversible'],
  args: {
    clientid: need.id(),
    deleteusers: may.alwaysFlag('Also users without another client'),
    deletetransactions: may.alwaysFlag(),
  },
  result: confirmation({ names: 'clientid' }),
  done: isNow('Client', 'clientid', 'is deleted'),
  errors: {
    nothingBegun: ['Client ID Not Found'],
    leftOpen: ['Client Delete Failed: …'],
  },

  readBack: gone(clientRecord),

  undo: 'A deleted client does not come back. A person can restore it from a backup.',

  async preview(scene) {
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
  },

  sample: {
    least: { clientid: 1 },
    most: { clientid: 1, deleteusers: true, deletetransactions: true },
  },
});

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

/** How many transactions; the list comes whole, and only its length is looked at. */
function readTransactions(reads: Reads, id: number): Promise<number | undefined> {
  return reads.look({
    name: `the transactions of client ${id}`,
    action: 'GetTransactions',
    params: { clientid: id },
    pick(reply) {
      const rows = rowsOf(reply, TRANSACTIONS);
      // One that only an invoice ties to the client has no client of its own.
      return rows?.every((row) => [id, 0].includes(idOf(row.userid) ?? 0))
        ? Math.max(rows.length, idOf(reply.totalresults) ?? 0)
        : undefined;
    },
  });
}

function userSentence({ fields }: Client, deletes: boolean): string | undefined {
  const users = listAt(fields, 'users.user').map((user) => quoted(user.email || user.name));
  if (users.length === 0) return undefined;
  const who = `${users.length === 1 ? 'Login user' : 'Login users'} ${listed(users)}`;
  return deletes
    ? `${who}: deleted as well where no other client uses it.`
    : `${who}: stays, and opens this client no more.`;
}

const moreDetails = ({ stats }: Client): Detail[] =>
  (
    [
      ['paid in all', pricedText(stats.income)],
      ['overdue invoices', pricedText(stats.overdueinvoicesbalance)],
    ] as const
  ).flatMap(([label, value]) => (value === undefined ? [] : { label, value }));
