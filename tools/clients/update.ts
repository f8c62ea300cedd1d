import {
  confirmation,
  exactlyOne,
  may,
  named,
  type Values,
  whereRecord,
  write,
} from '../../src/catalog/index.js';
import { isChanged, oneLine, quoted, where } from '../../src/prose/index.js';
import {
  changesOf,
  changesOneOf,
  changesSomething,
  clientChanges,
  clientFacts,
  clientRecord,
  holds,
  type Person,
  personAt,
  personOf,
  SHOWN_TO_CLIENT,
  setBack,
  shownChanges,
  untold,
  untoldWhere,
  whereChanged,
} from '../../src/records/index.js';
import { knownGateway } from '../billing/gateways.js';

const CHANGES = {
  clientid: may.id(),
  clientemail: may.email('Finds the client when clientid is not known'),
  firstname: may.text(),
  lastname: may.text(),
  companyname: may.clearable(),
  email: may.email('New address'),
  address1: may.text(),
  address2: may.clearable(),
  city: may.text(),
  state: may.text(),
  postcode: may.text(),
  country: may.country(),
  phonenumber: may.text(),
  tax_id: may.clearable(),
  currency: may.id('Currency id'),
  groupid: may.int({ min: 0, max: 2_147_483_647 }, 'Client group; 0: none'),
  customfields: may.customFields(),
  language: may.clearable('Such as english'),
  clientip: may.ip(),
  notes: may.clearable('Seen by staff only', 65_535),
  status: may.choice(['Active', 'Inactive', 'Closed']),
  paymentmethod: may.text('System name, from whmcs_get_payment_methods'),
  email_preferences: may.flags(
    ['general', 'product', 'domain', 'invoice', 'support', 'affiliate'],
    'false: no such mails',
  ),
  marketingoptin: may.flag(),
  clearcreditcard: may.flag('Delete the stored card'),
  skipvalidation: may.flag('Do not enforce required fields'),
  latefeeoveride: may.flag('Exempt from late fees'),
  overideduenotices: may.flag('Send no overdue notices'),
  taxexempt: may.flag(),
  separateinvoices: may.flag('One invoice per service'),
  disableautocc: may.flag('No automatic card charges'),
  // The page repeats disableautocc's text here; the name says what it is.
  overrideautoclose: may.flag('Keep out of automatic closing'),
  // Left out: cardtype, cardnum, expdate, startdate, issuenumber, cvv, bankcode, bankacct (deprecated since 7.8).
};

/** What changes what a client is charged, how, or when; a tax id may exempt from tax, and the country says which tax is due. */
const MOVE_MONEY = [
  'currency',
  'taxexempt',
  'tax_id',
  'country',
  'groupid',
  'paymentmethod',
  'disableautocc',
  'latefeeoveride',
  'overideduenotices',
] as const;

const held = holds(clientChanges);

