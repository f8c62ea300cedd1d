import { idOf, type Reached, type Tool, type Values } from '../../catalog/index.js';
import { sameAddress, ticketReachOf, withContacts } from '../../records/index.js';
import type { Caller } from '../session.js';
import { createFinder } from './distinctive.js';
import type { MetBy } from './elsewhere.js';
import { spelledAcross } from './joined.js';
import { createLately, type Lately } from './lately.js';
import type { SeenMemory } from './memory.js';
import { type ReachReads, reachedBy } from './reach.js';
import { hasOpaqueFile, saysIn, textsIn } from './said.js';
import { spellingsIn } from './spellings.js';

/** A call whose recipients are asked for. */
export interface Sending {
  readonly tool: Tool;
  readonly values: Values;
  readonly caller: Caller;
}

/** What rules can ask about a mail. */
export interface MailFacts {
  /** How many addresses get it, as decimal text; `0` where no mail is sent. */
  readonly recipients: string;
  /** Those of them that are neither the client concerned nor whoever asked, as decimal text. */
  readonly outsiders: string;
  /** A reply to a ticket that goes to whom it went when this caller first read it. */
  readonly as_first_read: boolean;
}

/** What a caller has seen, and whom its calls reach. */
export interface Seen {
  /**
   * A result is about to be handed to the caller: what it tells of clients counts from here on. Whatever has to be waited for
   * is returned. `clientId` is asked for where the result does not say whose it is.
   */
  shown(call: Sending, result: unknown, clientId: () => Promise<number>): Promise<void> | undefined;
  /** Resolves once what callers were shown is written down. Never rejects. */
  written(): Promise<void>;
  /** A write is about to leave: what it puts where is remembered first, so that no lost answer hides it. */
  leaving(call: Sending): Promise<void>;
  /** Rejects where it can't be told. */
  mail(call: Sending, reads: ReachReads, mails: boolean): Promise<MailFacts>;
  /** Names a guest, for limits that count per client. */
  guestKey(email: string): string;
  /** Whose the values are that a caller was shown, of those that belong to one client. Rejects with a StoreFault. */
  readonly ownersOf: SeenMemory['ownersOf'];
  /** What a caller said lately to any of the addresses. */
  readonly toldTo: Lately['toldTo'];
  /** Whether text or data of a client's can reach somebody else. Rejects where it can't be told. */
  discloses(call: Sending, reads: ReachReads): Promise<boolean>;
}

const READS_TICKET = 'GetTicket';
/** Replies about one client that do not name the client. */
const NAMES_NO_CLIENT: ReadonlySet<string> = new Set(['DomainGetWhoisInfo']);
/** Arguments that put an address where mail goes, by tool action. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  OpenTicket: ['email'],
  UpdateTicket: ['email', 'cc'],
  AddClient: ['email'],
  UpdateClient: ['email'],
  AddContact: ['email'],
  UpdateContact: ['email'],
  CreateQuote: ['email'],
};
/** Tools that enter a contact, by whom it is of; an address cannot be spelled like what they leave behind. */
const ENTERS_CONTACT: ReadonlySet<string> = new Set(['AddContact', 'UpdateContact']);
const contactsKey = (client: unknown) => `contacts of ${Number(client)}`;
const MOVES_TICKET: readonly string[] = ['userid', 'email', 'cc', 'name'];

/** Texts of one call that are joined with each other; the lines of a long invoice are not. */
const MOST_JOINED = 8;

