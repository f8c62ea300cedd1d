import { BlockList, isIP } from 'node:net';

/** An IPv4 address that came over an IPv6 socket, as an IPv4 address. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** The address of a hop, which some proxies write with its port: `192.0.2.1:443`, `[2001:db8::1]:443`. */
function hopAddress(hop: string): string {
  const [, bare, bracketed] = /^(?:([\d.]+):\d{1,5}|\[([^\]]+)\](?::\d{1,5})?)$/.exec(hop) ?? [];
  return plainAddress(bare ?? bracketed ?? hop);
}

/** A set of addresses out of `10.0.0.1` and `10.0.0.0/8`, IPv6 as well. Throws where one is neither. */
export function addressSet(entries: readonly string[]): BlockList {
  const set = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    if (prefix === undefined) set.addAddress(address, familyOf(address));
    else set.addSubnet(address, Number(prefix), familyOf(address));
  }
  return set;
}

export const isWithin = (set: BlockList, address: string): boolean =>
  isIP(address) !== 0 && set.check(address, familyOf(address));

/** Whether an address, or the name that systems give it, is reached from this machine alone. Asked for each request. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (host.startsWith('127.') && isIP(host) === 4);

/**
 * Where a request came from. Each proxy adds the address that it saw at the end of `X-Forwarded-For`; the last one that is
 * no proxy of ours is the client's. What stands before it, the client can have made up.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, proxies: BlockList): string {
  let address = peer;
  const hops = forwardedFor?.split(',').map((hop) => hopAddress(hop.trim())) ?? [];
  while (isWithin(proxies, address)) {
    const hop = hops.pop();
    if (hop === undefined || isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}
