import { type Body, idOf } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { quoted } from '../prose/index.js';
import { ageDays, recordType } from './record.js';

export interface Service {
  readonly id: number;
  readonly fields: Body;
  readonly clientId: number | undefined;
  /** `“Starter” for “example.com”`. */
  readonly label: string;
  /** `server “Mercury”`; undefined where none is assigned. */
  readonly server: string | undefined;
}

export function serviceOf(row: Body): Service {
  const domain = decoded(row.domain);
  const id = idOf(row.id) ?? 0;
  const server = decoded(row.servername);
  const serverId = idOf(row.serverid) ?? 0;
  return {
    id,
    fields: row,
    clientId: idOf(row.clientid),
    label: `${quoted(row.name)}${domain === '' ? '' : ` for ${quoted(domain)}`}`,
    server: server !== '' ? `server ${quoted(server)}` : serverId > 0 ? `server ${serverId}` : undefined,
  };
}

/** How a service is asked for and told from others, its statuses, and `context.service.*`. */
export const serviceRecord = recordType<Service>({
  kind: 'service',
  action: 'GetClientsProducts',
  list: 'products.product',
  namedBy: ['serviceid'],
  keys: { id: { param: 'serviceid', column: 'id' } },
  status: 'status',
  statuses: ['Pending', 'Active', 'Suspended', 'Terminated', 'Cancelled', 'Fraud', 'Completed'],
  parse: serviceOf,
  policy: {
    id: (row) => idOf(row.id),
    status: (row) => row.status,
    product: (row) => row.name,
    pid: (row) => idOf(row.pid),
    amount: (row) => row.recurringamount,
    billingcycle: (row) => row.billingcycle,
    age_days: (row, { now }) => ageDays(row.regdate, now),
    clientid: (row) => idOf(row.clientid),
  },
});
