import {
  confirmation,
  idOf,
  listAt,
  may,
  NAMED,
  need,
  type ReadCall,
  type Reads,
  type Scene,
  type Stake,
  secret,
  write,
} from '../../src/catalog/index.js';
import { type Decimal, sum, ZERO } from '../../src/decimal.js';
import { capital, isNow, listed, MAIL_STAYS, money, quoted, where, word } from '../../src/prose/index.js';
import {
  atStake,
  clientCurrency,
  createReads,
  domainStake,
  has,
  NoStake,
  namedRow,
  type Order,
  type OrderSubject,
  onlyIn,
  orderDomains,
  orderRecord,
  orderServices,
  orderSubject,
  plainAmount,
} from '../../src/records/index.js';
import { acceptedParts } from './accepted-parts.js';

export const acceptOrder = write('whmcs_accept_order', {
  title: 'Accept an order',
  about:
    'Accept a pending order. autosetup provisions on the server, sendregistrar registers or transfers its domains (costs money), sendemail mails the client: each happens only where true. Cannot be undone.',
  action: 'AcceptOrder',
  whose: NAMED,
  names: { order: ['orderid'] },
  money: acceptedStake,
  effects: [
    'irreversible',
    'provisioning?autosetup',
    'registrar?sendregistrar',
    'money?sendregistrar',
    'mail?sendemail',
    'secret?servicepassword',
    'secret?serviceusername',
  ],
  // The welcome mail and the client area name it.
  says: ['serviceusername'],
  args: {
    orderid: need.id(),
    serverid: may.id('Server for its services'),
    serviceusername: may.text('Instead of a generated one'),
    servicepassword: secret(may.text('Instead of a generated one')),
    registrar: may.text('System name'),
    // Left out, each of the three follows the product's own setting, so each always travels.
    sendregistrar: may.alwaysFlag(),
    autosetup: may.alwaysFlag(),
    sendemail: may.alwaysFlag(),
  },
  slow: true,
  hopeless: onlyIn(orderRecord, 'accepts only', ['Pending']),
  result: confirmation(),
  done: isNow('Order', 'orderid', 'is Active'),
  errors: {
    nothingBegun: ['Order ID not found or Status not Pending'],
    leftOpen: ['Server and/or registrar response message'],
    passesOn: 'servers and registrars',
  },

  readBack: acceptedParts,

  undo: 'No call takes an acceptance back: whmcs_pending_order resets statuses alone. What was set up, registered or mailed stays; a person can terminate the services, and ask the registrar about the domains.',

  async preview(scene) {
    const accepted = await orderSubject(scene, (order) => partiesOf(scene, order));
    const { order, person, also = NOBODY } = accepted;
    const { values } = scene;
    const status = order?.fields.status;
    const calls = values.autosetup === true || values.sendregistrar === true;
    return {
      title: `Accept ${accepted.named}`,
      sentences: [
        ...accepted.sentences,
        order?.invoiceId
          ? `Its invoice ${order.invoiceId} is ${word(order.fields.paymentstatus)}.`
          : where(order !== undefined, 'It has no invoice.'),
        'The order becomes Active.',
        setupSentence(accepted, also, scene),
        accessSentence(values),
        registrarSentence(accepted, also, scene),
        values.sendemail === true ? `Mails about it go to ${person.mail}.` : 'No mail is sent.',
        where(
          status !== undefined && status !== 'Pending',
          `WHMCS accepts only Pending orders and would refuse: this one is ${word(status)}.`,
        ),
      ],
      irreversible: [where(values.sendemail === true, MAIL_STAYS)],
      gentler: calls
        ? 'Accept it without autosetup and sendregistrar: then no server and no registrar is called, and each can be done later.'
        : undefined,
      details: accepted.details,
      snapshot: {
        ...accepted.facts,
        'invoice.status': order?.fields.paymentstatus,
        'order.servers': also.servers?.toSorted(),
        'order.registrars': also.registrars?.toSorted(),
        'mail.to': values.sendemail === true ? person.client?.email : undefined,
      },
    };
  },

  sample: {
    least: { orderid: 1042 },
    most: {
      orderid: 1042,
      serverid: 1,
      serviceusername: 'exampl',
      servicepassword: 'hunter2-hunter2',
      registrar: 'enom',
      sendregistrar: true,
      autosetup: true,
      sendemail: true,
    },
  },
});

/** What the order comes to, or, where registrars are paid, what its domains cost by the list and by themselves. */
async function acceptedStake(call: ReadCall): Promise<Stake> {
  const row = await namedRow(orderRecord, call);
  const amount = plainAmount(row.amount, 'the amount of the order');
  const currency = await clientCurrency(call, idOf(row.userid));
  return atStake([amount, await domainCosts(call, orderRecord.parse(row, row))], currency);
}

