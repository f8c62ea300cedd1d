import { type Body, listAt } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { isObject } from '../json/index.js';
import { changesTo } from './changed.js';
import { clientRecord } from './client.js';
import { flag, flagOf, number, parts, sameInAnyCase, text, unshown } from './field.js';

const digits = (value: unknown) => String(value).replace(/\D/g, '');

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

/** What a call can change of the name and address of a client or a contact, by argument. */
export const PERSON_FIELDS = {
  firstname: text('firstname', { label: 'first name' }),
  lastname: text('lastname', { label: 'last name' }),
  companyname: text('companyname', { label: 'company' }),
  address1: text('address1', { label: 'address' }),
  address2: text('address2', { label: 'address, second line' }),
  city: text('city'),
  state: text('state', { mayBeNormalized: true }),
  postcode: text('postcode'),
  country: { column: 'country', shown: ({ countrycode, country }: Body) => countrycode ?? country },
  phonenumber: text('phonenumber', {
    label: 'phone number',
    mayBeNormalized: true,
    same: (wanted, shown) => digits(wanted) === digits(shown),
  }),
} as const;

export const MAIL_ADDRESS = text('email', { label: 'e-mail address', weighty: true, same: sameInAnyCase });

/** What a call can change of a client, by argument; weighty ones by weight. */
export const clientChanges = changesTo(clientRecord, {
  aside: ['clientid', 'clientemail', 'skipvalidation'],
  fields: {
    status: text('status', { weighty: true }),
    email: MAIL_ADDRESS,
    clearcreditcard: unshown({ label: 'stored card', weighty: true, onlyWhenTrue: true }),
    paymentmethod: text('defaultgateway', { label: 'payment method', weighty: true }),
    currency: number('currency', { label: 'currency id', weighty: true }),
    taxexempt: flag('taxexempt', { label: 'tax exempt', weighty: true }),
    disableautocc: flag('disableautocc', { label: 'no automatic card charges', weighty: true }),
    ...PERSON_FIELDS,
    tax_id: text('tax_id', { label: 'tax id' }),
    groupid: number('groupid', { label: 'client group id' }),
    customfields: parts(
      (client) => {
        const values = new Map(
          listAt(client, 'customfields.customfield').map((one) => [String(one.id), one.value]),
        );
        return (id) => decoded(values.get(id));
      },
      { partLabel: (id) => `custom field ${id}`, mayBeNormalized: true },
    ),
    language: text('language', { mayBeNormalized: true }),
    clientip: unshown({ label: 'IP address' }),
    notes: text('notes', { mayBeNormalized: true }),
    email_preferences: parts(
      ({ email_preferences: flags }) => (isObject(flags) ? (name) => flagOf(flags[name]) : undefined),
      { label: 'mail preferences' },
    ),
    marketingoptin: flag('marketing_emails_opt_in', { label: 'marketing mails' }),
    latefeeoveride: flag('latefeeoveride', { label: 'exempt from late fees' }),
    overideduenotices: flag('overideduenotices', { label: 'no overdue notices' }),
    separateinvoices: flag('separateinvoices', { label: 'separate invoices' }),
    overrideautoclose: flag('overrideautoclose', { label: 'kept out of automatic closing' }),
  },
});
