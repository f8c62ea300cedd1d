import {
  type Body,
  confirmation,
  exactlyOne,
  idOf,
  listAt,
  may,
  named,
  need,
  type Precheck,
  type ReachCall,
  type Reached,
  unsent,
  type Values,
  write,
} from '../../../src/catalog/index.js';
import { quoted, where } from '../../../src/prose/index.js';
import {
  clientFacts,
  clientRecord,
  personOf,
  rowOf,
  sameAddress,
  untold,
} from '../../../src/records/index.js';

export const resetPassword = write('whmcs_reset_password', {
  title: 'Mail a password reset',
  about:
    'Mail a login user of a client a link by which they set a new password themselves. Their password stays until then; the link goes to the address of the user and to nobody here.',
  action: 'ResetPassword',
  whose: named({ within: async (call) => (await userOf(call)) !== undefined }),
  names: { client: ['clientid'] },
  // Whoever reads that mailbox gets into every client of the user.
  effects: ['mail', 'control', 'irreversible', 'secret'],
  reaches: userReached,
  args: {
    clientid: unsent(need.id('Client whose user it is; not sent to WHMCS')),
    id: may.id('Login user, from whmcs_get_client_details; no client id'),
    email: may.email('Of the login user'),
  },
  rules: [exactlyOne('id', 'email')],
  before: [isUserOfClient()],
  result: confirmation(),
  done: (args) => `WHMCS has mailed the reset of a user of client ${args.clientid}.`,
  errors: {
    nothingBegun: [
      'Please provide a valid email address',
      'User Not Found',
      'Please enter the email address or provide the id',
    ],
  },

  // The mails of users are in no list of WHMCS's.
  readBack: {
    action: clientRecord.action,
    when: () => false,
    params: ofClient,
    tells: () => untold('WHMCS does not list the mails of login users'),
  },

  undo: 'A mail that was sent is not called back; its link can be followed for a while only.',

  async preview(scene) {
    const { values, reads } = scene;
    const person = await personOf(scene, Number(values.clientid));
    const user = person.client && userIn(person.client.fields, values);
    const named = values.id === undefined ? `user ${quoted(values.email)}` : `user ${Number(values.id)}`;
    if (person.client !== undefined && user === undefined)
      reads.lack(`${named} of client ${person.client.id}`);
    return {
      title: `Mail a password reset to ${named} of ${person.label}`,
      sentences: [
        person.whose,
        user &&
          `A mail goes to ${quoted(user.email)}, the address of ${quoted(user.name)} (user ${idOf(user.id) ?? '?'}).`,
        'It holds a link: whoever reads it sets a new password, and gets into every client of that user.',
        where(
          user !== undefined && sameAddress(user.email) !== sameAddress(person.client?.email),
          `The client itself has another address, ${person.mail}.`,
        ),
        'The password stays as it is until somebody follows the link.',
      ],
      gentler: 'The user can ask for that link in the client area ("Forgot password").',
      snapshot: { ...clientFacts(person), 'user.id': idOf(user?.id), 'mail.to': user?.email },
    };
  },

  sample: {
    least: { clientid: 1, id: 601 },
    more: [{ clientid: 1, email: 'testuser@whmcs.com' }],
  },
});

/** The login user that a call names, among those of a client; undefined where it has no such one. */
function userIn(client: Body, { id, email }: Values): Body | undefined {
  return listAt(client, 'users.user').find((user) =>
    id === undefined ? sameAddress(user.email) === sameAddress(email) : idOf(user.id) === id,
  );
}

function ofClient({ clientid }: Values) {
  return clientRecord.params('clientid', clientid);
}

async function userOf({ values, ask }: ReachCall): Promise<Body | undefined> {
  const row = rowOf(clientRecord, await ask(clientRecord.action, ofClient(values)), values);
  return row && userIn(row, values);
}

/** No contact gets a copy. */
async function userReached(call: ReachCall): Promise<Reached> {
  const user = await userOf(call);
  const address = sameAddress(user?.email);
  if (address === '') throw new Error('whose login it is can not be told');
  return { recipients: [{ address, clientId: Number(call.values.clientid), outsider: false }] };
}

/** WHMCS mails whichever user has the id, and asks no one whose it is; ids of users and clients look alike. */
function isUserOfClient(): Precheck {
  return {
    action: clientRecord.action,
    params: ofClient,
    refuse(reply, args) {
      const row = rowOf(clientRecord, reply, args);
      if (row !== undefined && userIn(row, args) !== undefined) return undefined;
      const [name, said] =
        args.id === undefined ? ['email', 'this address'] : ['id', `id ${Number(args.id)}`];
      return {
        code: 'invalid_arguments',
        message: `${name}: client ${Number(args.clientid)} has no login user with ${said}; whmcs_get_client_details lists its users. Nothing was sent.`,
      };
    },
  };
}
