import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  type Call,
  openWhmcs,
  type Params,
  type WhmcsPorts,
  type WhmcsSettings,
} from '../../src/whmcs/index.js';

type Promised = Call['promise'];

/** One request as it arrived. */
export interface Seen {
  path: string;
  form: URLSearchParams;
  headers: IncomingMessage['headers'];
  socket: Socket;
  /** `performance.now()` when the whole of it was there. */
  at: number;
}

export type Answer = (response: ServerResponse, seen: Seen, index: number) => void;

export interface FakeServer {
  url: string;
  port: number;
  seen: Seen[];
  /** From now on connections are refused. */
  stop(): void;
}

/** An HTTP server that records every request and answers as told; it is gone when the test is. */
export async function serve(answer: Answer, port = 0): Promise<FakeServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        path: request.url ?? '',
        form: new URLSearchParams(Buffer.concat(chunks).toString()),
        headers: request.headers,
        socket: request.socket,
        at: performance.now(),
      };
      answer(response, one, seen.push(one) - 1);
    });
  });
  const bound = await listen(server, port);
  return { url: `http://127.0.0.1:${bound}`, port: bound, seen, stop: () => void server.close() };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A port where nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export const IDENTIFIER = 'id-3f9a0b<7&"1';
export const SECRET = 's3cret/ü+value=="quoted"';
export const ACCESS_KEY = 'k#y(1)*[x]';

/** What a client is told of actions here: those that begin with Get read, and a few are not known at all. */
export const kindOf = (action: string) =>
  /^unknown/i.test(action) ? undefined : /^(get|domainget|domainwhois)/i.test(action) ? 'read' : 'write';

/** Waits cost nothing and there is no jitter unless a test says otherwise. */
export function connect(url: string, settings: Partial<WhmcsSettings> = {}, ports: WhmcsPorts = {}) {
  // Tests of the transport send any action either way.
  let pretended: 'read' | 'write' | undefined;
  const { whmcs, clear, clearRead } = openWhmcs(
    {
      url,
      allowHttp: false,
      credentials: { identifier: { reveal: () => IDENTIFIER }, secret: { reveal: () => SECRET } },
      concurrency: 4,
      ratePerSecond: 1000,
      ...settings,
    },
    (action) => pretended ?? kindOf(action),
    { random: () => 0, wait: async () => {}, ...ports },
  );
  onTestFinished(() => whmcs.close());
  function cleared(kind: 'read' | 'write', action: string, params: Params, promise?: Promised) {
    pretended = kind;
    try {
      return clear({ action, slow: false, params, promise });
    } finally {
      pretended = undefined;
    }
  }
  return {
    whmcs,
    clear,
    clearRead,
    slow: () => clear({ action: 'ModuleSuspend', slow: true, params: {} }),
    read: (action = 'GetInvoices', params: Params = {}) => cleared('read', action, params),
    write: (action = 'AddInvoicePayment', params: Params = {}, promise?: Promised) =>
      cleared('write', action, params, promise),
  };
}

/** The rejection of a promise that must not succeed. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('It succeeded.');
    },
    (error: unknown) => error,
  );
}
