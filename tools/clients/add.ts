import {
  type Body,
  BUSINESS,
  confirmation,
  filledIn,
  goesWith,
  idOf,
  listAt,
  may,
  need,
  type Reads,
  refuse,
  secret,
  type Values,
  whereArgs,
  write,
} from '../../src/catalog/index.js';
import { decoded } from '../../src/entities.js';
import { listed, MAIL_STAYS, oneLine, quoted, where } from '../../src/prose/index.js';
import {
  allSent,
  endMade,
  madeRecord,
  rowsOf,
  SHOWN_TO_CLIENT,
  stranger,
  untoldWhere,
} from '../../src/records/index.js';

/** What WHMCS asks for unless it is told not to: not every country has states, or postcodes. */
const ENFORCED = ['address1', 'city', 'state', 'postcode', 'country', 'phonenumber'];

export const addClient = write('whmcs_add_client', {
  title: 'Add a client',
  about:
    'Create a client and its login user, or attach it to an existing user by owner_user_id. Mails a welcome unless noemail. Undone only by whmcs_delete_client.',
  action: 'AddClient',
  whose: BUSINESS,
  // A group may give discounts.
  money: untoldWhere(({ values }) => inGroup(values)),
  effects: [
    'mail?!noemail',
    'secret?password2',
    'secret?securityqans',
    // Somebody can sign in from then on, at an address that the call brings.
    'control',
    whereArgs('money', inGroup),
  ],
  reaches: async ({ values }) => ({ recipients: [{ ...stranger(values.email), outsider: false }] }),
  says: SHOWN_TO_CLIENT,
  printed: SHOWN_TO_CLIENT,
  args: {
    firstname: need.text(),
    lastname: need.text(),
    email: need.email(),
    address1: may.text(),
    city: may.text(),
    state: may.text(),
    postcode: may.text(),
    country: may.country(),
    phonenumber: may.text(),
    owner_user_id: may.id('Existing user to own the client; WHMCS 8+'),
    companyname: may.text(),
    address2: may.text(),
    tax_id: may.text(),
    // WHMCS refuses a new user without one. Made here when left out, so that nobody but WHMCS ever holds it:
    // the client sets their own through the password reset mail.
    password2: secret(
      filledIn(may.text('Login password; generated and not shown when left out'), (at, args) =>
        args.owner_user_id === undefined ? at.password() : undefined,
      ),
    ),
    // The page calls securityqid required without owner_user_id, which an installation without questions can't meet.
    securityqid: may.id('Security question'),
    securityqans: secret(may.text('Its answer')),
    currency: may.id('Currency id'),
    groupid: may.id('Client group'),
    customfields: may.customFields(),
    language: may.text('Such as english'),
    clientip: may.ip(),
    notes: may.body('Seen by staff only'),
    marketingoptin: may.flag(),
    noemail: may.flag('Send no welcome mail'),
    skipvalidation: may.flag(
      'Without it address1, city, state, postcode, country and phonenumber are required',
    ),
    // Left out: cardtype, cardnum, expdate, startdate, issuenumber, cvv (deprecated since 7.8, and card data has no place here).
  },
  rules: [
    ...ENFORCED.map((name) =>
      refuse(
        `${name}: is required, unless skipvalidation is true`,
        (args) => args[name] === undefined && args.skipvalidation !== true,
      ),
    ),
    refuse(
      'password2 belongs to a new user: leave it out with owner_user_id',
      (args) => args.owner_user_id !== undefined && args.password2 !== undefined,
    ),
    goesWith('securityqans', 'securityqid'),
  ],
  result: confirmation({ makes: 'clientid' }),
  done: (_args, result) => `Client ${idOf(result.clientid) ?? ''} is added.`,
  errors: {
    nothingBegun: [
      'Invalid Owner User ID',
      'You did not enter your first name',
      'You did not enter your last name',
      'You did not enter your email address',
      'The email address you entered was not valid',
      'You did not enter your address line 1',
      'You did not enter your city',
      'You did not enter your state',
      'You did not enter your postcode',
      'Valid country required',
      'You did not enter your phone number',
      'Invalid telephone phone number',
      'You did not provide required custom field value for…',
      'The email address entered is not available for use.',
      'A user already exists with that email address',
    ],
  },

  readBack: madeRecord({
    // A list shows no more of a client than the name and the address.
    what: 'the client',
    action: 'GetClients',
    params: (args) => ({ search: String(args.email), limitnum: 100 }),
    rows: (reply, args) =>
      listAt(reply, 'clients.client').filter(
        (row) => decoded(row.email).toLowerCase() === String(args.email).toLowerCase(),
      ),
    same: (row, args) => decoded(row.firstname) === args.firstname && decoded(row.lastname) === args.lastname,
    made: (row) => row.datecreated,
    where: (row) => `client ${idOf(row.id) ?? ''}`,
    whole: (reply) => allSent(reply, 'clients.client'),
  }),

  undo: endMade({
    what: 'client',
    result: 'clientid',
    tool: 'whmcs_delete_client',
    idArg: 'clientid',
    // The login user came with it, unless there was one.
    and: (args) => ({ deleteusers: args.owner_user_id === undefined }),
    leaves: 'The welcome mail is not called back; whatever the client ordered since is deleted as well.',
  }),

  async preview({ values, reads }) {
    const taken = await readTaken(reads, String(values.email));
    const name = `${quoted(`${values.firstname} ${values.lastname}`)}`;
    const company = values.companyname === undefined ? '' : ` of ${quoted(values.companyname)}`;
    const { owner_user_id: owner, noemail } = values;
    const ids = (taken ?? []).map((row) => `client ${idOf(row.id) ?? '?'}`);
    return {
      title: `Add client ${name}${company}`,
      sentences: [
        `A client ${name}${company} with the address ${quoted(values.email)} is made.`,
        owner === undefined
          ? 'A login user is made with it; its password is not shown here.'
          : `The existing login user ${owner} is its owner.`,
        values.groupid === undefined
          ? undefined
          : `It joins client group ${values.groupid}, which may bring discounts.`,
        where(ids.length > 0, `There is one with this address already: ${listed(ids)}.`),
        where(values.skipvalidation === true, 'Fields that WHMCS otherwise requires may be left empty.'),
        noemail === true ? 'No mail is sent.' : `A welcome mail goes to ${quoted(values.email)}.`,
        'whmcs_delete_client deletes it again, with whatever was ordered since.',
      ],
      irreversible: [where(noemail !== true, MAIL_STAYS)],
      gentler:
        noemail === true ? undefined : 'Add it without the welcome mail (noemail): it can be sent later.',
      snapshot: { 'address.taken': taken === undefined ? undefined : ids.join(', ') || 'no' },
    };
  },

  sample: {
    least: {
      firstname: 'Ada',
      lastname: 'Example',
      email: 'ada@example.com',
      address1: '1 Example Street',
      city: 'Exampletown',
      state: 'Example State',
      postcode: 'EX1 2MP',
      country: 'GB',
      phonenumber: '01632960001',
    },
    most: {
      firstname: 'Ada',
      lastname: 'Example',
      companyname: 'Example Ltd',
      email: 'ada@example.com',
      address1: '1 Example Street',
      address2: 'Floor 2',
      city: 'Exampletown',
      state: 'Example State',
      postcode: 'EX1 2MP',
      country: 'GB',
      phonenumber: '01632960001',
      tax_id: 'GB123',
      password2: 'correct horse battery',
      securityqid: 1,
      securityqans: 'blue',
      currency: 1,
      groupid: 1,
      customfields: { 1: 'Yahoo' },
      language: 'english',
      clientip: '192.0.2.1',
      notes: 'met at a fair',
      marketingoptin: true,
      noemail: true,
      skipvalidation: true,
    },
    more: [
      {
        firstname: 'Ada',
        lastname: 'Example',
        email: 'ada@example.com',
        address1: '1 Example Street',
        city: 'Exampletown',
        state: 'Example State',
        postcode: 'EX1 2MP',
        country: 'GB',
        phonenumber: '01632960001',
        owner_user_id: 1,
      },
    ],
  },
});

/** Clients that have the address already, as the search by its start finds them. */
function readTaken(reads: Reads, email: string): Promise<readonly Body[] | undefined> {
  return reads.look({
    name: `whether a client has the address ${quoted(email)}`,
    action: 'GetClients',
    params: { search: email, limitnum: 100 },
    pick: (reply) =>
      rowsOf(reply, 'clients.client')?.filter(
        (row) => oneLine(row.email).toLowerCase() === email.toLowerCase(),
      ),
  });
}

function inGroup({ groupid }: Values): boolean {
  return groupid !== undefined;
}
