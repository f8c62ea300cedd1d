import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { whyNot } from '../system/index.js';
import type { ServerCommand } from './clients/table.js';

/** A server that npx has to fetch takes a while. */
const START_MS = 60_000;
const MOST_SAID = 4;

/** What came of a start: how many tools it lists, or what it said in place of that. */
export type FirstStart = { readonly tools: number } | { readonly said: string };

const request = (id: number, method: string, params: object) =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;

const GREETING = {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'whmcs-mcp init', version: '1' },
};

/** What a client starts it with: of ours nothing, as a client does not have what this shell has set. */
function clientEnv(env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:whmcs|guard|mcp)_/i.test(name)));
}

/** Starts the server as a client would, asks it for its tools, and stops it. */
export function startOnce(
  { command, args }: ServerCommand,
  { env, signal }: { env: Readonly<Record<string, string | undefined>>; signal: AbortSignal },
): Promise<FirstStart> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: clientEnv(env),
      stdio: ['pipe', 'pipe', 'pipe'],
      signal: AbortSignal.any([signal, AbortSignal.timeout(START_MS)]),
    });
    const said: string[] = [];
    let tools: number | undefined;
    createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as { id?: number; result?: { tools?: unknown[] } };
      if (answer.id === 2) {
        tools = answer.result?.tools?.length;
        child.stdin.end();
      }
    });
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => said.push(`it can't be started (${whyNot(error)})`));
    child.on('close', () =>
      resolve(tools === undefined ? { said: said.slice(-MOST_SAID).join('\n') } : { tools }),
    );
    child.stdin.write(request(1, 'initialize', GREETING));
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })}\n`);
    child.stdin.write(request(2, 'tools/list', {}));
  });
}
