import { idOf, listAt, type Reads, type Scene, type View } from '../catalog/index.js';
import { capital, counted, listed, MAIL_STAYS, money, quoted, sum, where, word } from '../prose/index.js';
import { has, type Order, type Ordered, orderDomains, orderedOf, orderServices } from '../records/index.js';

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

function setupSentence({ order }: Ordered, { servers }: Parties, { values }: Scene): string {
  if (values.autosetup !== true) return 'No service is set up on a server.';
  const count = order?.items.filter(({ kind }) => kind === 'service').length;
  if (count === 0) return 'It has no service to set up.';
  return count === 1
    ? `Its service is set up now, on ${named(servers, 'its server')}.`
    : `Its ${count === undefined ? '' : `${count} `}services are set up now, on ${named(servers, 'their servers')}.`;
}

function registrarSentence({ order, person }: Ordered, { registrars }: Parties, { values }: Scene): string {
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

export const acceptOrder: View = async (scene) => {
  const accepted = await orderedOf(scene, (order) => partiesOf(scene, order));
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
};

export const resetOrder: View = async (scene) => {
  const reset = await orderedOf(scene, () => undefined);
  const { order } = reset;
  const running =
    order?.items.filter((item) => item.status === 'Active' || item.status === 'Suspended') ?? [];
  return {
    title: `Set ${reset.named} back to Pending`,
    sentences: [
      ...reset.sentences,
      where(order?.fields.status === 'Pending', 'The order is Pending already.'),
      'The order and everything in it become Pending. No server and no registrar is called.',
      where(
        running.length > 0,
        `${capital(counted(running.length, 'item'))} of it ${running.length === 1 ? 'is' : 'are'} in use today: accounts and registrations stay as they are, and WHMCS takes them for not yet set up.`,
      ),
    ],
    irreversible: [
      'No tool sets the items back to what they were and leaves servers and registrars alone. A person can, in WHMCS.',
    ],
    details: reset.details,
    snapshot: reset.facts,
  };
};
