import { PassThrough, type Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { serveMcp, stdioTransport } from '../../src/mcp/index.js';
import { ALLOW_ALL, openProgram, policyFile, until } from '../harness.js';
import { recorder } from '../recorder.js';

export interface Message {
  jsonrpc: string;
  id?: number | string | null;
  method?: string;
  result?: { isError?: boolean; structuredContent?: Record<string, unknown>; tools?: unknown[] };
  error?: { code: number; message: string };
}

/** What a client says first. */
export const hello = {
  jsonrpc: '2.0',
  id: 'hello',
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};
export const callOf = (id: number | string, name: string, args?: unknown) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

/** A server whose two streams a test holds in its hands. */
export async function raw({
  output = new PassThrough(),
  greet = true,
}: {
  output?: Writable;
  greet?: boolean;
} = {}) {
  const whmcs = await recorder();
  const { app } = openProgram({
    ...whmcs.env,
    WHMCS_CONCURRENCY: '16',
    WHMCS_RATE: '100',
    GUARD_POLICY: policyFile(ALLOW_ALL),
  });
  const input = new PassThrough();
  const logged: string[] = [];
  const server = await serveMcp(sessionFor(LOCAL_CALLER), stdioTransport(input, output), {
    guard: app.guard,
    version: '0.0.0',
    log: (_level, event, fields) => logged.push(`${event} ${JSON.stringify(fields)}`),
  });
  onTestFinished(() => server.close());
  const messages: Message[] = [];
  let rest = '';
  if (output instanceof PassThrough) {
    output.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) messages.push(JSON.parse(line));
    });
  }
  const send = (...all: unknown[]) =>
    input.write(all.map((one) => `${typeof one === 'string' ? one : JSON.stringify(one)}\n`).join(''));
  const answer = async (id: number | string | null) => {
    await until(() => messages.some((message) => message.id === id));
    return messages.find((message) => message.id === id) as Message;
  };
  if (greet) {
    send(hello);
    await answer('hello');
  }
  return { whmcs, input, send, answer, messages, logged };
}
