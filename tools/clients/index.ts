import {
  area,
  confirmation,
  exactlyOne,
  filledIn,
  goesWith,
  may,
  need,
  paged,
  record,
  refuse,
  secret,
  someChange,
} from '../../src/catalog/index.js';
import { client, clientAdded, clientChanged, clientGone, endMade, setBack } from '../../src/records/index.js';
import { knownGateway } from '../billing/gateways.js';

const CUSTOM = { in: 'customfield', each: {} };

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
  currency: may.id(),
  groupid: may.int({ min: 0, max: 2_147_483_647 }, '0: none'),
  customfields: may.customFields(),
  language: may.clearable(),
  clientip: may.ip(),
  notes: may.clearable('Seen by staff only', 65_535),
  status: may.choice(['Active', 'Inactive', 'Closed']),
  paymentmethod: may.text('System name, from whmcs_get_payment_methods'),
  email_preferences: may.flags(['general', 'product', 'domain', 'invoice', 'support', 'affiliate']),
  marketingoptin: may.flag(),
  clearcreditcard: may.flag('Delete the stored card'),
  skipvalidation: may.flag(),
  latefeeoveride: may.flag('Exempt from late fees'),
  overideduenotices: may.flag('Send no overdue notices'),
  taxexempt: may.flag(),
  separateinvoices: may.flag(),
  disableautocc: may.flag('No automatic card charges'),
  // The page repeats disableautocc's text here; the name says what it is.
  overrideautoclose: may.flag('Keep out of automatic closing'),
  // Left out: cardtype, cardnum, expdate, startdate, issuenumber, cvv, bankcode, bankacct (deprecated since 7.8).
};

export const clients = area('clients', {
  whmcs_get_clients: {
    title: 'List clients',
    about: 'Search or list clients. For address, credit and custom fields read whmcs_get_client_details.',
    action: 'GetClients',
    args: {
      search: may.text('Start of email, name or company'),
      status: may.choice(['Active', 'Inactive', 'Closed']),
      orderby: may.choice(
        ['id', 'firstname', 'lastname', 'companyname', 'email', 'groupid', 'datecreated', 'status'],
        'WHMCS 8.2+',
      ),
      sorting: may.choice(['ASC', 'DESC']),
    },
    result: paged('clients.client'),
  },

  whmcs_get_client_details: {
    title: 'Read a client',
    about: 'One client whole: contact data, status, credit, custom fields, login users.',
    action: 'GetClientsDetails',
    names: { client: ['clientid', 'email'] },
    args: {
      clientid: may.id(),
      email: may.email(),
      stats: may.flag('Add counts and totals of invoices, services, tickets'),
    },
    rules: [exactlyOne('clientid', 'email')],
    // WHMCS repeats the client flat at the top level and calls that copy deprecated.
    result: record({
      key: 'client',
      beside: ['stats'],
      each: { customfields: CUSTOM, users: { in: 'user', each: {} } },
    }),
  },

  whmcs_add_client: {
    title: 'Add a client',
    about:
      'Create a client and its login user, or attach it to an existing user by owner_user_id. Mails a welcome unless noemail. Undone only by whmcs_delete_client.',
    action: 'AddClient',
    effects: ['mail?!noemail'],
    args: {
      firstname: need.text(),
      lastname: need.text(),
      email: need.email(),
      address1: need.text(),
      city: need.text(),
      state: need.text(),
      postcode: need.text(),
      country: need.country(),
      phonenumber: need.text(),
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
      securityqid: may.id(),
      securityqans: secret(may.text()),
      currency: may.id(),
      groupid: may.id(),
      customfields: may.customFields(),
      language: may.text('Full name, such as english'),
      clientip: may.ip(),
      notes: may.body('Seen by staff only'),
      marketingoptin: may.flag(),
      noemail: may.flag('Send no welcome mail'),
      skipvalidation: may.flag('Do not enforce required fields'),
      // Left out: cardtype, cardnum, expdate, startdate, issuenumber, cvv (deprecated since 7.8, and card data has no place here).
    },
    rules: [
      refuse(
        'password2 belongs to a new user: leave it out with owner_user_id',
        (args) => args.owner_user_id !== undefined && args.password2 !== undefined,
      ),
      goesWith('securityqans', 'securityqid'),
    ],
    readBack: clientAdded,
    undo: endMade({
      what: 'client',
      result: 'clientid',
      tool: 'whmcs_delete_client',
      idArg: 'clientid',
      // The login user came with it, unless there was one.
      and: (args) => ({ deleteusers: args.owner_user_id === undefined }),
      leaves: 'The welcome mail is not called back; whatever the client ordered since is deleted as well.',
    }),
    result: confirmation(),
  },

  whmcs_update_client: {
    title: 'Update a client',
    about:
      'Change fields of a client; only those given change, "" clears. Setting them back undoes it, except clearcreditcard. To close an account cleanly use WHMCS itself; password and credit are not changed here.',
    action: 'UpdateClient',
    names: { client: ['clientid', 'clientemail'] },
    effects: ['irreversible?clearcreditcard'],
    args: CHANGES,
    rules: [exactlyOne('clientid', 'clientemail'), someChange('clientid', 'clientemail', 'skipvalidation')],
    before: [knownGateway('paymentmethod')],
    readBack: clientChanged,
    undo: setBack('whmcs_update_client', client, CHANGES, {
      otherwise: 'WHMCS does not show what was changed, so nothing was kept; a person can set it in WHMCS.',
    }),
    result: confirmation(),
  },

  whmcs_delete_client: {
    title: 'Delete a client',
    about:
      'Delete a client with all services, domains, invoices and tickets. Cannot be undone; whmcs_update_client with status Closed keeps the records.',
    action: 'DeleteClient',
    names: { client: ['clientid'] },
    effects: ['irreversible'],
    args: {
      clientid: need.id(),
      deleteusers: may.alwaysFlag('Also users without another client'),
      deletetransactions: may.alwaysFlag(),
    },
    readBack: clientGone,
    undo: 'A deleted client does not come back. A person can restore it from a backup.',
    result: confirmation(),
  },

  whmcs_get_client_products: {
    title: 'List services',
    about:
      "List clients' services (products they own) with status, price and due date. Credentials are withheld.",
    action: 'GetClientsProducts',
    names: { client: ['clientid'], service: ['serviceid'] },
    args: {
      clientid: may.id(),
      serviceid: may.id(),
      pid: may.id('Product id'),
      domain: may.domain(),
      username2: may.text("The service's username"),
    },
    result: paged('products.product', {
      each: { customfields: CUSTOM, configoptions: { in: 'configoption', each: {} } },
    }),
  },

  whmcs_get_client_domains: {
    title: 'List domains',
    about:
      "List clients' domains with registrar, expiry and price. WHMCS can't filter by status; read the column.",
    action: 'GetClientsDomains',
    names: { client: ['clientid'], domain: ['domainid', 'domain'] },
    args: { clientid: may.id(), domainid: may.id(), domain: may.domain() },
    result: paged('domains.domain'),
  },
});
