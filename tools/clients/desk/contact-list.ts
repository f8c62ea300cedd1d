import {
  type Body,
  idOf,
  listAt,
  Misshapen,
  need,
  type Precheck,
  type ReadCall,
  unsent,
  type Values,
} from '../../../src/catalog/index.js';
import { decoded } from '../../../src/entities.js';
import { listed, quoted } from '../../../src/prose/index.js';
import { allSent, flagOf, hasList } from '../../../src/records/index.js';

export const CONTACTS = 'contacts.contact';

/** The kinds of mail that somebody can get. */
export const MAIL_KINDS = ['general', 'product', 'domain', 'invoice', 'support', 'affiliate'] as const;

/** More than any client has: one who has more can't be told. */
const MOST = 1_000;

/** Without it, whose contact it is would be known to nobody here. */
export const THEIR_CLIENT = unsent(need.id('Client whose contact it is; not sent to WHMCS'));

/** The question for all contacts of the client that `clientid` names: WHMCS does not look for one by its id. */
export const allContacts = ({ clientid }: Values) => ({ userid: Number(clientid), limitnum: MOST });

const ofClient = (reply: Body, { clientid }: Values): Body[] =>
  // A filter that WHMCS does not heed brings those of others.
  listAt(reply, CONTACTS).filter((row) => idOf(row.userid) === clientid);

/** The contact that `contactid` names, of the client that `clientid` names; undefined where the answer does not show it. */
export const contactIn = (reply: Body, args: Values): Body | undefined => withId(ofClient(reply, args), args);

/** All contacts of the client; undefined where the answer does not hold all of them: no answer is no empty list. */
export const contactsIn = (reply: Body, args: Values): Body[] | undefined =>
  hasList(reply, CONTACTS) && allSent(reply, CONTACTS) ? ofClient(reply, args) : undefined;

function allOf(reply: Body, args: Values): Body[] {
  const rows = contactsIn(reply, args);
  if (rows === undefined) throw new Misshapen('it does not list all contacts of the client');
  return rows;
}

/** Rejects where they can't be told. */
export const clientContacts = async ({ ask, values }: Pick<ReadCall, 'ask' | 'values'>) =>
  allOf(await ask('GetContacts', allContacts(values)), values);

const withId = (rows: readonly Body[], { contactid }: Values) =>
  rows.find(({ id }) => idOf(id) === contactid);

/** The contact that a call names; undefined where the client has no such one. */
export const namedContact = async (call: Pick<ReadCall, 'ask' | 'values'>): Promise<Body | undefined> =>
  withId(await clientContacts(call), call.values);

/** Whether the contact is one of the client's: WHMCS takes whichever has the id, and asks no one whose it is. */
export const isTheirs = async (call: Pick<ReadCall, 'ask' | 'values'>): Promise<boolean> =>
  (await namedContact(call)) !== undefined;

/** Refuses a contact of somebody else, or one that there is none of. */
export const isOfClient: Precheck = {
  action: 'GetContacts',
  params: allContacts,
  refuse: (reply, args) =>
    withId(allOf(reply, args), args) === undefined
      ? {
          code: 'invalid_arguments',
          message: `contactid: client ${Number(args.clientid)} has no contact ${Number(args.contactid)}. Nothing was sent.`,
        }
      : undefined,
};

/** `“Petra Books” of “Example Ltd” (contact 31)`. */
export function contactLabel(row: Body): string {
  const name = [row.firstname, row.lastname].map(decoded).join(' ').trim();
  const company = decoded(row.companyname).trim();
  const called = [name, company].filter((one) => one !== '').map((one) => quoted(one));
  const id = idOf(row.id);
  return [
    called.join(' of '),
    id === undefined ? '' : called.length === 0 ? `contact ${id}` : `(contact ${id})`,
  ]
    .filter((one) => one !== '')
    .join(' ');
}

/** Whether a contact gets mails of that kind. */
export const gets = (row: Body, kind: string): boolean => flagOf(row[`${kind}emails`]) === true;

/** `invoice and support`; empty where they get none. */
export const kindsText = (isOn: (kind: string) => unknown): string =>
  listed(
    MAIL_KINDS.filter((kind) => isOn(kind) === true),
    MAIL_KINDS.length,
  );

/** `invoice and support mails`, `no mails`. */
export const mailsText = (isOn: (kind: string) => unknown): string => `${kindsText(isOn) || 'no'} mails`;
