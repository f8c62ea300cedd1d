import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import { asFlag, asText } from '../../php/params.js';
import { readSerialized } from '../../php/serialized.js';
import { BLANK_PERSON, type Client, EMAIL_PREFERENCES, PERSON_FIELDS } from '../../records/people.js';
import { nest, pageOf } from '../../reply.js';
import { byId, issueId } from '../../state.js';
import { clientRow, detailsOf, statsOf } from './client-rows.js';

const EMAIL = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/;
const ICANN_RULE =
  'You must have at least one email address enabled to receive domain related notifications as required by ICANN. To disable domain notifications, please create an alternative contact that is set to receive them';

/** Checked in this order; the double blank is the documentation's. */
const REQUIRED = [
  ['firstname', 'You did not enter your first name'],
  ['lastname', 'You did not enter your last name'],
  ['email', 'You did not enter your email address'],
  ['address1', 'You did not enter your  address line 1'],
  ['city', 'You did not enter your city'],
  ['state', 'You did not enter your state'],
  ['postcode', 'You did not enter your postcode'],
  ['country', 'Valid country required'],
  ['phonenumber', 'You did not enter your phone number'],
] as const;

const TEXT_FIELDS = [
  ...PERSON_FIELDS,
  ['tax_id', 'taxId'],
  ['notes', 'notes'],
  ['language', 'language'],
  ['status', 'status'],
  ['paymentmethod', 'gateway'],
] as const;

const FLAG_FIELDS = [
  ['latefeeoveride', 'lateFeeOverride'],
  ['overideduenotices', 'overdueNoticesOverride'],
  ['taxexempt', 'taxExempt'],
  ['separateinvoices', 'separateInvoices'],
  ['disableautocc', 'disableAutoCharge'],
  ['overrideautoclose', 'overrideAutoClose'],
  ['marketingoptin', 'marketing'],
] as const;

function getClients(call: Call): Reply {
  const { params, state } = call;
  const prefix = params.text('search').toLowerCase();
  const matches = (client: Client) =>
    [
      client.email,
      client.firstName,
      client.lastName,
      `${client.firstName} ${client.lastName}`,
      client.companyName,
    ].some((text) => text.toLowerCase().startsWith(prefix));
  const status = params.text('status').toLowerCase();
  const found = state.clients.filter(
    (client) =>
      (prefix === '' || matches(client)) && (status === '' || client.status.toLowerCase() === status),
  );
  const orderBy = params.text('orderby');
  const keyOf = (client: Client): string | number => {
    if (!params.given('orderby')) return `${client.firstName} ${client.lastName}`;
    const value = clientRow(client)[orderBy];
    return typeof value === 'number' || typeof value === 'string' ? value : client.id;
  };
  const sign = params.text('sorting').toUpperCase() === 'DESC' ? -1 : 1;
  found.sort((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    return sign * (left < right ? -1 : left > right ? 1 : a.id - b.id);
  });
  const page = pageOf(call, found);
  return {
    ...page.head,
    clients: nest('client', page.rows.map(clientRow)),
  };
}

function getClientsDetails(call: Call): Reply {
  const { params, state } = call;
  if (!params.given('clientid') && !params.given('email')) fail('Either clientid Or email Is Required');
  const client = params.given('clientid')
    ? byId(state.clients, params.int('clientid'))
    : state.clients.find((one) => one.email.toLowerCase() === params.text('email').toLowerCase());
  if (!client) fail('Client Not Found');
  const details = detailsOf(state, client);
  // The flat copy is what older clients read; the documentation deprecates it but WHMCS still sends it.
  const reply: Reply = { result: 'success', ...details, client: details };
  if (params.flag('stats')) reply.stats = statsOf(call, client);
  return reply;
}

function addClient(call: Call): Reply {
  const { params, state } = call;
  const owner = byId(state.users, params.int('owner_user_id'));
  if (params.given('owner_user_id') && !owner) fail('Invalid Owner User ID');
  checkNewClient(call, owner !== undefined);
  const email = params.text('email');
  if (!owner && state.users.some((user) => user.email.toLowerCase() === email.toLowerCase())) {
    fail('A user already exists with that email address');
  }
  const id = issueId(state, 'clients');
  const user = owner ?? {
    id: issueId(state, 'users'),
    firstName: params.text('firstname'),
    lastName: params.text('lastname'),
    email,
    clientIds: [],
  };
  if (!owner) state.users.push(user);
  user.clientIds.push(id);
  const client: Client = {
    id,
    uuid: state.random.uuid(),
    ownerUserId: user.id,
    ...BLANK_PERSON,
    emailPreferences: {
      general: true,
      invoice: true,
      support: true,
      product: true,
      domain: true,
      affiliate: true,
    },
    notes: '',
    currencyId: byId(state.currencies, params.int('currency'))?.id ?? 1,
    gateway: '',
    groupId: params.int('groupid'),
    status: 'Active',
    credit: 0,
    taxExempt: false,
    lateFeeOverride: false,
    overdueNoticesOverride: false,
    separateInvoices: false,
    disableAutoCharge: false,
    overrideAutoClose: false,
    marketing: params.flag('marketingoptin'),
    language: '',
    lastLogin: undefined,
    customFields: {},
    dateCreated: call.today,
  };
  for (const [name, key] of TEXT_FIELDS) {
    if (params.has(name) && name !== 'status' && name !== 'paymentmethod') client[key] = params.text(name);
  }
  setCustomFields(call, client);
  state.clients.push(client);
  call.log(`Created Client ${client.firstName} ${client.lastName} - User ID: ${id}`, id);
  if (!params.flag('noemail')) call.mailClient(client, 'Client Signup Email', {});
  return { result: 'success', clientid: String(id), owner_id: String(user.id) };
}

