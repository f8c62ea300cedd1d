import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import type { User } from '../../records/people.js';
import { html, pageOf } from '../../reply.js';
import { byId, type State } from '../../state.js';
import { fullNameOf } from './client-rows.js';

function userRow(user: User, state: State) {
  const clients = user.clientIds.flatMap((id) => byId(state.clients, id) ?? []);
  return {
    id: user.id,
    firstname: html(user.firstName),
    lastname: html(user.lastName),
    email: user.email,
    datecreated: `${clients[0]?.dateCreated ?? '0000-00-00'} 00:00:00`,
    validationdata: '',
    clients: clients.map(({ id, ownerUserId }) => ({ id, isOwner: ownerUserId === user.id })),
  };
}

/** Finds by the start of a name or an address. docs: api-reference/getusers.md */
function getUsers(call: Call): Reply {
  const { params, state } = call;
  const prefix = params.text('search').toLowerCase();
  const found = state.users.filter((user) =>
    [user.email, user.firstName, user.lastName, fullNameOf(user)].some((text) =>
      text.toLowerCase().startsWith(prefix),
    ),
  );
  if (params.text('sorting').toUpperCase() === 'DESC') found.reverse();
  const page = pageOf(call, found);
  return { ...page.head, users: page.rows.map((user) => userRow(user, state)) };
}

/** Sends a link; the password stays until it is followed. docs: api-reference/resetpassword.md */
function resetPassword(call: Call): Reply {
  const { params, state } = call;
  const email = params.text('email').toLowerCase();
  if (!params.given('id') && email === '') fail('Please enter the email address or provide the id');
  if (!params.given('id') && !email.includes('@')) fail('Please provide a valid email address');
  const user = params.given('id')
    ? byId(state.users, params.int('id'))
    : state.users.find((one) => one.email.toLowerCase() === email);
  if (!user) fail('User Not Found');
  call.log(`Password Reset Requested - User ID: ${user.id}`);
  call.mail({ to: user.email, template: 'Password Reset Validation', about: {} });
  return { result: 'success' };
}

export const userActions: Handlers = { GetUsers: getUsers, ResetPassword: resetPassword };
