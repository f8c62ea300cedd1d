import { expect, test } from 'vitest';
import { createPresenter, redactPersonal } from '../../src/output/index.js';
import { type Redact, WITHHELD } from '../../src/terms.js';
import { SHOW, samples } from './replies.js';

const MASK: Redact = {
  contact: 'mask',
  address: 'mask',
  tax: 'mask',
  payment: 'mask',
  network: 'mask',
  staff: 'mask',
};
const DROP: Redact = {
  contact: 'drop',
  address: 'drop',
  tax: 'drop',
  payment: 'drop',
  network: 'drop',
  staff: 'drop',
};

/** As registrars, addons and custom fields spell them. */
const SPELLED: Record<keyof Redact, string[]> = {
  contact: [
    'email',
    'Email Address',
    'billing_email',
    'E-Mail',
    'Registrant Phone',
    'Fax Number',
    'mobilePhone',
    'telephoneNumber',
    'cc',
    'to',
  ],
  address: [
    'address1',
    'Address_2',
    'Street Address',
    'billingCity',
    'State/Province',
    'Postal Code',
    'ZIP',
    'postcode',
    'Straße',
  ],
  tax: ['tax_id', 'VAT Number', 'vatId', 'EU VAT ID', 'SSN', 'Date of Birth'],
  payment: ['IBAN', 'bankacct', 'card_last_four', 'Account Number', 'transid'],
  network: ['ipaddress', 'last_ip', 'hostname', 'User-Agent', 'IPv6'],
  staff: ['admin', 'gravatarHash'],
};
const VALUE = 'Xq Secretive-Value 77';

test.each(Object.entries(SPELLED).flatMap(([field, names]) => names.map((name) => [field, name])))(
  '%s: %s is masked and dropped, also in texts that are JSON and in custom fields',
  (field, name = '') => {
    const record = {
      id: 7,
      [name]: VALUE,
      raw: JSON.stringify({ deep: [{ [name]: VALUE }] }),
      customfields: [{ id: 1, name, value: VALUE }],
    };
    expect(JSON.stringify(redactPersonal(record, { ...SHOW, [field as string]: 'mask' }))).not.toContain(
      VALUE,
    );
    const dropped = redactPersonal(record, { ...SHOW, [field as string]: 'drop' });
    expect(JSON.stringify(dropped)).not.toContain(VALUE);
    expect(dropped).not.toHaveProperty([name]);
    expect(dropped.id).toBe(7);
    expect(redactPersonal(record, SHOW)).toEqual(record);
  },
);

test('the record of a member of staff and a stored card are known by names that only they have', () => {
  const member = { adminid: 1, name: VALUE, notes: VALUE, allowedpermissions: 'List Clients' };
  expect(redactPersonal(member, { ...SHOW, staff: 'drop' })).toEqual({
    adminid: 1,
    allowedpermissions: 'List Clients',
  });
  const card = { id: 1, description: VALUE, gateway_name: 'stripe', expiry_date: '11/29' };
  expect(redactPersonal(card, { ...SHOW, payment: 'drop' })).toEqual({ id: 1, gateway_name: 'stripe' });
  const domain = { id: 1, name: VALUE, expirydate: '2026-11-29', description: VALUE };
  expect(redactPersonal(domain, { ...SHOW, payment: 'drop', staff: 'drop' })).toEqual(domain);
});

test('of two classes that a value may be of, the stricter treatment counts', () => {
  const field = { name: 'Email', label: 'VAT Number', value: VALUE };
  expect(redactPersonal(field, { ...SHOW, contact: 'mask', tax: 'drop' })).not.toHaveProperty('value');
  expect(redactPersonal(field, { ...SHOW, contact: 'drop', tax: 'mask' })).not.toHaveProperty('value');
  expect(redactPersonal(field, { ...SHOW, contact: 'mask' }).value).toBe('Xq***');
});

test('names, states and amounts are no class of their own, and stay', () => {
  const record = {
    ...{
      firstname: 'Anna',
      companyname: 'Example GmbH',
      status: 'Active',
      total: '12.50',
      subject: 'Phone calls',
    },
    ...{
      statement: 'x',
      capacity: 'x',
      emailsSent: 3,
      ipv4enabled: true,
      addressbookid: 3,
      hosting: 'x',
      carddav: 'x',
    },
  };
  expect(redactPersonal(record, DROP)).toEqual(record);
});

test('a mask shows enough to recognise and too little to use', () => {
  const record = {
    email: 'anna.schmidt@example.com',
    phonenumber: '+49 30 123456',
    city: 'Ulm',
    address1: '',
    subscriptionid: WITHHELD,
  };
  expect(redactPersonal(record, MASK)).toEqual({
    email: 'a***@example.com',
    phonenumber: '+4***',
    city: '***',
    address1: '',
    subscriptionid: WITHHELD,
  });
});

test('the strict policy for support leaves nothing of it in the vendor’s samples', () => {
  const strict: Redact = { ...MASK, payment: 'drop', tax: 'drop' };
  const { present } = createPresenter({ secrets: [], random: () => '482913' });
  const all = samples
    .map(({ action, result }) => JSON.stringify(present(result, { action, redact: strict }).value))
    .join('\n');
  const gone = [
    'test-client@',
    'cecelia99@',
    '123 Test Street',
    'TE5 5ST',
    '01234567890',
    '1.1234567890',
    '123.456.789.110',
  ];
  for (const personal of [
    ...gone,
    '29.8284',
    '56487cdd284a7354',
    '172.18.0.1',
    '1479732071aad',
    'saturn.example',
  ]) {
    expect(all, personal).not.toContain(personal);
  }
});
