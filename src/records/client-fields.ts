import { type Body, listAt } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { changesTo } from './changed.js';
import { clientRecord } from './client.js';
import { flag, flagOf, number, sameInAnyCase, text, unshown } from './field.js';

const digits = (value: unknown) => String(value).replace(/\D/g, '');

/** Only what was asked for, by name. */
const pick = (wanted: unknown, of: (name: string) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.keys(wanted as object).map((name) => [name, of(name)]));

const sameByName = (wanted: unknown, shown: unknown): boolean => {
  const values = shown as Record<string, unknown>;
  return Object.entries(wanted as object).every(([name, value]) => String(values[name]) === String(value));
};

/** Arguments of a person's name and address, which stand on quotes and invoices and in mails. */
export const PRINTED_OF_PERSON = [
  'firstname',
  'lastname',
  'companyname',
  'address1',
  'address2',
  'city',
  'state',
  'postcode',
  'tax_id',
  'phonenumber',
] as const;

/** Arguments of a client that the client gets to see, in mails, on invoices and in the client area. */
export const SHOWN_TO_CLIENT = [...PRINTED_OF_PERSON, 'language', 'customfields'] as const;

/** What a call can change of a client, by argument; weighty ones by weight. */
export const clientChanges = changesTo(clientRecord, {
  aside: ['clientid', 'clientemail', 'skipvalidation'],
  fields: {
    status: text('status', { weighty: true }),
    email: text('email', { label: 'e-mail address', weighty: true, same: sameInAnyCase }),
    clearcreditcard: unshown({ label: 'stored card', weighty: true, onlyWhenTrue: true }),
    paymentmethod: text('defaultgateway', { label: 'payment method', weighty: true }),
    currency: number('currency', { label: 'currency id', weighty: true }),
    taxexempt: flag('taxexempt', { label: 'tax exempt', weighty: true }),
    disableautocc: flag('disableautocc', { label: 'no automatic card charges', weighty: true }),
    firstname: text('firstname', { label: 'first name' }),
    lastname: text('lastname', { label: 'last name' }),
    companyname: text('companyname', { label: 'company' }),
    address1: text('address1', { label: 'address' }),
    address2: text('address2', { label: 'address, second line' }),
    city: text('city'),
    state: text('state', { mayBeNormalized: true }),
    postcode: text('postcode'),
    country: { column: 'country', shown: ({ countrycode, country }) => countrycode ?? country },
    phonenumber: text('phonenumber', {
      label: 'phone number',
      mayBeNormalized: true,
      same: (wanted, shown) => digits(wanted) === digits(shown),
    }),
    tax_id: text('tax_id', { label: 'tax id' }),
    groupid: number('groupid', { label: 'client group id' }),
    customfields: {
      partLabel: (id) => `custom field ${id}`,
      shown(client, wanted) {
        const values = new Map(
          listAt(client, 'customfields.customfield').map((one) => [String(one.id), one.value]),
        );
        return pick(wanted, (id) => decoded(values.get(id)));
      },
      same: sameByName,
      mayBeNormalized: true,
    },
    language: text('language', { mayBeNormalized: true }),
    clientip: unshown({ label: 'IP address' }),
    notes: text('notes', { mayBeNormalized: true }),
    email_preferences: {
      label: 'mail preferences',
      shown(client, wanted) {
        const flags = client.email_preferences as Body | undefined;
        return typeof flags === 'object' && flags !== null
          ? pick(wanted, (name) => flagOf(flags[name]))
          : undefined;
      },
      same: sameByName,
    },
    marketingoptin: flag('marketing_emails_opt_in', { label: 'marketing mails' }),
    latefeeoveride: flag('latefeeoveride', { label: 'exempt from late fees' }),
    overideduenotices: flag('overideduenotices', { label: 'no overdue notices' }),
    separateinvoices: flag('separateinvoices', { label: 'separate invoices' }),
    overrideautoclose: flag('overrideautoclose', { label: 'kept out of automatic closing' }),
  },
});
