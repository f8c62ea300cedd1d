import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished, vi } from 'vitest';

export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  raw: string;
  body: Record<string, unknown>;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** Resolves once so many have come. */
  until(count: number): Promise<void>;
}

/** Somebody's server that is told of requests; it answers each request as it is told to, 204 by itself. */
export async function openReceiver(
  answer: (response: ServerResponse, index: number) => void = (response) => response.writeHead(204).end(),
): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const raw = await text(request);
    const index = received.length;
    received.push({
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      raw,
      body: raw === '' ? {} : JSON.parse(raw),
    });
    answer(response, index);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook?key=not-for-the-log`,
    received,
    until: (count) =>
      vi.waitFor(() => {
        if (received.length < count) throw new Error(`only ${received.length} of ${count} have come`);
      }, 15_000),
  };
}

/** Checks a signature as Standard Webhooks tells a receiver to. */
export function isSigned({ headers, raw }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${raw}`;
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

/** What a message to a program of one's own says of its request. */
export const dataOf = ({ body }: Received): Record<string, unknown> => body.data as Record<string, unknown>;
