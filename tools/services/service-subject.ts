import type { Detail, Scene } from '../../src/catalog/index.js';
import { amountOf } from '../../src/decimal.js';
import { dayOf, joined, money, near, oneLine, quoted, where, word } from '../../src/prose/index.js';
import {
  clientFacts,
  ofPerson,
  type Person,
  personOf,
  type Service,
  serviceRecord,
} from '../../src/records/index.js';

/** A service that a call is about, and whose it is. */
export interface ServiceSubject {
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

/** The service that `serviceid` names, and whose it is. */
export async function serviceSubject(scene: Scene): Promise<ServiceSubject> {
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
