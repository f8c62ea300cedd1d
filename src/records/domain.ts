import { type Body, idOf, type Reads } from '../catalog/index.js';
import { decoded } from '../entities.js';
import { dayOf, quoted } from '../prose/index.js';
import { rowOf } from './reader.js';

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

/** By its id, or else by its name. */
export function readDomain(reads: Reads, id: number | undefined, name: unknown): Promise<Domain | undefined> {
  const [column, value] = id === undefined ? ['domainname', String(name)] : ['id', id];
  return reads.look({
    kind: 'domain',
    name: id === undefined ? `domain ${quoted(name)}` : `domain ${id}`,
    action: 'GetClientsDomains',
    params: id === undefined ? { domain: String(name) } : { domainid: id },
    pick(reply) {
      const row = rowOf(reply, 'domains.domain', column, value);
      return typeof row === 'object' ? domainOf(row) : row;
    },
  });
}
