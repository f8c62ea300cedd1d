import { type Body, idOf, listAt, type Values } from '../../../src/catalog/index.js';
import { type Changed, day, decimal, number, text, unshown } from '../../../src/records/index.js';
import { recalculated } from './terms/recalculated.js';

/** The addon that `id` names, among those of its service. */
export const addonIn = (reply: Body, { id }: Values): Body | undefined =>
  listAt(reply, 'addons.addon').find((row) => idOf(row.id) === id);

export const addonsQuestion = ({ serviceid }: Values) => ({
  action: 'GetClientsAddons' as const,
  params: { serviceid: Number(serviceid) },
});

/** What a call can change of an addon, by argument; weighty ones by weight. */
export const addonChanges = {
  what: 'addon',
  idArg: 'id',
  read: { action: 'GetClientsAddons', params: (args) => addonsQuestion(args).params },
  record(reply, args) {
    const fields = addonIn(reply, args);
    return fields === undefined ? undefined : { id: Number(fields.id), fields };
  },
  aside: ['id', 'serviceid'],
  fields: {
    status: text('status', { weighty: true }),
    nextduedate: day('nextduedate', { label: 'next due date', weighty: true }),
    recurring: decimal('recurring', { label: 'recurring amount', weighty: true }),
    setupfee: decimal('setupfee', { label: 'setup fee', weighty: true }),
    billingcycle: text('billingcycle', { label: 'billing cycle', weighty: true }),
    addonid: number('addonid', { label: "addon id of the shop's", weighty: true }),
    autorecalc: recalculated('recurring'),
    name: text('name'),
    terminationdate: unshown({ label: 'date of termination' }),
    notes: text('notes', { mayBeNormalized: true }),
  },
} as const satisfies Changed;
