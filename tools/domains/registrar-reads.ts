import type { Body, Reads } from '../../src/catalog/index.js';
import { oneLine } from '../../src/prose/index.js';

/** The name servers of a domain as WHMCS names them. */
export const NAMESERVERS = ['ns1', 'ns2', 'ns3', 'ns4', 'ns5'] as const;

/** Asked of the registrar, and not every one of them can tell. */
export function readNameservers(reads: Reads, id: number): Promise<string[] | undefined> {
  return reads.look({
    name: `the present name servers of domain ${id}`,
    action: 'DomainGetNameservers',
    params: { domainid: id },
    pick(reply) {
      const hosts = NAMESERVERS.map((name) => oneLine(reply[name])).filter((host) => host !== '');
      return hosts.length === 0 ? undefined : hosts;
    },
  });
}

/** Registrars have other words for "unknown"; only these two say something. */
export const lockIn = ({ lockstatus }: Body) =>
  lockstatus === 'locked' || lockstatus === 'unlocked' ? lockstatus : undefined;

/** The transfer lock, asked of the registrar. */
export function readLock(reads: Reads, id: number): Promise<'locked' | 'unlocked' | undefined> {
  return reads.look({
    name: `whether domain ${id} is locked`,
    action: 'DomainGetLockingStatus',
    params: { domainid: id },
    pick: lockIn,
  });
}
