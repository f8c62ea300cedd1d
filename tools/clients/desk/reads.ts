import { BUSINESS, may, NAMED, need, paged, read, rowsNaming, whole } from '../../../src/catalog/index.js';
import { PERSON_ARGS } from '../../person-args.js';

const PAGE = { limitstart: 0, limitnum: 5, fields: ['id'] };

export const getContacts = read('whmcs_get_contacts', {
  title: 'List contacts',
  about: 'People beside a client who get copies of mail, with the kinds of mail that each gets.',
  action: 'GetContacts',
  whose: rowsNaming('userid'),
  names: { client: ['userid'] },
  args: {
    userid: may.id('Client id'),
    ...PERSON_ARGS,
    country: may.text('Two letters, such as DE'),
  },
  result: paged('contacts.contact'),
  sample: {
    least: {},
    most: {
      userid: 1,
      firstname: 'Ada',
      lastname: 'Marlow',
      companyname: 'Marlow',
      email: 'ada@example.com',
      address1: '1 Example Street',
      address2: 'Floor 2',
      city: 'Exampletown',
      state: 'Example State',
      postcode: '12345',
      country: 'DE',
      phonenumber: '+44.1632960000',
      ...PAGE,
    },
  },
});

export const getEmails = read('whmcs_get_emails', {
  title: 'List mails to a client',
  about:
    'Mails that WHMCS sent to a client, with subject, text, day and recipients. Long texts: name the fields that you need.',
  action: 'GetEmails',
  whose: NAMED,
  names: { client: ['clientid'] },
  args: { clientid: need.id(), date: may.date('Day of sending'), subject: may.text('Part of the subject') },
  result: paged('emails.email'),
  sample: {
    least: { clientid: 1 },
    most: { clientid: 1, date: '2026-01-02', subject: 'Invoice', ...PAGE },
  },
});

export const getUsers = read('whmcs_get_users', {
  title: 'List login users',
  about: 'People who can sign in, with the clients that each gets into and whether they own it.',
  action: 'GetUsers',
  // One user gets into several clients.
  whose: BUSINESS,
  args: {
    search: may.text('Start of the address or a name'),
    sorting: may.choice(['ASC', 'DESC']),
  },
  result: paged('users'),
  sample: { least: {}, most: { search: 'ada', sorting: 'DESC', ...PAGE } },
});

export const getClientGroups = read('whmcs_get_client_groups', {
  title: 'List client groups',
  about: 'Groups of clients, with the discount and the exemptions that each brings.',
  action: 'GetClientGroups',
  whose: BUSINESS,
  args: {},
  result: whole('groups.group'),
  sample: { least: {}, most: PAGE },
});