async function domainCosts(call: ReadCall, order: Order | undefined): Promise<Decimal> {
  if (call.values.sendregistrar !== true || order === undefined || !has(order, 'domain')) return ZERO;
  const domains = await orderDomains(createReads(call.ask), order);
  if (domains === undefined) throw new NoStake('the domains of the order are not shown');
  const transfers = new Set(order.items.flatMap(({ isTransfer, id }) => (isTransfer ? [id] : [])));
  const priced = domains.map((domain) => ({
    domain,
    kind: transfers.has(domain.id) ? ('transfer' as const) : ('register' as const),
    years: domain.years,
  }));
  return (await domainStake(call, priced))?.amount ?? ZERO;
}

/** Who is called when the order is accepted, in words; undefined where it was not looked up or not found. */
interface Parties {
  readonly servers: readonly string[] | undefined;
  readonly registrars: readonly string[] | undefined;
}

const NOBODY: Parties = { servers: undefined, registrars: undefined };

function readServer(reads: Reads, id: number): Promise<string | undefined> {
  return reads.look({
    name: `server ${id}`,
    action: 'GetServers',
    params: {},
    pick(reply) {
      const row = listAt(reply, 'servers').find((one) => idOf(one.id) === id);
      return row && `server ${quoted(row.name)}`;
    },
  });
}

async function serversOf(reads: Reads, order: Order, serverid: unknown): Promise<string[] | undefined> {
  if (typeof serverid === 'number') return [(await readServer(reads, serverid)) ?? `server ${serverid}`];
  const services = await orderServices(reads, order);
  return services?.map(({ server }) => server ?? 'a server that WHMCS picks');
}

async function registrarsOf(reads: Reads, order: Order, registrar: unknown): Promise<string[] | undefined> {
  if (registrar !== undefined) return [`the registrar ${word(registrar)}`];
  const domains = await orderDomains(reads, order);
  return domains?.map(({ registrar: name }) =>
    name === '' ? 'the registrar that WHMCS has for the ending' : `the registrar ${word(name)}`,
  );
}

async function partiesOf({ reads, values }: Scene, order: Order): Promise<Parties> {
  const [servers, registrars] = await Promise.all([
    values.autosetup === true && has(order, 'service') ? serversOf(reads, order, values.serverid) : undefined,
    values.sendregistrar === true && has(order, 'domain')
      ? registrarsOf(reads, order, values.registrar)
      : undefined,
  ]);
  return { servers, registrars };
}

const named = (parties: readonly string[] | undefined, otherwise: string) =>
  parties === undefined ? otherwise : listed([...new Set(parties)]);

function setupSentence({ order }: OrderSubject, { servers }: Parties, { values }: Scene): string {
  if (values.autosetup !== true) return 'No service is set up on a server.';
  const count = order?.items.filter(({ kind }) => kind === 'service').length;
  if (count === 0) return 'It has no service to set up.';
  return count === 1
    ? `Its service is set up now, on ${named(servers, 'its server')}.`
    : `Its ${count === undefined ? '' : `${count} `}services are set up now, on ${named(servers, 'their servers')}.`;
}

function registrarSentence(
  { order, person }: OrderSubject,
  { registrars }: Parties,
  { values }: Scene,
): string {
  if (values.sendregistrar !== true) return 'No domain is sent to a registrar.';
  if (order === undefined)
    return 'Its domains are registered or transferred now, which registrars charge for.';
  const domains = order.items.filter(({ kind }) => kind === 'domain');
  if (domains.length === 0) return 'It has no domain to register.';
  const names = capital(listed(domains.map(({ domain }) => quoted(domain))));
  const transfers = domains.filter(({ isTransfer }) => isTransfer).length;
  const done =
    transfers === 0
      ? 'registered'
      : transfers === domains.length
        ? 'transferred'
        : 'registered or transferred';
  const price = sum(domains.flatMap(({ amount }) => amount ?? []));
  return `${names} ${domains.length === 1 ? 'is' : 'are'} ${done} now at ${named(registrars, 'their registrars')}, which charges for it; the client pays ${money(price, person.currency || order.currency)}.`;
}

function accessSentence({ serviceusername, servicepassword }: Scene['values']): string | undefined {
  const parts = [
    serviceusername === undefined ? undefined : `the user name ${quoted(serviceusername)}`,
    servicepassword === undefined ? undefined : 'the password that the call brings, which is not shown here',
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : `Its services get ${listed(parts)}.`;
}
