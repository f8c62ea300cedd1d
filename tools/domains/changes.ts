import type { ReadBack, Values } from '../../src/catalog/index.js';
import { type Changed, domainRecord, holds, readOf, rowOf, untold } from '../../src/records/index.js';

// The registrar's own reads take the id alone.
const byId = (args: Values) => args.domainid !== undefined;
const idParam = (args: Values) => ({ domainid: Number(args.domainid) });

const hosts = (list: unknown) =>
  (list as unknown[])
    .map((host) => String(host).toLowerCase().replace(/\.$/, ''))
    .sort()
    .join(' ');

/** Neither read repeats the id that it was asked for. */
const asAsked: Changed['record'] = (reply, args) => ({ id: Number(args.domainid), fields: reply });

export const nameservers: Changed = {
  what: 'domain',
  idArg: 'domainid',
  read: { action: 'DomainGetNameservers', when: byId, params: idParam },
  record: asAsked,
  fields: {
    nameservers: {
      shown(reply) {
        const found = ['ns1', 'ns2', 'ns3', 'ns4', 'ns5'].map((name) => reply[name]);
        const named = found.filter((host): host is string => typeof host === 'string' && host !== '');
        return named.length === 0 ? undefined : named;
      },
      same: (wanted, shown) => hosts(wanted) === hosts(shown),
    },
  },
  aside: ['domainid', 'domain', 'repeat_of'],
};

export const lock: Changed = {
  what: 'domain',
  idArg: 'domainid',
  read: { action: 'DomainGetLockingStatus', params: idParam },
  record: asAsked,
  fields: {
    lockstatus: {
      // Registrars have other words for "unknown"; only these two say something.
      shown: ({ lockstatus }) =>
        lockstatus === 'locked' ? true : lockstatus === 'unlocked' ? false : undefined,
      same: (wanted, shown) => wanted === shown,
    },
  },
  aside: ['domainid', 'repeat_of'],
};

export const nameserversSet = holds(nameservers);
export const lockSet = holds(lock);

/** Only the date before the call could tell whether the years were added; WHMCS may show the new one days later. */
export const renewed: ReadBack = {
  ...readOf(domainRecord),
  tells(reply, args) {
    const row = rowOf(domainRecord, reply, args);
    const expiry = /^\d{4}-\d{2}-\d{2}$/.exec(String(row?.expirydate))?.[0];
    return untold(
      expiry === undefined
        ? 'WHMCS shows no such domain with an expiry date'
        : `the domain expires on ${expiry}, and whether a renewal is in that does not show`,
    );
  },
};
