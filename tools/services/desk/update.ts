import { z } from 'zod';
import {
  type Arg,
  confirmation,
  line,
  may,
  named,
  need,
  refuse,
  type Scene,
  secret,
  serialized,
  whereArgs,
  whereGiven,
  write,
} from '../../../src/catalog/index.js';
import { once } from '../../../src/once.js';
import { isChanged, quoted, where } from '../../../src/prose/index.js';
import {
  againstSuspension,
  changesOf,
  changesSomething,
  holds,
  serviceRecord,
  shownChanges,
  sparedSentence,
  whereChanged,
} from '../../../src/records/index.js';
import { knownGateway } from '../../billing/gateways.js';
import { serviceSubject } from '../service-subject.js';
import { BILLING_CYCLES, ENDED, HELD_STATUSES } from './billing-cycles.js';
import { serviceAsBefore } from './service-as-before.js';
import { changedStake, MOVE_MONEY, unsets } from './terms/changed-stake.js';
import {
  dueDateSentence,
  emptiedSentence,
  readProductName,
  recalculatedSentence,
} from './terms/changed-terms.js';
import { listOrAmount } from './terms/recalculated.js';
import { serviceChanges, UNSETTABLE } from './terms/service-fields.js';

const chosenOption = once(() =>
  z.strictObject({
    id: line.id().describe('Configurable option'),
    optionid: line.id().describe('Its choice'),
    qty: z.int().min(0).optional(),
  }),
);

/** WHMCS takes the words on and off. */
const onOff = (arg: Arg): Arg => ({
  ...arg,
  encode: (value, name) => ({ [name]: value === true ? 'on' : 'off' }),
});

const LIMIT = { min: 0, max: 2_147_483_647 };

const CHANGES = {
  serviceid: need.id(),
  pid: may.id('Product id'),
  serverid: may.id('Server that it is on'),
  regdate: may.date(),
  nextduedate: may.date(),
  terminationdate: may.date(),
  domain: may.domain(),
  firstpaymentamount: may.money('What it cost first', { sign: 'zero' }),
  recurringamount: may.money('What each cycle costs', { sign: 'zero' }),
  paymentmethod: may.text('System name, from whmcs_get_payment_methods'),
  billingcycle: may.choice(BILLING_CYCLES, 'How often it is charged'),
  subscriptionid: may.text('At the gateway'),
  status: may.choice(HELD_STATUSES, 'Of the record alone: no server is called'),
  notes: may.text('Seen by staff only', 65_535),
  serviceusername: may.text('Of the account on the server'),
  servicepassword: secret(may.text('Of the record alone')),
  overideautosuspend: onOff(may.flag('Never suspend by itself')),
  overidesuspenduntil: may.date('Until when'),
  ns1: may.text('Name server of a VPS'),
  ns2: may.text('Its second'),
  dedicatedip: may.ip('Its own address'),
  assignedips: may.text('One a line', 65_535),
  diskusage: may.int(LIMIT, 'MB'),
  disklimit: may.int(LIMIT, 'MB'),
  bwusage: may.int(LIMIT, 'MB'),
  bwlimit: may.int(LIMIT, 'MB'),
  suspendreason: may.text('Shown to the client'),
  promoid: may.int(LIMIT, 'Promotion; 0: none'),
  unset: may.choices(UNSETTABLE, 'Fields to empty'),
  autorecalc: may.flag('Take the recurring amount from the price list'),
  customfields: may.customFields(),
  configoptions: may.rows(chosenOption, 'qty: for options with an amount', (rows, name) => ({
    [name]: serialized(
      Object.fromEntries(
        rows.map(({ id, optionid, qty }) => [id, qty === undefined ? optionid : { optionid, qty }]),
      ),
    ),
  })),
};

/** What decides where the service is reached, and with which account; server modules read custom fields, too. */
const CONTROL = [
  'domain',
  'serviceusername',
  'servicepassword',
  'serverid',
  'ns1',
  'ns2',
  'dedicatedip',
  'assignedips',
  'customfields',
] as const;