export const updateClient = write('whmcs_update_client', {
  title: 'Update a client',
  about:
    'Change fields of a client; only those given change, "" clears. Setting them back undoes it, except clearcreditcard. To close an account cleanly use WHMCS itself; password and credit are not changed here.',
  action: 'UpdateClient',
  whose: named({ unproven: ['groupid'] }),
  names: { client: ['clientid', 'clientemail'] },
  money: untoldWhere(
    async (call) =>
      call.values.clearcreditcard === true ||
      (await changesOneOf(clientChanges, clientRecord, MOVE_MONEY, call)),
  ),
  effects: [
    'irreversible?clearcreditcard',
    'money?clearcreditcard',
    whereChanged('money', clientChanges, clientRecord, ...MOVE_MONEY),
    whereChanged('control', clientChanges, clientRecord, 'email', 'status'),
    // Whoever takes an account over switches off what its owner would hear of it.
    whereRecord(
      'control',
      (call) => changesOneOf(clientChanges, clientRecord, ['email_preferences'], call),
      ({ email_preferences: wanted }) => Object.values(wanted ?? {}).includes(false),
    ),
  ],
  says: SHOWN_TO_CLIENT,
  printed: SHOWN_TO_CLIENT,
  args: CHANGES,
  rules: [exactlyOne('clientid', 'clientemail'), changesSomething(clientChanges)],
  before: [knownGateway('paymentmethod')],
  sets: () => 'client',
  result: confirmation({ names: 'clientid' }),
  done: isChanged('Client', ['clientid', 'clientemail']),
  errors: {
    nothingBegun: [
      'Client ID Not Found',
      'You must have at least one email address enabled…',
      'Duplicate Email Address',
      'The email address entered is not valid',
    ],
    leftOpen: ['Multiple Credit Card Pay Methods Found', 'Multiple Bank Account Pay Methods Found'],
  },

  readBack: {
    ...held,
    params: (args) =>
      moved(args) ? clientRecord.params('email', args.email) : clientChanges.read.params(args),
    // That somebody has the new address does not tell whether it is the client that was meant.
    tells: (reply, args, at) =>
      held.tells(reply, moved(args) ? { ...args, clientemail: args.email, email: undefined } : args, at),
    missing: (args) =>
      moved(args)
        ? { done: false, says: 'no client has the new address' }
        : untold('WHMCS shows no such client'),
  },

  undo: setBack('whmcs_update_client', clientChanges, CHANGES, {
    otherwise: 'WHMCS does not show what was changed, so nothing was kept; a person can set it in WHMCS.',
  }),

  async preview(scene) {
    const { values } = scene;
    const person =
      values.clientid === undefined
        ? await personAt(scene, String(values.clientemail))
        : await personOf(scene, Number(values.clientid));
    const { client } = person;
    const shown = shownChanges(changesOf(clientChanges, values, client?.fields), {
      untold: ['clearcreditcard'],
    });
    return {
      title: `Change ${person.label}: ${shown.named}`,
      sentences: [
        person.whose,
        ...addressSentences(person, values.email),
        ...shown.sentences,
        where(
          values.status === 'Closed',
          'Closed is a status alone here: services, domains and invoices stay as they are.',
        ),
        where(values.clearcreditcard === true, 'The stored card is deleted: it is not charged any more.'),
      ],
      irreversible: [
        where(
          values.clearcreditcard === true,
          'A deleted card does not come back: the client has to enter it again.',
        ),
        where(values.email !== undefined, 'What was mailed to a new address is not called back.'),
      ],
      details: shown.details,
      snapshot: { ...clientFacts(person), ...shown.former },
    };
  },

  sample: {
    least: { clientid: 1, city: 'Newtown' },
    most: {
      clientid: 1,
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
      tax_id: '',
      currency: 1,
      groupid: 0,
      customfields: { 1: 'x' },
      language: '',
      clientip: '2001:db8::1',
      notes: '',
      status: 'Inactive',
      paymentmethod: 'paypal',
      email_preferences: {
        general: true,
        product: true,
        domain: true,
        invoice: true,
        support: true,
        affiliate: true,
      },
      marketingoptin: true,
      clearcreditcard: true,
      skipvalidation: true,
      latefeeoveride: true,
      overideduenotices: true,
      taxexempt: true,
      separateinvoices: true,
      disableautocc: true,
      overrideautoclose: true,
    },
    more: [{ clientemail: 'ada@example.com', city: 'Newtown' }],
  },
});

/** Who was found by an address that the call replaced is found by the new one. */
function moved(args: Values): boolean {
  return args.clientid === undefined && args.email !== undefined;
}

function addressSentences({ client }: Person, email: unknown): (string | undefined)[] {
  if (email === undefined || oneLine(email).toLowerCase() === client?.email.toLowerCase()) return [];
  return [
    `All mail, password resets too, goes to ${quoted(email)} from then on. Whoever reads that address can take the account over.`,
  ];
}
