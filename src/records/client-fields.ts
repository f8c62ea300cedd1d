import { type Body, idOf, listAt, type ReadBack, type Values } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { type Changed, type Field, type Fields, flagOf, holds, number, UNSHOWN } from './held.js';
import { untold } from './settled.js';

const typed = (column: string): Field => ({
  shown: ({ [column]: value }) => (value === undefined ? undefined : decoded(value)),
});
const respelled = (column: string): Field => ({ ...typed(column), respelled: true });

const flag = (column: string): Field => ({
  shown: (record) => flagOf(record[column]),
  same: (wanted, shown) => wanted === shown,
});

const digits = (value: unknown) => String(value).replace(/\D/g, '');

/** Only what was asked for, by name. */
const pick = (wanted: unknown, of: (name: string) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.keys(wanted as object).map((name) => [name, of(name)]));

const sameOf = (wanted: unknown, shown: unknown): boolean => {
  const values = shown as Record<string, unknown>;
  return Object.entries(wanted as object).every(([name, value]) => String(values[name]) === String(value));
};

const fields: Fields = {
  firstname: typed('firstname'),
  lastname: typed('lastname'),
  companyname: typed('companyname'),
  email: {
    ...typed('email'),
    same: (wanted, shown) => String(wanted).toLowerCase() === String(shown).toLowerCase(),
  },
  address1: typed('address1'),
  address2: typed('address2'),
  city: typed('city'),
  state: respelled('state'),
  postcode: typed('postcode'),
  country: { shown: (client) => client.countrycode ?? client.country },
  phonenumber: { ...respelled('phonenumber'), same: (wanted, shown) => digits(wanted) === digits(shown) },
  tax_id: typed('tax_id'),
  currency: number('currency'),
  groupid: number('groupid'),
  customfields: {
    shown(client, wanted) {
      const values = new Map(
        listAt(client, 'customfields.customfield').map((one) => [String(one.id), one.value]),
      );
      return pick(wanted, (id) => decoded(values.get(id)));
    },
    same: sameOf,
    respelled: true,
  },
  language: respelled('language'),
  clientip: UNSHOWN,
  notes: respelled('notes'),
  status: typed('status'),
  paymentmethod: typed('defaultgateway'),
  email_preferences: {
    shown(client, wanted) {
      const flags = client.email_preferences as Body | undefined;
      return typeof flags === 'object' && flags !== null
        ? pick(wanted, (name) => flagOf(flags[name]))
        : undefined;
    },
    same: sameOf,
  },
  marketingoptin: flag('marketing_emails_opt_in'),
  clearcreditcard: { ...UNSHOWN, asks: true },
  latefeeoveride: flag('latefeeoveride'),
  overideduenotices: flag('overideduenotices'),
  taxexempt: flag('taxexempt'),
  separateinvoices: flag('separateinvoices'),
  disableautocc: flag('disableautocc'),
  overrideautoclose: flag('overrideautoclose'),
};

export const client: Changed = {
  what: 'client',
  idArg: 'clientid',
  read: {
    action: 'GetClientsDetails',
    params: (args) =>
      args.clientid === undefined ? { email: String(args.clientemail) } : { clientid: Number(args.clientid) },
  },
  record(reply, args) {
    const details = (
      typeof reply.client === 'object' && reply.client !== null ? reply.client : reply
    ) as Body;
    const id = idOf(details.id ?? details.client_id ?? details.userid);
    return id === undefined || (args.clientid !== undefined && id !== args.clientid)
      ? undefined
      : { id, fields: details };
  },
  fields,
  aside: ['clientid', 'clientemail', 'skipvalidation', 'repeat_of'],
};

const told = holds(client);

/** Who was found by an address that the call replaced is found by the new one. */
const moved = (args: Values) => args.clientid === undefined && args.email !== undefined;

export const clientChanged: ReadBack = {
  ...told,
  params: (args) => (moved(args) ? { email: String(args.email) } : client.read.params(args)),
  // That somebody has the new address does not tell whether it is the client that was meant.
  tells: (reply, args, at) => told.tells(reply, moved(args) ? { ...args, email: undefined } : args, at),
  missing: (args) =>
    moved(args)
      ? { done: false, says: 'no client has the new address' }
      : untold('WHMCS shows no such client'),
};
