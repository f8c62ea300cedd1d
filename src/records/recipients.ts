import {
  type Ask,
  type Body,
  idOf,
  listAt,
  type MailAbout,
  type Reach,
  type Reached,
  type Recipient,
  type TicketReach,
} from '../catalog/index.js';
import { decoded } from '../entities.js';
import { sameAddress } from './address.js';
import { clientRecord } from './client.js';
import { contactsOf } from './contacts.js';
import type { RecordType } from './record.js';
import { ticketRecord } from './ticket.js';

const addressList = (list: unknown): string[] =>
  decoded(list)
    .split(/[,;\s]+/)
    .map(sameAddress)
    .filter((address) => address !== '');

async function rowOf({ action, params, pick }: RecordType, ask: Ask, argument: string, value: unknown) {
  const row = pick(await ask(action, params(argument, value)), argument, value);
  if (typeof row !== 'object') throw new Error(`WHMCS does not show ${argument} ${String(value)}`);
  return row;
}

export interface OwnAddresses {
  readonly id: number;
  readonly email: string;
  /** With those of the users who can sign in for the client. */
  readonly all: ReadonlySet<string>;
}

function ownOf(row: Body): OwnAddresses {
  const email = sameAddress(row.email);
  const id = idOf(row.id);
  if (id === undefined || email === '') throw new Error('WHMCS shows no address of the client');
  const users = listAt(row, 'users.user').map((user) => sameAddress(user.email));
  return { id, email, all: new Set([email, ...users].filter((one) => one !== '')) };
}

export const clientAddresses = async (ask: Ask, id: number): Promise<OwnAddresses> =>
  ownOf(await rowOf(clientRecord, ask, 'clientid', id));

/** The client concerned; who gets copies, `withContacts` tells. */
export async function clientReached(ask: Ask, id: number, about: MailAbout = 'general'): Promise<Reached> {
  const { email } = await clientAddresses(ask, id);
  return { recipients: [{ address: email, clientId: id, outsider: false }], copies: { clientId: id, about } };
}

/** With those contacts of the client who want copies of such mail. Rejects where they can't be told. */
export async function withContacts(ask: Ask, reached: Reached): Promise<Reached> {
  if (reached.copies === undefined) return reached;
  const { clientId, about } = reached.copies;
  const contacts = await contactsOf(ask, clientId);
  if (contacts === undefined) return { ...reached, contacts: 'not listed' };
  const wanting = contacts.filter(({ wants }) => wants.has(about)).map(({ address }) => address);
  const copied = [...new Set(wanting)].filter((one) =>
    reached.recipients.every(({ address }) => address !== one),
  );
  return {
    ...reached,
    contacts: copied,
    recipients: [
      ...reached.recipients,
      ...copied.map((address): Recipient => ({ address, clientId, outsider: false })),
    ],
  };
}

/** What decides where the mails of a ticket go, out of what shows the ticket. */
export function ticketReachOf(row: Body): TicketReach | undefined {
  const id = idOf(row.ticketid ?? row.id);
  if (id === undefined) return undefined;
  return {
    id,
    owner: idOf(row.userid) ?? 0,
    email: sameAddress(row.email),
    cc: addressList(row.cc).sort(),
  };
}

async function ticketNow(ask: Ask, id: unknown): Promise<TicketReach> {
  const ticket = ticketReachOf(await rowOf(ticketRecord, ask, 'ticketid', id));
  if (ticket === undefined) throw new Error('WHMCS does not show the ticket');
  return ticket;
}

/** Whoever asked in a ticket, and those who get copies of it. */
export async function ticketReached(ask: Ask, id: unknown): Promise<Reached> {
  const ticket = await ticketNow(ask, id);
  const copies = ticket.owner > 0 ? { clientId: ticket.owner, about: 'support' as const } : undefined;
  return { recipients: await ofTicket(ask, ticket), ticket, ...(copies && { copies }) };
}

/** Whoever asked: a user of the client has an address of their own, and versions of WHMCS differ in which of both they write to. */
const askersOf = (own: OwnAddresses | undefined, email: string): string[] =>
  own === undefined ? [email] : own.all.has(email) ? [...new Set([email, own.email])] : [own.email];

async function ofTicket(ask: Ask, { owner, email, cc }: TicketReach): Promise<Recipient[]> {
  const own = owner > 0 ? await clientAddresses(ask, owner) : undefined;
  const isKnown = (address: string) => own?.all.has(address) ?? address === email;
  // A contact is the client's own, and read for only where somebody gets copies who is not known by then.
  const isMore = own !== undefined && cc.some((address) => !isKnown(address));
  const contacts = isMore ? await contactsOf(ask, owner).catch(() => undefined) : undefined;
  const isOwn = (one: string) => isKnown(one) || contacts?.some(({ address }) => address === one) === true;
  const clientId = own?.id;
  return [
    ...askersOf(own, email).map((address): Recipient => ({ address, clientId, outsider: false })),
    ...cc.map((address) => {
      const outsider = !isOwn(address);
      return { address, clientId: outsider ? undefined : clientId, outsider };
    }),
  ];
}

/** Everybody who can read a ticket once it was changed as the arguments say; nobody where none of that changes. */
export const changedTicketReached: Reach = async ({ values, ask }) => {
  const now = await ticketNow(ask, values.ticketid);
  const { userid, email, cc } = values;
  if (userid === undefined && email === undefined && cc === undefined) {
    // Whoever asked reads what the ticket says from then on; nothing is mailed.
    const recipients = await ofTicket(ask, now);
    return { recipients: recipients.slice(0, recipients.length - now.cc.length), ticket: now };
  }
  const owner = typeof userid === 'number' ? userid : now.owner;
  const then: TicketReach = {
    id: now.id,
    owner,
    email: email === undefined ? now.email : sameAddress(email),
    cc: cc === undefined ? now.cc : (cc as readonly unknown[]).map(sameAddress),
  };
  const isMoved = owner !== now.owner || (owner === 0 && then.email !== now.email);
  const reached = await ofTicket(ask, then);
  const askers = reached.length - then.cc.length;
  const recipients = reached.map((one, index) =>
    index < askers && isMoved ? { ...one, outsider: true } : one,
  );
  return { recipients, ticket: now };
};

/** An address that the call itself brings: nobody whom WHMCS knows the call to concern. */
export const stranger = (address: unknown): Recipient => ({
  address: sameAddress(address),
  clientId: undefined,
  outsider: true,
});
