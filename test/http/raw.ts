import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection on which a test writes what no client would. */
export interface Wire {
  readonly socket: Socket;
  write(text: string): void;
  /** Everything that came so far. */
  received(): string;
  /** Resolves to what came, once so many answers have begun. */
  answers(count: number): Promise<Answered[]>;
  /** Resolves once the other side has ended the connection. */
  readonly ended: Promise<void>;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
}

const START = /HTTP\/1\.1 (\d{3}) /;

export async function wireTo(port: number): Promise<Wire> {
  const socket = connect({ port, host: '127.0.0.1' });
  onTestFinished(() => {
    socket.destroy();
  });
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  const ended = once(socket, 'close').then(() => undefined);
  await once(socket, 'connect');
  const parts = () =>
    text
      .split(/(?=HTTP\/1\.1 \d{3} )/)
      .filter((part) => START.test(part))
      .map((part) => ({ status: Number(START.exec(part)?.[1]), text: part }));
  return {
    socket,
    write: (data) => void socket.write(data),
    received: () => text,
    ended,
    async answers(count) {
      while (parts().length < count) {
        if (socket.destroyed) throw new Error(`the connection ended after: ${text}`);
        await Promise.race([once(socket, 'data'), ended]);
      }
      return parts();
    },
  };
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly version?: string;
  /** Beside Host, which is there unless it stands here; as lines, so that one can be there twice. */
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** A request as text. Content-Length is added where there is a body and nothing says how long it is. */
export function rawRequest(port: number, request: RawRequest): string {
  const { method = 'POST', path = '/mcp', version = '1.1', headers = [], body } = request;
  const has = (name: string) => headers.some((line) => line.toLowerCase().startsWith(`${name}:`));
  const lines = [
    `${method} ${path} HTTP/${version}`,
    ...(has('host') ? [] : [`Host: 127.0.0.1:${port}`]),
    ...headers,
    ...(body === undefined || has('content-length') || has('transfer-encoding')
      ? []
      : [`Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}

/** Sends one request and resolves to the first answer. */
export async function ask(port: number, request: RawRequest): Promise<Answered> {
  const wire = await wireTo(port);
  wire.write(rawRequest(port, request));
  const [first] = await wire.answers(1);
  if (first === undefined) throw new Error('no answer');
  return first;
}
