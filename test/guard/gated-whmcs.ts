import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.js';

/** A request that is kept waiting. */
export interface Hold {
  /** Resolves once it is there. */
  arrived: Promise<void>;
  release(): void;
}

/** A WHMCS whose requests a test can keep waiting, and whose door it can shut. */
export interface GatedWhmcs {
  url: string;
  /** The actions that arrived, in order. */
  seen: string[];
  /** Keeps the next request of the action waiting until it is released; it is done only then. */
  hold(action: string): Hold;
  /** Connections are refused until `open`. What has arrived is answered. Both take effect at once. */
  shut(): void;
  open(): void;
}

interface Gate {
  readonly action: string;
  arrive(): void;
  readonly released: Promise<void>;
}

export async function gated(sandbox: Sandbox): Promise<GatedWhmcs> {
  const seen: string[] = [];
  const gates: Gate[] = [];
  const server = createServer((request, response) => {
    let raw = '';
    request.on('data', (chunk: Buffer) => {
      raw += chunk.toString();
    });
    request.on('end', async () => {
      const action = new URLSearchParams(raw).get('action') ?? '';
      seen.push(action);
      const index = gates.findIndex((gate) => gate.action === action);
      if (index !== -1) {
        const [gate] = gates.splice(index, 1);
        gate?.arrive();
        await gate?.released;
      }
      const reply = await fetch(`${sandbox.url}${request.url}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: raw,
      });
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      response.end(await reply.text());
    });
  });
  await new Promise<void>((ready) => server.listen(0, ready));
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    hold(action) {
      let arrive = () => {};
      let release = () => {};
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      gates.push({ action, arrive, released });
      return { arrived, release };
    },
    shut: () => {
      server.close();
    },
    open: () => {
      server.listen(port);
    },
  };
}
