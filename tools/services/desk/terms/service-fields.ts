import { listAt } from '../../../../src/catalog/index.js';
import { decoded } from '../../../../src/entities.js';
import {
  changesTo,
  day,
  decimal,
  type Field,
  flag,
  number,
  serviceRecord,
  text,
  unshown,
} from '../../../../src/records/index.js';
import { recalculated } from './recalculated.js';

/** Fields that only `unset` empties, by the column that shows them; the password is shown nowhere. */
const EMPTIED = {
  domain: 'domain',
  serviceusername: 'username',
  servicepassword: undefined,
  subscriptionid: 'subscriptionid',
  ns1: 'ns1',
  ns2: 'ns2',
  dedicatedip: 'dedicatedip',
  assignedips: 'assignedips',
  notes: 'notes',
  suspendreason: 'suspensionreason',
} as const satisfies Readonly<Record<string, string | undefined>>;

type Emptied = keyof typeof EMPTIED;

/** What `unset` can name. */
export const UNSETTABLE = Object.keys(EMPTIED) as [Emptied, ...Emptied[]];

/** Set back to nothing, it takes `unset`. */
const emptyable = (name: Emptied, rest: Partial<Field> = {}): Field => ({
  ...text(EMPTIED[name] ?? name, rest),
  settableBy: [name, 'unset'],
});

/** What stands in the fields that are to be emptied, as far as the service shows it. */
function heldIn(service: Readonly<Record<string, unknown>>, wanted: unknown): Record<string, string> {
  const shown = (wanted as readonly Emptied[]).flatMap((name) => {
    const column = EMPTIED[name];
    return column === undefined || service[column] === undefined ? [] : [[name, decoded(service[column])]];
  });
  return Object.fromEntries(shown);
}

const isEmptied = (held: unknown) => Object.values(held as Record<string, string>).map((one) => one === '');

/** What a call can change of a service, by argument; weighty ones by weight. */
export const serviceChanges = changesTo(serviceRecord, {
  aside: ['serviceid'],
  fields: {
    status: text('status', { weighty: true }),
    nextduedate: day('nextduedate', { label: 'next due date', weighty: true }),
    recurringamount: decimal('recurringamount', { label: 'recurring amount', weighty: true }),
    firstpaymentamount: decimal('firstpaymentamount', { label: 'first payment', weighty: true }),
    billingcycle: text('billingcycle', { label: 'billing cycle', weighty: true }),
    pid: number('pid', { label: 'product id', weighty: true }),
    autorecalc: recalculated('recurringamount'),
    configoptions: {
      label: 'configurable options',
      weighty: true,
      // By their words, and not by the ids that set them.
      shown(service) {
        const options = listAt(service, 'configoptions.configoption');
        return options.length === 0
          ? undefined
          : Object.fromEntries(options.map(({ option, value }) => [decoded(option), decoded(value)]));
      },
      column: 'options',
      same: () => false,
      mayBeNormalized: true,
      settableBy: [],
    },
    promoid: number('promoid', { label: 'promotion id', weighty: true }),
    paymentmethod: text('paymentmethod', { label: 'payment method', weighty: true }),
    subscriptionid: emptyable('subscriptionid', { label: 'subscription at the gateway', weighty: true }),
    serviceusername: emptyable('serviceusername', { label: 'user name', weighty: true }),
    servicepassword: unshown({ label: 'password', weighty: true }),
    serverid: number('serverid', { label: 'server id', weighty: true }),
    domain: emptyable('domain', { weighty: true }),
    unset: {
      label: 'emptied fields',
      weighty: true,
      shown(service, wanted) {
        const held = heldIn(service, wanted);
        return Object.keys(held).length === 0 ? undefined : held;
      },
      same: (_wanted, held) => isEmptied(held).every(Boolean),
      partly: (_wanted, held) => isEmptied(held).some(Boolean),
      toArgs: (held) =>
        Object.fromEntries(
          Object.entries(held as Record<string, string>).filter(([, value]) => value !== ''),
        ),
      settableBy: UNSETTABLE,
    },
    overideautosuspend: flag('overideautosuspend', { label: 'not suspended by itself', weighty: true }),
    overidesuspenduntil: day('overidesuspenduntil', { label: 'not suspended until' }),
    suspendreason: emptyable('suspendreason', { label: 'reason of the suspension', mayBeNormalized: true }),
    regdate: day('regdate', { label: 'date of registration' }),
    terminationdate: unshown({ label: 'date of termination' }),
    ns1: emptyable('ns1', { label: 'first name server' }),
    ns2: emptyable('ns2', { label: 'second name server' }),
    dedicatedip: emptyable('dedicatedip', { label: 'dedicated IP address' }),
    assignedips: emptyable('assignedips', { label: 'assigned IP addresses', mayBeNormalized: true }),
    diskusage: number('diskusage', { label: 'disk space in use' }),
    disklimit: number('disklimit', { label: 'limit of disk space' }),
    bwusage: number('bwusage', { label: 'traffic used' }),
    bwlimit: number('bwlimit', { label: 'limit of traffic' }),
    notes: emptyable('notes', { mayBeNormalized: true }),
    customfields: {
      partLabel: (id) => `custom field ${id}`,
      shown(service, wanted) {
        const values = new Map(
          listAt(service, 'customfields.customfield').map((one) => [String(one.id), one.value]),
        );
        return Object.fromEntries(Object.keys(wanted as object).map((id) => [id, decoded(values.get(id))]));
      },
      same: (wanted, shown) =>
        Object.entries(wanted as object).every(
          ([id, value]) => String((shown as Record<string, unknown>)[id]) === String(value),
        ),
      mayBeNormalized: true,
    },
  },
});