function checkNewClient(call: Call, hasOwner: boolean): void {
  const { params } = call;
  const lenient = params.flag('skipvalidation');
  for (const [name, message] of REQUIRED) {
    // Without an owner the new login still needs its address.
    if (!params.given(name) && (!lenient || (name === 'email' && !hasOwner))) fail(message);
  }
  if (params.given('email') && !EMAIL.test(params.text('email')))
    fail('The email address you entered was not valid');
  if (!lenient) {
    if (!/^[A-Z]{2}$/.test(params.text('country'))) fail('Valid country required');
    if (!/^\+?[\d .()-]{5,25}$/.test(params.text('phonenumber'))) fail('Invalid telephone phone number');
  }
  if (!hasOwner && !params.given('password2')) fail('You did not enter a password');
}

function updateClient(call: Call): Reply {
  const { params, state } = call;
  const client = params.given('clientid')
    ? byId(state.clients, params.int('clientid'))
    : state.clients.find((one) => one.email.toLowerCase() === params.text('clientemail').toLowerCase());
  if (!client) fail('Client ID Not Found');
  const email = params.text('email').toLowerCase();
  if (params.given('email')) {
    if (!EMAIL.test(email)) fail('The email address entered is not valid');
    if (state.clients.some((one) => one !== client && one.email.toLowerCase() === email))
      fail('Duplicate Email Address');
  }
  const preferences = params.array('email_preferences');
  const hearsForThem = state.contacts.some(({ clientId, wants }) => clientId === client.id && wants.domain);
  if (preferences.has('domain') && !asFlag(preferences.get('domain')) && !hearsForThem) fail(ICANN_RULE);
  for (const [name, key] of TEXT_FIELDS) {
    if (params.has(name)) client[key] = params.text(name);
  }
  for (const [name, key] of FLAG_FIELDS) {
    if (params.has(name)) client[key] = params.flag(name);
  }
  for (const name of EMAIL_PREFERENCES) {
    if (preferences.has(name)) client.emailPreferences[name] = asFlag(preferences.get(name));
  }
  if (params.given('currency')) client.currencyId = params.int('currency');
  if (params.given('groupid')) client.groupId = params.int('groupid');
  setCustomFields(call, client);
  call.log(`Client Profile Modified - User ID: ${client.id}`, client.id);
  return { result: 'success', clientid: String(client.id) };
}

function setCustomFields(call: Call, client: Client): void {
  const values = readSerialized(call.params.text('customfields'));
  for (const [id, value] of values ?? []) {
    const field = call.state.clientFields.find((one) => String(one.id) === id || one.name === id);
    if (field) client.customFields[String(field.id)] = asText(value);
  }
}

function deleteClient(call: Call): Reply {
  const { params, state } = call;
  const client = byId(state.clients, params.int('clientid'));
  if (!client) fail('Client ID Not Found');
  const isOthers = (record: { clientId: number }) => record.clientId !== client.id;
  state.clients = state.clients.filter((one) => one !== client);
  state.services = state.services.filter(isOthers);
  state.domains = state.domains.filter(isOthers);
  state.orders = state.orders.filter(isOthers);
  state.invoices = state.invoices.filter(isOthers);
  state.tickets = state.tickets.filter(isOthers);
  state.quotes = state.quotes.filter(isOthers);
  state.affiliates = state.affiliates.filter(isOthers);
  state.contacts = state.contacts.filter(isOthers);
  if (params.flag('deletetransactions')) state.transactions = state.transactions.filter(isOthers);
  for (const user of state.users) user.clientIds = user.clientIds.filter((id) => id !== client.id);
  if (params.flag('deleteusers')) {
    const wasTheirs = (id: number, clientIds: number[]) =>
      id === client.ownerUserId && clientIds.length === 0;
    state.users = state.users.filter((user) => !wasTheirs(user.id, user.clientIds));
  }
  call.log(`Client Deleted - ID: ${client.id} - ${client.firstName} ${client.lastName}`);
  return { result: 'success', clientid: String(client.id) };
}

function getClientGroups({ state }: Call): Reply {
  const group = state.clientGroups.map(({ id, name }) => ({
    id,
    groupname: name,
    groupcolour: '#FFFFFF',
    discountpercent: '0.00',
    susptermexempt: '',
    separateinvoices: '',
  }));
  return { result: 'success', totalresults: group.length, groups: { group } };
}

export const clientActions: Handlers = {
  GetClientGroups: getClientGroups,
  GetClients: getClients,
  GetClientsDetails: getClientsDetails,
  AddClient: addClient,
  UpdateClient: updateClient,
  DeleteClient: deleteClient,
};
