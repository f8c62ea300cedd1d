import { type Body, idOf, type Reads } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { quoted } from '../prose/index.js';
import { rowOf } from './reader.js';

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

export function readService(reads: Reads, id: number): Promise<Service | undefined> {
  return reads.look({
    kind: 'service',
    name: `service ${id}`,
    action: 'GetClientsProducts',
    params: { serviceid: id },
    pick(reply) {
      const row = rowOf(reply, 'products.product', 'id', id);
      return typeof row === 'object' ? serviceOf(row) : row;
    },
  });
}
