import {
  type Body,
  confirmation,
  idOf,
  listAt,
  NAMED,
  need,
  type ReadBack,
  type Scene,
  write,
} from '../../../src/catalog/index.js';
import { counted, digits, isNow, listed, money, pricedText, where } from '../../../src/prose/index.js';
import {
  allSent,
  clientFacts,
  clientRecord,
  keepStatus,
  type Person,
  personOf,
  serviceRecord,
  settledByStatus,
  untold,
  untoldWhere,
} from '../../../src/records/index.js';
import { countFacts } from '../held.js';

export const closeClient = write('whmcs_close_client', {
  title: 'Close a client',
  about:
    'Close a client for good: its services become Cancelled or Terminated and its unpaid invoices Cancelled. Only the status of the client can be set back; whmcs_update_client with status Closed changes that alone.',
  action: 'CloseClient',
  whose: NAMED,
  names: { client: ['clientid'] },
  // What it owes, and what it would be charged from then on, is gone.
  money: untoldWhere(() => true),
  effects: ['money', 'control', 'irreversible'],
  args: { clientid: need.id() },
  sets: () => 'client',
  result: confirmation(),
  done: isNow('Client', 'clientid', 'is Closed'),
  errors: {
    nothingBegun: ['Client ID Not Found'],
    leftOpen: ['An unexpected error occurred: …'],
  },

  readBack: closed(),

  undo: {
    before: keepStatus(clientRecord),
    leaves:
      'Services stay Cancelled or Terminated and invoices Cancelled: each has to be set back by itself.',
    call: ({ clientid }, { status }) =>
      status === 'Active' || status === 'Inactive'
        ? { tool: 'whmcs_update_client', args: { clientid, status } }
        : 'The status before is not known, or was Closed; a person can set it in WHMCS.',
  },

  async preview(scene) {
    const id = Number(scene.values.clientid);
    const [person, services] = await Promise.all([personOf(scene, id), runningServices(scene, id)]);
    const { client } = person;
    return {
      title: `Close ${person.label}`,
      sentences: [
        person.whose,
        client?.status === 'Closed'
          ? 'It is Closed already; what it still has ends all the same.'
          : undefined,
        services && servicesSentence(services),
        ...(client === undefined ? ['Its unpaid invoices become Cancelled.'] : leftSentences(person)),
        'Its owner and users do not get into a closed account in the client area. WHMCS names no mail that it sends.',
      ],
      irreversible: [
        'The status of the client can be set back; services and invoices have to be set back one by one.',
      ],
      gentler: 'Change the status alone: whmcs_update_client with status Inactive or Closed.',
      snapshot: {
        ...clientFacts(person),
        'client.credit': client?.credit && digits(client.credit),
        ...(client === undefined ? {} : countFacts(client)),
        'with.services': services?.map(({ id: one, fields }) => `${one} ${String(fields.status)}`).join(', '),
      },
    };
  },

  sample: { least: { clientid: 1 } },
});

/** The status alone proves little: WHMCS ends services and invoices in the same call, in an order that it does not tell. */
function closed(): ReadBack {
  const byStatus = settledByStatus(clientRecord, { done: ['Closed'], unsure: () => true, repeats: true });
  return {
    ...byStatus,
    tells(reply, args, at) {
      const found = byStatus.tells(reply, args, at);
      const stats: Body = listAt(reply, 'stats')[0] ?? {};
      const [services, invoices] = [idOf(stats.productsnumactive), idOf(stats.numunpaidinvoices)];
      if (found.done !== true || (services === 0 && invoices === 0)) return found;
      return services === undefined || invoices === undefined
        ? untold(`${found.says}, and what it has does not show`)
        : untold(`${found.says}, with ${left(services, invoices)}`);
    },
  };
}

const left = (services: number, invoices: number) =>
  listed(
    [
      services === 0 ? undefined : counted(services, 'active service'),
      invoices === 0 ? undefined : counted(invoices, 'unpaid invoice'),
    ].filter((text) => text !== undefined),
  );

type Running = NonNullable<ReturnType<typeof serviceRecord.parse>>;

const RUNNING: readonly unknown[] = ['Pending', 'Active', 'Suspended'];
const SERVICES = 'products.product';

/** What ends with it; undefined where WHMCS does not list all. */
function runningServices({ reads }: Scene, clientid: number): Promise<readonly Running[] | undefined> {
  return reads.look({
    name: `the services of client ${clientid}`,
    action: serviceRecord.action,
    params: { clientid, limitnum: 1_000 },
    pick: (reply) =>
      allSent(reply, SERVICES)
        ? listAt(reply, SERVICES)
            .filter((row) => idOf(row.clientid) === clientid && RUNNING.includes(row.status))
            .flatMap((row) => serviceRecord.parse(row, reply) ?? [])
        : undefined,
  });
}

const servicesSentence = (services: readonly Running[]) =>
  services.length === 0
    ? 'It has no running service.'
    : `${counted(services.length, 'service')} ${services.length === 1 ? 'becomes' : 'become'} Cancelled, or Terminated where suspended: ${listed(
        services.map(({ label, id }) => `${label} (service ${id})`),
        7,
      )}. WHMCS names no server that is told: accounts may run on until somebody ends them.`;

function leftSentences({ client }: Person): (string | undefined)[] {
  if (client === undefined) return [];
  const { stats, credit, currency } = client;
  const open = idOf(stats.numunpaidinvoices);
  const sum = pricedText(stats.unpaidinvoicesamount);
  const drafts = idOf(stats.numDraftInvoices) ?? 0;
  const domains = idOf(stats.numactivedomains) ?? 0;
  const tickets = idOf(stats.numactivetickets) ?? 0;
  return [
    open === 0
      ? 'It has no unpaid invoice.'
      : `${open === undefined ? 'Its unpaid invoices' : counted(open, 'unpaid invoice')}${sum === undefined ? '' : `, ${sum} in all,`} ${open === 1 ? 'becomes' : 'become'} Cancelled: what is owed on ${open === 1 ? 'it' : 'them'} is given up.`,
    where(
      drafts > 0,
      `${counted(drafts, 'draft invoice')} may become Cancelled as well: WHMCS speaks of any invoice.`,
    ),
    where(
      domains > 0,
      `${counted(domains, 'active domain')} ${domains === 1 ? 'is' : 'are'} not named by WHMCS as ended: look whether ${domains === 1 ? 'it renews' : 'they renew'}.`,
    ),
    where(credit?.gt(0), `Its credit of ${money(credit, currency)} stays on the account.`),
    where(tickets > 0, `${counted(tickets, 'open ticket')} ${tickets === 1 ? 'stays' : 'stay'} open.`),
  ];
}