/** `elsewhere`: what the same callers have met in other WHMCS. */
export function createSeen(memory: SeenMemory, elsewhere?: Pick<MetBy, 'ownersOf' | 'toldTo'>): Seen {
  const lately = createLately();
  const findDistinctive = createFinder();

  /** Whether somebody gets copies whom the caller entered among the contacts of the client. */
  async function isCopied({ caller }: Sending, { ask }: ReachReads, reached: Reached): Promise<boolean> {
    const { contacts } = await withContacts(ask, reached);
    if (contacts === undefined || contacts === 'not listed') return true;
    return (await memory.broughtBy(caller, contacts)).size > 0;
  }

  const addressesOf = ({ recipients }: Reached) => [...new Set(recipients.map(({ address }) => address))];

  return {
    shown({ tool, values, caller }, result, clientId) {
      const find = (whole?: string) => findDistinctive(tool.action, result, whole, memory.shownTo(caller));
      if (NAMES_NO_CLIENT.has(tool.action))
        return clientId()
          .then(String, () => `domain ${values.domainid}`)
          .then(find);
      find();
      if (tool.action === READS_TICKET) {
        const ticket = ticketReachOf(result as Record<string, unknown>);
        if (ticket !== undefined) return memory.firstRead(caller, ticket);
      }
      if (tool.action === 'OpenTicket') {
        const id = idOf((result as Record<string, unknown> | null)?.id);
        if (id !== undefined) return memory.handled(caller, id);
      }
      return undefined;
    },

    written: memory.written,

    async leaving({ tool, values, caller }) {
      lately.left(caller, values, saysIn({ tool, values }));
      const names = ADDRESSES[tool.action] ?? [];
      const addresses = names.flatMap((name) => textsIn(values[name])).map(sameAddress);
      const entered = addresses.length > 0 && ENTERS_CONTACT.has(tool.action);
      await memory.putThere(caller, entered ? [...addresses, contactsKey(values.clientid)] : addresses);
      const moves = tool.action === 'UpdateTicket' && MOVES_TICKET.some((name) => values[name] !== undefined);
      if (moves && typeof values.ticketid === 'number') await memory.handled(caller, values.ticketid);
    },

    async mail(call, reads, mails) {
      const concerned = await reachedBy(call, reads);
      const reached = mails ? await withContacts(reads.ask, concerned) : concerned;
      const addresses = addressesOf(reached);
      const brought = await memory.broughtBy(call.caller, addresses);
      const strangers = new Set([
        ...brought,
        ...reached.recipients.filter(({ outsider }) => outsider).map(({ address }) => address),
      ]);
      const isReply = call.tool.action === 'AddTicketReply' && reached.ticket !== undefined;
      return {
        recipients: mails ? String(addresses.length) : '0',
        outsiders: String(strangers.size),
        as_first_read:
          isReply &&
          brought.size === 0 &&
          reached.ticket !== undefined &&
          (await memory.isAsFirstRead(call.caller, reached.ticket)),
      };
    },

    ownersOf: memory.ownersOf,
    toldTo: lately.toldTo,

    guestKey: (email) => `guest ${memory.ownerKey(`mail:${sameAddress(email)}`)}`,

    async discloses(call, reads) {
      const { tool, caller } = call;
      const reached = await reachedBy(call, reads);
      const addresses = addressesOf(reached);
      lately.reaches(call.values, addresses);
      const copied = reached.copies === undefined ? [] : [contactsKey(reached.copies.clientId)];
      const brought = await memory.broughtBy(caller, [...addresses, ...copied]);
      if (addresses.some((one) => brought.has(one))) return true;
      if (brought.size > 0 && (await isCopied(call, reads, reached))) return true;
      if (reached.recipients.some(({ outsider }) => outsider)) {
        // Copies that a customer wanted before the caller came are the customer's own doing.
        const { ticket } = reached;
        const kept =
          tool.action !== 'UpdateTicket' &&
          ticket !== undefined &&
          (await memory.isAsFirstRead(caller, ticket));
        if (!kept) return true;
      }
      const texts = saysIn(call);
      if (texts.length === 0) return false;
      if (tool.says.some((name) => hasOpaqueFile(call.values[name]))) return true;
      const spelled = spellingsIn(texts);
      if (spelled === undefined) return true;
      const told = [lately, elsewhere].flatMap((one) => one?.toldTo(caller, addresses) ?? []);
      const across = spelledAcross(told, texts.slice(0, MOST_JOINED));
      const values = [...spelled, ...across];
      // Nobody in another WHMCS is whom this call reaches, whatever their number there.
      if (elsewhere !== undefined && (await elsewhere.ownersOf(caller, values)).size > 0) return true;
      const owners = new Set(await memory.ownersOf(caller, values));
      for (const { clientId, address } of reached.recipients) {
        owners.delete(memory.ownerKey(clientId === undefined ? `mail:${address}` : String(clientId)));
      }
      return owners.size > 0;
    },
  };
}
