import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import { asFlag } from '../../php/params.js';
import { BLANK_PERSON, type Contact, EMAIL_PREFERENCES, PERSON_FIELDS } from '../../records/people.js';
import { html, nest, pageOf } from '../../reply.js';
import { byId, issueId, type State } from '../../state.js';

/** A contact may be without, where the client or another contact hears of domains. */
const ICANN_RULE =
  'You must have at least one email address enabled to receive domain related notifications as required by ICANN. To disable domain notifications, please enable domain notifications for the primary account holder or another contact';

function contactRow(contact: Contact) {
  const texts = PERSON_FIELDS.map(([name, key]) => [name, html(contact[key])] as const);
  const wants = EMAIL_PREFERENCES.map((kind) => [`${kind}emails`, contact.wants[kind] ? 1 : 0] as const);
  return {
    id: contact.id,
    userid: contact.clientId,
    ...Object.fromEntries(texts),
    tax_id: html(contact.taxId),
    ...Object.fromEntries(wants),
    created_at: '0000-00-00 00:00:00',
    updated_at: '0000-00-00 00:00:00',
  };
}

/** Filters by client and address alone; an unknown parameter is ignored, as WHMCS does. */
function getContacts(call: Call): Reply {
  const { params, state } = call;
  const found = state.contacts.filter(
    ({ clientId, email }) =>
      (!params.given('userid') || clientId === params.int('userid')) &&
      (!params.given('email') || email.toLowerCase() === params.text('email').toLowerCase()),
  );
  const page = pageOf(call, found);
  return {
    ...page.head,
    contacts: nest('contact', page.rows.map(contactRow)),
  };
}

/** WHMCS lets an address be there twice. */
function addContact(call: Call): Reply {
  const { params, state } = call;
  const client = byId(state.clients, params.int('clientid')) ?? fail('Client ID Not Found');
  const contact: Contact = {
    id: issueId(state, 'contacts'),
    clientId: client.id,
    ...BLANK_PERSON,
    taxId: params.text('tax_id'),
    wants: {
      general: false,
      product: false,
      domain: false,
      invoice: false,
      support: false,
      affiliate: false,
    },
  };
  setFields(call, contact);
  state.contacts.push(contact);
  call.log(`Added Contact - User ID: ${client.id} - Contact ID: ${contact.id}`, client.id);
  return { result: 'success', contactid: contact.id };
}

function updateContact(call: Call): Reply {
  const { params, state } = call;
  const contact = byId(state.contacts, params.int('contactid')) ?? fail('Contact ID Not Found');
  const wanted = params.array('email_preferences').get('domain');
  if (wanted !== undefined && !asFlag(wanted) && isLastToHearOfDomains(state, contact)) fail(ICANN_RULE);
  setFields(call, contact);
  call.log(`Contact Modified - User ID: ${contact.clientId} - Contact ID: ${contact.id}`, contact.clientId);
  return { result: 'success', contactid: contact.id };
}

function setFields({ params }: Call, contact: Contact): void {
  for (const [name, key] of PERSON_FIELDS) {
    if (params.has(name)) contact[key] = params.text(name);
  }
  const preferences = params.array('email_preferences');
  for (const kind of EMAIL_PREFERENCES) {
    if (preferences.has(kind)) contact.wants[kind] = asFlag(preferences.get(kind));
  }
}

function isLastToHearOfDomains(state: State, contact: Contact): boolean {
  const client = byId(state.clients, contact.clientId);
  const others = state.contacts.filter((one) => one !== contact && one.clientId === contact.clientId);
  return client?.emailPreferences.domain !== true && !others.some(({ wants }) => wants.domain);
}

function deleteContact(call: Call): Reply {
  const { params, state } = call;
  const contact = byId(state.contacts, params.int('contactid')) ?? fail('Contact ID Not Found');
  state.contacts = state.contacts.filter((one) => one !== contact);
  call.log(`Deleted Contact - User ID: ${contact.clientId} - Contact ID: ${contact.id}`, contact.clientId);
  return { result: 'success', contactid: contact.id };
}

export const contactActions: Handlers = {
  GetContacts: getContacts,
  AddContact: addContact,
  UpdateContact: updateContact,
  DeleteContact: deleteContact,
};
