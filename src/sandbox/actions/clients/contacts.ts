import type { Call, Handlers, Reply } from '../../call.js';
import { type Contact, EMAIL_PREFERENCES } from '../../records/people.js';
import { nest, pageOf } from '../../reply.js';
import { byId } from '../../state.js';

function contactRow(contact: Contact, call: Call) {
  const client = byId(call.state.clients, contact.clientId);
  const wants = EMAIL_PREFERENCES.map((kind) => [`${kind}emails`, contact.wants[kind] ? 1 : 0] as const);
  return {
    id: contact.id,
    userid: contact.clientId,
    firstname: contact.firstName,
    lastname: contact.lastName,
    companyname: client?.companyName ?? '',
    email: contact.email,
    address1: client?.address1 ?? '',
    address2: '',
    city: client?.city ?? '',
    state: client?.state ?? '',
    postcode: client?.postcode ?? '',
    country: client?.country ?? '',
    phonenumber: '',
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
    contacts: nest(
      'contact',
      page.rows.map((row) => contactRow(row, call)),
    ),
  };
}

export const contactActions: Handlers = { GetContacts: getContacts };
