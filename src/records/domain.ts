import { type Body, idOf } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { dayOf, quoted } from '../prose/index.js';
import { ageDays, recordType } from './record.js';

export interface Domain {
  readonly id: number;
  readonly name: string;
  readonly fields: Body;
  readonly clientId: number | undefined;
  /** System name, or empty where none is set up. */
  readonly registrar: string;
  readonly years: number;
  readonly expiry: string | undefined;
}

export function domainOf(row: Body): Domain {
  return {
    id: idOf(row.id) ?? 0,
    name: decoded(row.domainname),
    fields: row,
    clientId: idOf(row.userid),
    registrar: decoded(row.registrar).trim(),
    years: idOf(row.regperiod) || 1,
    expiry: dayOf(row.expirydate),
  };
}

/** How a domain is asked for, by its id or its name, and told from others, its statuses, and `context.domain.*`. */
export const domainRecord = recordType<Domain>({
  kind: 'domain',
  action: 'GetClientsDomains',
  list: 'domains.domain',
  namedBy: ['domainid', 'domain'],
  keys: {
    id: { param: 'domainid', column: 'id' },
    domain: { param: 'domain', column: 'domainname', named: (name) => `domain ${quoted(name)}` },
  },
  owner: 'userid',
  status: 'status',
  statuses: [
    'Pending',
    'Pending Registration',
    'Pending Transfer',
    'Active',
    'Grace',
    'Redemption',
    'Expired',
    'Transferred Away',
    'Cancelled',
    'Fraud',
  ],
  parse: domainOf,
  policy: {
    id: (row) => idOf(row.id),
    status: (row) => row.status,
    name: (row) => row.domainname,
    registrar: (row) => row.registrar,
    regperiod: (row) => idOf(row.regperiod),
    amount: (row) => row.recurringamount,
    expirydate: (row) => row.expirydate,
    age_days: (row, { now }) => ageDays(row.regdate, now),
    clientid: (row) => idOf(row.userid),
    do_not_renew: (row) => row.donotrenew === true || /^(?:1|on|true)$/i.test(String(row.donotrenew)),
  },
});
