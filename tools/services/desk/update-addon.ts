import {
  type Arg,
  confirmation,
  idOf,
  may,
  named,
  need,
  type Precheck,
  type ReadCall,
  type Stake,
  type Values,
  whereRecord,
  write,
} from '../../../src/catalog/index.js';
import { amountOf } from '../../../src/decimal.js';
import { capital, isChanged, money, quoted, where } from '../../../src/prose/index.js';
import {
  atStake,
  changesOf,
  changesSomething,
  clientCurrency,
  holds,
  NOTHING_AT_STAKE,
  NoStake,
  plainAmount,
  setBack,
  shownChanges,
  timesCharged,
  withTaxes,
} from '../../../src/records/index.js';
import { serviceSubject } from '../service-subject.js';
import { addonChanges, addonIn, addonsQuestion } from './addon-fields.js';
import { BILLING_CYCLES, ENDED, HELD_STATUSES } from './billing-cycles.js';
import { daysMoved } from './terms/changed-stake.js';
import { dueDateSentence } from './terms/changed-terms.js';
import { listOrAmount } from './terms/recalculated.js';

/** Used here alone: WHMCS shows addons by their service, and takes no service with the change. */
const staysHere = (arg: Arg): Arg => ({ ...arg, encode: () => ({}) });

const CHANGES = {
  id: need.id('Of the addon, from whmcs_get_clients_addons'),
  serviceid: staysHere(need.id('Service that it belongs to')),
  status: may.choice(HELD_STATUSES, 'Of the record alone: no server is called'),
  addonid: may.id("The shop's addon"),
  name: may.text('The client reads it'),
  setupfee: may.money('Paid once', { sign: 'zero' }),
  recurring: may.money('What each cycle costs', { sign: 'zero' }),
  billingcycle: may.choice(BILLING_CYCLES, 'How often it is charged'),
  nextduedate: may.date(),
  terminationdate: may.date(),
  notes: may.text('Seen by staff only', 65_535),
  autorecalc: may.flag('Take the recurring amount from the price list'),
};

/** What changes what a client is charged for it, how or when. */
const MOVE_MONEY = [
  'status',
  'addonid',
  'setupfee',
  'recurring',
  'billingcycle',
  'nextduedate',
  'autorecalc',
] as const;

const only = (values: Values, names: readonly string[]): Values =>
  Object.fromEntries(names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]));

async function addonRow({ values, ask }: Pick<ReadCall, 'values' | 'ask'>) {
  const { action, params } = addonsQuestion(values);
  const row = addonIn(await ask(action, params), values);
  if (row === undefined) throw new NoStake('the service has no such addon');
  return row;
}

/** Whether the call leaves one of these other than the addon holds it now. */
async function changes(call: ReadCall, ...names: readonly string[]): Promise<boolean> {
  const wanted = only(call.values, names);
  if (Object.keys(wanted).length === 0) return false;
  return changesOf(addonChanges, wanted, await addonRow(call)).some(({ isSame }) => !isSame);
}

const gives =
  (...names: readonly string[]) =>
  (values: Values) =>
    names.some((name) => values[name] !== undefined);

/** An addon that is not one of the service would be changed all the same: WHMCS goes by its id alone. */
const ofThatService: Precheck = {
  action: 'GetClientsAddons',
  params: (args) => addonsQuestion(args).params,
  discreetly: 'id: that service has no such addon. Nothing was sent.',
  refuse: (reply, args) =>
    addonIn(reply, args) === undefined
      ? {
          code: 'invalid_arguments',
          message: `id: service ${Number(args.serviceid)} has no addon ${Number(args.id)}. Nothing was sent.`,
        }
      : undefined,
};

const back = setBack('whmcs_update_client_addon', addonChanges, CHANGES, {
  otherwise: 'WHMCS does not show what was changed, so nothing was kept; a person can set it in WHMCS.',
});

