import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AtEnd } from '../harness.js';

/** One request as it reached WHMCS. */
export interface Arrival {
  readonly action: string;
  readonly form: URLSearchParams;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** When it was answered, or its sender had gone; undefined while it is under way. */
  until: number | undefined;
}

export interface Witness {
  /** The base address to be used in the place of WHMCS's own. */
  readonly url: string;
  readonly arrivals: readonly Arrival[];
}

/** Stands before a WHMCS, passes everything on, and keeps what arrived and how long it was under way. */
export async function witness(whmcs: string, latencyMs: number, atEnd: AtEnd): Promise<Witness> {
  const arrivals: Arrival[] = [];
  const { hostname, port } = new URL(whmcs);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const form = new URLSearchParams(body.toString());
      const arrival: Arrival = {
        action: form.get('action') ?? '',
        form,
        at: Date.now(),
        until: undefined,
      };
      arrivals.push(arrival);
      response.once('close', () => {
        arrival.until = Date.now();
      });
      const { method, url: path, headers } = request;
      const pass = () =>
        send({ hostname, port, method, path, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        })
          .on('error', () => response.destroy())
          .end(body);
      setTimeout(pass, latencyMs);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrivals };
}
