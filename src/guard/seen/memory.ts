import { hash } from 'node:crypto';
import type { TicketReach } from '../../catalog/index.js';
import type { Log } from '../../log.js';
import type { Store } from '../../store/index.js';
import { DAY_MS } from '../../terms.js';
import type { Caller } from '../session.js';
import { createShownValues, type ShownValues } from './shown-values.js';

const MOST_TICKETS = 5_000;
const MOST_ADDRESSES = 5_000;
/** How long what a caller did to an address or a ticket counts as done in the same session. */
const SESSION_MS = 7 * DAY_MS;

/** What callers have met, over every connection and process. Only digests are kept. Rejects with a StoreFault. */
export interface SeenMemory extends ShownValues {
  /** The caller reads a ticket; only the first time counts. */
  firstRead(caller: Caller, ticket: TicketReach): Promise<void>;
  /** Whether the ticket goes to whom it went when the caller first read it, and the caller changed nothing of that. */
  isAsFirstRead(caller: Caller, ticket: TicketReach): Promise<boolean>;
  /** The caller opens a ticket, or changes where one goes. */
  handled(caller: Caller, ticket: number): Promise<void>;
  /** The caller brings addresses to a record of WHMCS's. */
  putThere(caller: Caller, addresses: readonly string[]): Promise<void>;
  /** Those of the addresses that the caller brought somewhere. */
  broughtBy(caller: Caller, addresses: readonly string[]): Promise<ReadonlySet<string>>;
  /** An owner as `ownersOf` names it. */
  ownerKey(owner: string): string;
}

export function createSeenMemory(ports: {
  store(): Promise<Store>;
  installationId: string;
  /** Keeps whoever has only the state from guessing what was read. */
  key: string;
  log: Log;
  now(): Date;
}): SeenMemory {
  const { store, installationId, key, now } = ports;
  const digest = (text: string) => hash('sha256', `${key}\0${text}`, 'base64url').slice(0, 22);
  const of = ({ name }: Pick<Caller, 'name'>) => ({ installation: installationId, caller: name });
  const reachOf = ({ owner, email, cc }: TicketReach) => digest(JSON.stringify([owner, email, cc]));
  const sessionBegan = () => new Date(now().getTime() - SESSION_MS);
  const ownerKey = (owner: string) => (/^\d+$/.test(owner) ? owner : digest(owner));

  return {
    ...createShownValues({ ...ports, of, digest, ownerKey }),
    ownerKey,

    async firstRead(caller, ticket) {
      const entry = { key: String(ticket.id), value: reachOf(ticket) };
      const rules = { onRepeat: 'first', most: MOST_TICKETS } as const;
      await (await store()).callerMemory.keep(of(caller), 'ticket', [entry], rules, now());
    },

    async isAsFirstRead(caller, ticket) {
      const { callerMemory } = await store();
      const name = String(ticket.id);
      const handled = await callerMemory.find(of(caller), 'handled', [name], sessionBegan());
      if (handled.size > 0) return false;
      return (await callerMemory.find(of(caller), 'ticket', [name])).get(name) === reachOf(ticket);
    },

    async handled(caller, ticket) {
      const rules = { onRepeat: 'last', most: MOST_TICKETS } as const;
      const entry = { key: String(ticket), value: '1' };
      await (await store()).callerMemory.keep(of(caller), 'handled', [entry], rules, now());
    },

    async putThere(caller, addresses) {
      const entries = addresses.map((address) => ({ key: digest(address), value: '1' }));
      const rules = { onRepeat: 'last', most: MOST_ADDRESSES } as const;
      await (await store()).callerMemory.keep(of(caller), 'address', entries, rules, now());
    },

    async broughtBy(caller, addresses) {
      const found = await (await store()).callerMemory.find(
        of(caller),
        'address',
        addresses.map(digest),
        sessionBegan(),
      );
      return new Set(addresses.filter((address) => found.has(digest(address))));
    },
  };
}
