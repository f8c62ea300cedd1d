import type { BlockList, Server, Socket } from 'node:net';
import type { Log } from '../log.js';
import { networkOf } from '../network.js';
import { isWithin, plainAddress } from './door/addresses.js';

/** Of all connections, the part that one network may have: a fourth. */
const SHARE = 4;
/** Refusals are told so often: whoever floods would fill the log, too. */
const TOLD_EVERY_MS = 60_000;

/**
 * Keeps one address (IPv6: one /64) from taking all connections there may be: what is more than its share is ended as it
 * comes. Proxies that are named have no share, since all clients come by them.
 */
export function shareConnections(
  server: Server,
  { connections, proxies, log }: { connections: number; proxies?: BlockList | undefined; log: Log },
): void {
  const most = Math.ceil(connections / SHARE);
  const open = new Map<string, number>();
  let toldAt = Number.NEGATIVE_INFINITY;
  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress ?? '');
    if (proxies !== undefined && isWithin(proxies, address)) return;
    const network = networkOf(address);
    const count = open.get(network) ?? 0;
    if (count >= most) {
      socket.destroy();
      if (performance.now() - toldAt < TOLD_EVERY_MS) return;
      toldAt = performance.now();
      log('warn', 'http.connections', {
        address,
        note: 'it has all the connections that one address may have',
      });
      return;
    }
    open.set(network, count + 1);
    socket.once('close', () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
}
