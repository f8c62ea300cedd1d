import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AtEnd } from '../harness.js';

const SESSION = 'mcp-session-id';

/** Whether a request certainly reached nobody. */
const isUnsent = (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED';

interface Taken {
  readonly body: Buffer;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * A plain balancer: each request goes to the next replica in turn, or with `isSticky` to the one that opened its session. A
 * replica that takes no connection is passed over; a request that may have reached one is never sent again.
 */
class Balancer {
  readonly #ports: readonly number[];
  readonly #isSticky: boolean;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });
  readonly #homes = new Map<string, number>();
  #turn = 0;

  constructor(ports: readonly number[], isSticky: boolean) {
    this.#ports = ports;
    this.#isSticky = isSticky;
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () =>
      this.#try({ body: Buffer.concat(chunks), request, response }, this.#order(request)),
    );
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Replicas in the order in which they are tried. */
  #order(request: IncomingMessage): number[] {
    this.#turn = (this.#turn + 1) % this.#ports.length;
    const order = [...this.#ports.slice(this.#turn), ...this.#ports.slice(0, this.#turn)];
    const home = this.#isSticky ? this.#homes.get(String(request.headers[SESSION])) : undefined;
    return home === undefined ? order : [home, ...order.filter((port) => port !== home)];
  }

  #try(taken: Taken, [port, ...others]: number[]): void {
    const { body, request, response } = taken;
    if (port === undefined) {
      response.writeHead(503).end();
      return;
    }
    const { method, url: path, headers } = request;
    const passed = send({ port, host: '127.0.0.1', agent: this.#agent, method, path, headers });
    passed.on('error', (error) => {
      if (isUnsent(error)) this.#try(taken, others);
      else if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
    passed.on('response', (answer) => {
      const session = answer.headers[SESSION];
      if (typeof session === 'string') this.#homes.set(session, port);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    response.once('close', () => passed.destroy());
    passed.end(body);
  }
}

/** Starts one in front of the replicas at these ports of this machine; resolves to its address. */
export async function balance(ports: readonly number[], isSticky: boolean, atEnd: AtEnd): Promise<string> {
  const balancer = new Balancer(ports, isSticky);
  const server = createServer({ requestTimeout: 0 }, (request, response) => balancer.take(request, response));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  atEnd(() => {
    balancer.close();
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
