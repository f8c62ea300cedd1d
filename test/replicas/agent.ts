import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Kind, Ledger, Made } from './ledger.js';

/** Longer than a call waits for a state that is away, or for its turn. */
const CALL_MS = 60_000;
const AGAIN_MS = 100;

/** Whether a stream is broken that nobody takes up again. Without a session, each is. */
const isForGood = ({ message }: Error, session: string | undefined): boolean =>
  /^Maximum reconnection attempts/.test(message) ||
  (session === undefined && /^SSE stream disconnected/.test(message));

const pause = (ms: number) => new Promise((over) => setTimeout(over, ms));

/** The address of the server and the token that a client shows. */
export interface Door {
  readonly url: string;
  readonly token: string | undefined;
}

/** An MCP client that connects anew where its connection, or its session, is gone. It never makes a call twice. */
export class RovingAgent {
  readonly client: string;
  readonly caller: string;
  readonly #door: Door;
  readonly #ledger: Ledger;
  #connected: Client | undefined;
  #isOver = false;

  constructor(client: string, caller: string, door: Door, ledger: Ledger) {
    this.client = client;
    this.caller = caller;
    this.#door = door;
    this.#ledger = ledger;
  }

  /** Makes one call and notes what came of it. */
  async call(
    kind: Kind,
    name: string,
    tool: string,
    args: Record<string, unknown>,
  ): Promise<Made & { approval?: string }> {
    const connected = await this.#connect();
    const began = Date.now();
    const note = (outcome: string, text: string): Made => {
      const made = { kind, caller: this.caller, name, began, ended: Date.now(), outcome, text };
      this.#ledger.add(this.client, made);
      return made;
    };
    try {
      const reply = await connected.callTool({ name: tool, arguments: args }, undefined, {
        timeout: CALL_MS,
      });
      const text = (reply.content as { text: string }[])[0]?.text ?? '';
      const { code, approval } = (reply.structuredContent ?? {}) as { code?: string; approval?: string };
      const made = note(reply.isError === true ? (code ?? 'no code') : 'done', text);
      return approval === undefined ? made : { ...made, approval };
    } catch (error) {
      this.#connected = undefined;
      void connected.close().catch(() => undefined);
      const text = error instanceof Error ? error.message : String(error);
      // What is answered so was handed on to nobody.
      return note(error instanceof StreamableHTTPError && error.code === 503 ? 'http 503' : 'lost', text);
    }
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#connected?.close().catch(() => undefined);
  }

  async #connect(): Promise<Client> {
    while (this.#connected === undefined) {
      if (this.#isOver) throw new Error('This client has left.');
      const client = new Client({ name: this.client, version: '1.0.0' });
      const { url, token } = this.#door;
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
        requestInit: { headers },
        reconnectionOptions: {
          initialReconnectionDelay: 200,
          maxReconnectionDelay: 1_000,
          reconnectionDelayGrowFactor: 2,
          maxRetries: 3,
        },
      });
      // The stream that an answer was to come by broke, and its server is gone: the SDK would wait for it all the same.
      transport.onerror = (error) => {
        if (isForGood(error, transport.sessionId)) void client.close().catch(() => undefined);
      };
      try {
        await client.connect(transport, { timeout: CALL_MS });
        this.#connected = client;
      } catch {
        await client.close().catch(() => undefined);
        await pause(AGAIN_MS);
      }
    }
    return this.#connected;
  }
}