export const updateClientProduct = write('whmcs_update_client_product', {
  title: 'Update a service',
  about:
    'Change the record of a service: price, due date, product, status, account. No server is called: whmcs_module_change_package sends a new product to it. Setting it back undoes it.',
  action: 'UpdateClientProduct',
  // A module acts on the account of that name on that server, whosever it is.
  whose: named({
    unproven: [
      'serverid',
      'serviceusername',
      'domain',
      'subscriptionid',
      'dedicatedip',
      'assignedips',
      'promoid',
    ],
  }),
  names: { service: ['serviceid'] },
  money: changedStake,
  effects: [
    whereChanged('money', serviceChanges, serviceRecord, ...MOVE_MONEY),
    whereArgs('money', (values) => unsets(values, 'subscriptionid')),
    whereChanged('control', serviceChanges, serviceRecord, ...CONTROL),
    whereArgs('control', (values) => unsets(values, ...CONTROL)),
    whereChanged('impersonation', serviceChanges, serviceRecord, 'regdate', 'terminationdate'),
    whereGiven('secret', 'servicepassword', 'serviceusername'),
    whereArgs('secret', (values) => unsets(values, 'servicepassword', 'serviceusername')),
    whereGiven('irreversible', 'servicepassword'),
    whereArgs('irreversible', (values) => unsets(values, 'servicepassword')),
    // The client area shows it.
    whereGiven('mail', 'suspendreason'),
  ],
  says: ['suspendreason', 'serviceusername', 'customfields', 'domain'],
  printed: ['customfields', 'domain'],
  args: CHANGES,
  rules: [
    changesSomething(serviceChanges),
    listOrAmount('recurringamount'),
    refuse('unset names a field that is also given', (args) =>
      UNSETTABLE.some((name) => args[name] !== undefined && unsets(args, name)),
    ),
  ],
  before: [knownGateway('paymentmethod')],
  conflicts: async (call) =>
    call.values.status === 'Suspended' || ENDED.includes(call.values.status) ? againstSuspension(call) : [],
  sets: () => 'service',
  result: confirmation({ names: 'serviceid' }),
  done: isChanged('Service', ['serviceid']),
  errors: { nothingBegun: ['Service ID Not Found'] },

  readBack: holds(serviceChanges),

  undo: serviceAsBefore(CHANGES),

  async preview(scene) {
    const { values } = scene;
    const { named: whose, service, person, facts, ...rest } = await serviceSubject(scene);
    const fields = service?.fields;
    const changes = changesOf(serviceChanges, values, fields);
    const shown = shownChanges(changes, { apart: ['unset', 'autorecalc'], untold: ['servicepassword'] });
    return {
      title: `Change ${whose}: ${shown.named}`,
      sentences: [
        ...rest.sentences,
        ...shown.sentences,
        emptiedSentence(changes),
        await recalculatedSentence(scene, fields, person.currency),
        dueDateSentence(fields, values, person.currency),
        await productSentence(scene),
        values.suspendreason === undefined
          ? undefined
          : `The client area shows the reason ${quoted(values.suspendreason, 200)}; no mail is sent.`,
        where(
          values.servicepassword !== undefined,
          'WHMCS keeps the password that the call brings. It is not shown here, and its server keeps the one it has.',
        ),
        where(
          values.status !== undefined && values.status !== fields?.status,
          'The status of the record alone changes: no server is called, no mail is sent.',
        ),
        where(
          CONTROL.some((name) => values[name] !== undefined) || unsets(values, ...CONTROL),
          'What is done on its server from then on is done to the account that the record names then.',
        ),
        where(
          values.regdate !== undefined || values.terminationdate !== undefined,
          'The record is dated otherwise than it was.',
        ),
        service && ENDED.includes(values.status) ? sparedSentence(service.fields, scene.now) : undefined,
      ],
      irreversible: [
        where(
          values.servicepassword !== undefined || unsets(values, 'servicepassword'),
          'The old password is not kept.',
        ),
      ],
      gentler: gentlerWay(values),
      details: [...shown.details, ...rest.details],
      snapshot: { ...facts, ...shown.former },
    };
  },

  sample: {
    least: { serviceid: 101, nextduedate: '2026-04-15' },
    most: {
      serviceid: 101,
      pid: 2,
      serverid: 1,
      regdate: '2026-01-02',
      nextduedate: '2026-04-15',
      terminationdate: '2026-05-01',
      domain: 'example.com',
      firstpaymentamount: '5.00',
      recurringamount: '5.00',
      paymentmethod: 'paypal',
      billingcycle: 'Monthly',
      subscriptionid: 'I-123',
      status: 'Active',
      notes: 'moved',
      serviceusername: 'exampl',
      servicepassword: 'hunter2-hunter2',
      overideautosuspend: true,
      overidesuspenduntil: '2026-06-01',
      ns1: 'ns1.example.com',
      ns2: 'ns2.example.com',
      dedicatedip: '192.0.2.7',
      assignedips: '192.0.2.8',
      diskusage: 1,
      disklimit: 2,
      bwusage: 3,
      bwlimit: 4,
      suspendreason: 'Overdue',
      promoid: 1,
      customfields: { 1: 'x' },
      configoptions: [
        { id: 1, optionid: 4 },
        { id: 2, optionid: 5, qty: 3 },
      ],
    },
    more: [
      { serviceid: 101, unset: ['notes'] },
      { serviceid: 101, autorecalc: true },
    ],
  },
});

/** The product by its name, where the call gives the service another one. */
async function productSentence({ values, reads }: Scene): Promise<string | undefined> {
  if (typeof values.pid !== 'number') return undefined;
  const name = await readProductName(reads, values.pid);
  return `The product becomes ${name ?? `product ${values.pid}`}. Its server is not told: whmcs_module_change_package does that.`;
}

function gentlerWay({ status, servicepassword }: Scene['values']): string | undefined {
  if (ENDED.includes(status))
    return 'Enter a cancellation with whmcs_add_cancel_request: WHMCS then ends the service itself, at the end of what is paid if you want.';
  if (status === 'Suspended') return 'Suspend it with whmcs_module_suspend, which also tells its server.';
  return servicepassword === undefined
    ? undefined
    : 'Let whmcs_module_change_password make a password, which also sets it on the server.';
}
