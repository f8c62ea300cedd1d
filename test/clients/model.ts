import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dialect, Json } from './dialects.js';
import { STEPS } from './scenario.js';

/** A local server that plays the model of a provider: it makes the calls of the steps, one a turn. */
export interface ScriptedModel {
  readonly url: string;
  /** What it was given for each of its calls. */
  readonly read: readonly string[];
  /** How many of our tools it was offered at most. */
  readonly tools: number;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Json) : {};
  } catch {
    return {};
  }
}

function send(response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, { 'content-type': type });
  response.end(text);
}

export async function startModel(dialect: Dialect): Promise<ScriptedModel> {
  let read: readonly string[] = [];
  let tools = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    const body = await bodyOf(request);
    if (request.method !== 'POST' || !dialect.path.test(url))
      return send(response, 'application/json', JSON.stringify(dialect.other(url)));
    const names = dialect.tools(body);
    const named = (tool: string) => names.find((name) => name.endsWith(tool));
    const ours = names.filter((name) => /whmcs_/.test(name)).length;
    tools = Math.max(tools, ours);
    const results = dialect.results(body);
    if (results.length > read.length) read = results;
    const step = ours === 0 ? undefined : STEPS[results.length];
    const name = step === undefined ? undefined : named(step.tool);
    const call =
      step === undefined || name === undefined
        ? undefined
        : { id: `call_${results.length}`, name, args: step.args };
    const streams = dialect.streams(url, body);
    send(response, streams ? 'text/event-stream' : 'application/json', dialect.answer(call, streams));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get read() {
      return read;
    },
    get tools() {
      return tools;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
