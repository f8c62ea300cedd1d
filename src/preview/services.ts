import type { Detail, Scene, View } from '../catalog/index.js';
import { amountOf } from '../decimal.js';
import { dayOf, joined, MAIL_STAYS, money, near, oneLine, quoted, where, word } from '../prose/index.js';
import {
  clientFacts,
  ofPerson,
  openInvoices,
  type Person,
  personOf,
  type Service,
  serviceRecord,
} from '../records/index.js';

interface Hosted {
  readonly service: Service | undefined;
  readonly person: Person;
  /** `service 117 of “Anna Example” (client 12)`. */
  readonly named: string;
  /** `on server “Mercury”`. */
  readonly there: string;
  readonly status: unknown;
  readonly sentences: readonly (string | undefined)[];
  readonly details: readonly (Detail | undefined)[];
  readonly facts: Readonly<Record<string, unknown>>;
}

function whatOf({ fields, label, server, id }: Service, { currency }: Person, now: Date): string {
  const due = near(fields.nextduedate, now);
  const facts = joined(
    ', ',
    label,
    server === undefined ? 'on no server' : `on ${server}`,
    `${money(amountOf(fields.recurringamount), currency)} ${word(fields.billingcycle)}`,
    due === undefined ? undefined : `next due ${due}`,
  );
  return `Service ${id} is ${word(fields.status)}: ${facts}.`;
}

function detailsOf({ fields }: Service): (Detail | undefined)[] {
  const since = dayOf(fields.regdate);
  const used = Number(fields.diskusage) > 0 ? `${Number(fields.diskusage)} MB` : undefined;
  const rows: [label: string, value: string | undefined][] = [
    ['service since', since],
    ['product group', oneLine(fields.groupname) === '' ? undefined : quoted(fields.groupname)],
    ['order', Number(fields.orderid) > 0 ? String(fields.orderid) : undefined],
    ['disk space in use', used],
    [
      'reason of the suspension',
      oneLine(fields.suspensionreason) === '' ? undefined : quoted(fields.suspensionreason),
    ],
    ['notes', oneLine(fields.notes) === '' ? undefined : quoted(fields.notes, 200)],
  ];
  return rows.map(([label, value]) => (value === undefined ? undefined : { label, value }));
}

async function hosted(scene: Scene): Promise<Hosted> {
  const id = Number(scene.values.serviceid);
  const service = await serviceRecord.look(scene.reads, id);
  const person = await personOf(scene, service?.clientId);
  const { fields, server } = service ?? {};
  return {
    service,
    person,
    named: `service ${id}${ofPerson(person)}`,
    there: server === undefined ? 'on its server' : `on ${server}`,
    status: fields?.status,
    sentences: [
      person.whose,
      service && whatOf(service, person, scene.now),
      where(
        service !== undefined && server === undefined,
        'It is on no server; if its product has none either, WHMCS refuses.',
      ),
    ],
    details: service === undefined ? [] : detailsOf(service),
    facts: {
      ...clientFacts(person),
      'service.status': fields?.status,
      'service.clientid': service?.clientId,
      'service.product': fields?.name,
      'service.domain': fields?.domain,
      'service.server': server,
    },
  };
}

export const createAccount: View = async (scene) => {
  const { named, there, status, person, facts, ...rest } = await hosted(scene);
  return {
    title: `Set up ${named} on its server`,
    sentences: [
      ...rest.sentences,
      `An account is created ${there} now, and the service becomes Active.`,
      where(
        status === 'Active' || status === 'Suspended',
        'It seems to have an account already: the server may refuse, or make a second one.',
      ),
      `A welcome mail may go to ${person.mail}.`,
    ],
    irreversible: [
      'whmcs_module_terminate removes the account again, with whatever was put there since.',
      MAIL_STAYS,
    ],
    details: rest.details,
    snapshot: { ...facts, 'mail.to': person.client?.email },
  };
};

export const suspend: View = async (scene) => {
  const { named, there, status, service, person, facts, ...rest } = await hosted(scene);
  const { suspendreason } = scene.values;
  const former = oneLine(service?.fields.suspensionreason);
  return {
    title: `Suspend ${named}`,
    sentences: [
      ...rest.sentences,
      status === 'Suspended'
        ? `It is suspended already${former === '' ? '' : ` for ${quoted(former)}`}; only the reason is replaced.`
        : `It is switched off ${there} now: its site goes dark, its data stays.`,
      suspendreason === undefined
        ? 'No reason is given: WHMCS shows its usual one.'
        : `The client is shown the reason ${quoted(suspendreason, 200)}.`,
      `A mail about it may go to ${person.mail}.`,
      'whmcs_module_unsuspend brings it back.',
    ],
    irreversible: [MAIL_STAYS],
    details: rest.details,
    snapshot: { ...facts, 'service.suspensionreason': former, 'mail.to': person.client?.email },
  };
};

export const unsuspend: View = async (scene) => {
  const { named, there, status, service, person, facts, ...rest } = await hosted(scene);
  const reason = oneLine(service?.fields.suspensionreason);
  const open = person.client && openInvoices(person.client);
  return {
    title: `Bring back ${named}`,
    sentences: [
      ...rest.sentences,
      where(status === 'Suspended' && reason !== '', `It is suspended for ${quoted(reason)}.`),
      where(open !== undefined, `The client has ${open}.`),
      `It is brought back ${there} now and becomes Active.`,
      where(status !== undefined && status !== 'Suspended', `It is not suspended, but ${word(status)}.`),
      `A mail about it may go to ${person.mail}.`,
      'whmcs_module_suspend suspends it again.',
    ],
    irreversible: [MAIL_STAYS],
    details: rest.details,
    snapshot: { ...facts, 'service.suspensionreason': reason, 'mail.to': person.client?.email },
  };
};

export const terminate: View = async (scene) => {
  const { named, there, status, service, person, facts, ...rest } = await hosted(scene);
  const open = person.client && openInvoices(person.client);
  const domain = oneLine(service?.fields.domain);
  return {
    title: `Delete the account and all data of ${named}`,
    sentences: [
      ...rest.sentences,
      `The account${domain === '' ? '' : ` of ${quoted(domain)}`} and everything stored in it ${there} are deleted now. The service becomes Terminated.`,
      where(
        open !== undefined && !open.startsWith('no '),
        `The client has ${open}; which of them are for this service does not show here.`,
      ),
      where(
        status !== undefined && status !== 'Active' && status !== 'Suspended',
        `It is ${word(status)}: there may be no account to delete.`,
      ),
    ],
    gentler:
      status === 'Suspended'
        ? 'Leave it suspended: the site stays dark, and the data stays.'
        : 'Suspend it with whmcs_module_suspend: the site goes dark, the data stays, and it can be brought back.',
    details: rest.details,
    snapshot: facts,
  };
};

export const changePassword: View = async (scene) => {
  const { named, there, facts, ...rest } = await hosted(scene);
  const given = scene.values.servicepassword !== undefined;
  return {
    title: `Change the password of ${named}`,
    sentences: [
      ...rest.sentences,
      given
        ? `The password that the call brings is set for its account ${there} now. It is not shown here.`
        : `A new password is made here and set for its account ${there} now. It is shown to nobody here; WHMCS keeps it.`,
      'Whoever uses the old one is locked out: the client, and programs that it is stored in.',
    ],
    details: rest.details,
    snapshot: facts,
  };
};