export const updateClientAddon = write('whmcs_update_client_addon', {
  title: 'Update an addon of a service',
  about:
    'Change the record of an addon: price, due date, status, name, notes. No server is called. Setting it back undoes it.',
  action: 'UpdateClientAddon',
  whose: named({
    within: async (call) => (await addonRow(call).catch(() => undefined)) !== undefined,
    unproven: ['addonid'],
  }),
  names: { service: ['serviceid'] },
  money: addonStake,
  effects: [
    whereRecord('money', (call) => changes(call, ...MOVE_MONEY), gives(...MOVE_MONEY)),
    whereRecord('impersonation', (call) => changes(call, 'terminationdate'), gives('terminationdate')),
    // It stands on invoices and in the client area.
    whereRecord('mail', (call) => changes(call, 'name'), gives('name')),
  ],
  says: ['name'],
  printed: ['name'],
  args: CHANGES,
  rules: [changesSomething(addonChanges), listOrAmount('recurring')],
  before: [ofThatService],
  sets: () => 'addon',
  result: confirmation({ names: 'id' }),
  done: isChanged('Addon', ['id', 'serviceid']),
  errors: { nothingBegun: ['Addon ID Not Found', 'Nothing to Update'] },

  readBack: holds(addonChanges),

  undo: {
    ...back,
    call(args, kept, result) {
      const call = back.call(args, kept, result);
      return typeof call === 'string' ? call : { ...call, args: { ...call.args, serviceid: args.serviceid } };
    },
  },

  async preview(scene) {
    const { values, reads } = scene;
    const [subject, fields] = await Promise.all([
      serviceSubject(scene),
      reads.look({
        name: `addon ${Number(values.id)}`,
        ...addonsQuestion(values),
        pick: (reply) => addonIn(reply, values),
      }),
    ]);
    const { named: whose, person, facts, ...rest } = subject;
    const name = `addon ${Number(values.id)}${fields === undefined ? '' : ` ${quoted(fields.name)}`}`;
    const each = changesOf(addonChanges, values, fields);
    const shown = shownChanges(each, { apart: ['autorecalc'] });
    const amount = values.recurring ?? fields?.recurring;
    return {
      title: `Change ${name} of ${whose}: ${shown.named}`,
      sentences: [
        ...rest.sentences,
        ...shown.sentences,
        where(
          values.autorecalc === true,
          `The recurring amount becomes what the price list asks, which does not show; today it is ${money(amountOf(fields?.recurring), person.currency)}.`,
        ),
        dueDateSentence(
          fields && { ...fields, recurringamount: amount },
          { ...values, recurringamount: amount },
          person.currency,
        ),
        where(
          values.status !== undefined && values.status !== fields?.status,
          `${capital(name)}: the status of the record alone changes, no server is called.`,
        ),
        where(ENDED.includes(values.status), 'It is not charged any more.'),
        where(values.terminationdate !== undefined, 'The record is dated otherwise than it was.'),
      ],
      details: [...shown.details, ...rest.details],
      snapshot: { ...facts, 'addon.status': fields?.status, ...shown.former },
    };
  },

  sample: {
    least: { id: 1, serviceid: 101, nextduedate: '2026-04-15' },
    most: {
      id: 1,
      serviceid: 101,
      status: 'Suspended',
      addonid: 1,
      name: 'Backups',
      setupfee: '1.00',
      recurring: '2.00',
      billingcycle: 'Monthly',
      nextduedate: '2026-04-15',
      terminationdate: '2026-05-01',
      notes: 'moved',
    },
    more: [{ id: 1, serviceid: 101, autorecalc: true }],
  },
});

/** The greatest of what it costs before and after, and what is not charged between two due dates; with tax. */
async function addonStake(call: ReadCall): Promise<Stake> {
  const { values } = call;
  if (!(await changes(call, ...MOVE_MONEY))) return NOTHING_AT_STAKE;
  if (await changes(call, 'addonid', 'autorecalc'))
    throw new NoStake('what the addon costs then does not show');
  const row = await addonRow(call);
  const given = [values.recurring, values.setupfee].filter((amount) => amount !== undefined);
  const amounts = [row.recurring, row.setupfee, ...given].map((amount) => plainAmount(amount, 'an amount'));
  const days = daysMoved(row, values.nextduedate, 'addon');
  const times = days === 0 ? 0 : timesCharged(row.billingcycle, days);
  const clientId = idOf(row.userid);
  const skipped = amounts.map((amount) => amount.times(times));
  return atStake(
    await withTaxes(call, clientId, [...amounts, ...skipped]),
    await clientCurrency(call, clientId),
  );
}
