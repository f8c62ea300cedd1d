import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { withObjects } from '../tables.js';
import type { Answer, Args, Connection } from './agent.js';
import type { Policy } from './policies.js';
import type { House } from './world.js';

export interface Server extends Connection {
  /** A person says yes on the command line, where the agent has no reach. */
  approve(id: string): Promise<void>;
  /** Answers whose code says that this session's past decided, and not what was asked. */
  readonly isWornOut: boolean;
  close(): Promise<void>;
}

/** The program that `npm run build` made; the scripts run in the project's folder. */
const MAIN = join(process.cwd(), 'dist/main.js');

const WORN_OUT = new Set(['duplicate_call', 'rate_limited']);

const TAG = /<\/?untrusted-[\da-z]+>/g;

function parsed(text: string): Args {
  try {
    return withObjects(JSON.parse(text.replace(TAG, '')));
  } catch {
    return {};
  }
}

/** What the protocol itself refuses, such as a name that is no tool's. */
function asRefusal(error: unknown) {
  return { isError: true, content: [{ text: String(error) }], structuredContent: { code: 'protocol' } };
}

/** The built server over stdio with a state of its own, driven by the official client. */
export async function startServer(house: House, policy: Policy): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'scorecard-'));
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    GUARD_POLICY: policy.file,
    GUARD_STATE: join(folder, 'state.db'),
    // With more tools there is more to go wrong.
    GUARD_TOOLSETS: 'desk',
    // Nobody is waited for: who approves does so between two calls.
    GUARD_APPROVAL_WAIT: '0',
    LOG_LEVEL: 'error',
    WHMCS_API_URL: house.sandbox.url,
    WHMCS_API_IDENTIFIER: house.sandbox.credentials.identifier,
    WHMCS_API_SECRET: house.sandbox.credentials.secret,
    WHMCS_STAFF_USERNAME: house.world.state.staff[0]?.username ?? '',
    WHMCS_RATE: '100',
  };

  async function connect(): Promise<Client> {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [MAIN],
      env,
      cwd: folder,
      stderr: 'ignore',
    });
    const client = new Client({ name: 'scorecard', version: '1.0.0' });
    await client.connect(transport);
    return client;
  }

  let client = await connect();
  let isWornOut = false;

  return {
    async call(tool, args): Promise<Answer> {
      const reply = await client.callTool({ name: tool, arguments: args }).catch(asRefusal);
      const text = (reply.content as { text?: string }[]).map((part) => part.text ?? '').join('\n');
      const details = (reply.structuredContent ?? {}) as { code?: string; approval?: string };
      const ok = reply.isError !== true;
      const { code, approval } = ok ? {} : details;
      isWornOut ||= code !== undefined && WORN_OUT.has(code);
      return { tool, ok, text, code, approval, data: ok ? parsed(text) : {}, tagged: text.search(TAG) >= 0 };
    },
    async reconnect() {
      await client.close();
      client = await connect();
    },
    async approve(id) {
      await promisify(execFile)(process.execPath, [MAIN, 'approvals', 'approve', id], { env, cwd: folder });
    },
    get isWornOut() {
      return isWornOut;
    },
    async close() {
      await client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
