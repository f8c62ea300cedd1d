import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { DatabaseSync } from '@photostructure/sqlite';
import { onTestFinished } from 'vitest';
import { type App, build } from '../../src/app.js';
import { readConfig } from '../../src/config/index.js';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { serveMcp } from '../../src/mcp/index.js';
import type { Sandbox } from '../../src/sandbox/index.js';
import { type Agent, connect, credentialsFor, policyFile, sandboxed, temporaryFolder } from '../harness.js';
import { type GatedWhmcs, gated } from './gated-whmcs.js';

const RULE = {
  require: [
    {
      conditions: [{ path: 'context.invoice.status', op: 'eq', value: 'Unpaid' }],
      on_deny: 'It is not open.',
    },
  ],
  limits: [{ counter: 'payments', window: 'month', max: 100 }],
};

const ALLOWING = { version: '1', default: 'allow' };
const RULED = { ...ALLOWING, tools: { whmcs_add_payment: RULE } };
const ASKING = {
  ...ALLOWING,
  tools: { whmcs_add_payment: { ...RULE, require_approval: true } },
};
const DENYING = {
  ...ALLOWING,
  tools: { whmcs_add_payment: { action: 'deny', reason: 'No more payments.' } },
};

/** Two servers on one state before one WHMCS, an unpaid invoice, and what can happen to a payment of it. */
export interface Stage {
  whmcs: GatedWhmcs;
  sandbox: Sandbox;
  app: App;
  /** A client of the first server; it reads through a single slot. */
  agent: Agent;
  /** A client of the second server. */
  other: Agent;
  payment: { invoiceid: number; gateway: string; amount: string; transid: string };
  /** Calls back, before anything else happens, when the first server writes that event to its log. */
  onLog(event: string, listener: () => void): void;
  // All of these take effect before they return.
  halt(): void;
  resume(): void;
  denyPayments(): void;
  /** Payments ask a person as before, by a policy of another revision. */
  askAnew(): void;
  /** Somebody marks the invoice as paid in WHMCS. */
  payInvoice(): void;
  /** All turns lapse, as those of a process that does not renew them, and somebody else had them since. */
  loseTurns(): void;
}

/** `lag` is how much the clock of the second server is behind, in milliseconds. */
export async function staged({ asks = false, rule = true, lag = 0 } = {}): Promise<Stage> {
  const sandbox = await sandboxed();
  const whmcs = await gated(sandbox);
  const folder = temporaryFolder();
  const policy = policyFile(asks ? ASKING : rule ? RULED : ALLOWING);
  const listeners = new Map<string, () => void>();

  async function server(
    slots: number,
    behind: number,
    log: (event: string) => void,
  ): Promise<{ app: App; agent: Agent }> {
    const read = readConfig(
      {
        ...credentialsFor(sandbox),
        WHMCS_API_URL: whmcs.url,
        WHMCS_CONCURRENCY: String(slots),
        GUARD_STATE: join(folder, 'state.db'),
        GUARD_POLICY: policy,
        GUARD_APPROVAL_WAIT: '60',
      },
      { destructiveTools: [], state: 'memory' },
    );
    if ('problems' in read) throw new Error('the configuration is refused');
    const app = build(read.config, {
      log: (_level, event) => log(event),
      now: () => new Date(Date.now() - behind),
    });
    const [near, far] = InMemoryTransport.createLinkedPair();
    const mcp = await serveMcp(sessionFor(LOCAL_CALLER), far, {
      guard: app.guard,
      version: '0.0.0',
      log: () => {},
    });
    const agent = await connect(near, () => '');
    onTestFinished(async () => {
      await agent.client.close();
      await mcp.close();
      await app.close();
    });
    return { app, agent };
  }

  const first = await server(1, 0, (event) => listeners.get(event)?.());
  const second = await server(4, lag, () => {});
  const invoice = sandbox.state.invoices.find((one) => one.status === 'Unpaid');
  if (invoice === undefined) throw new Error('the sandbox has no unpaid invoice');
  return {
    whmcs,
    sandbox,
    ...first,
    other: second.agent,
    payment: { invoiceid: invoice.id, gateway: 'banktransfer', amount: '1.00', transid: 'T-1' },
    onLog: (event, listener) => void listeners.set(event, listener),
    halt: () => writeFileSync(join(folder, 'halt'), ''),
    resume: () => rmSync(join(folder, 'halt')),
    denyPayments: () => writeFileSync(policy, JSON.stringify(DENYING)),
    askAnew: () => writeFileSync(policy, JSON.stringify({ ...ASKING, hide: ['whmcs_get_stats'] })),
    payInvoice() {
      invoice.status = 'Paid';
    },
    loseTurns() {
      const database = new DatabaseSync(join(folder, 'state.db'), { timeout: 10_000 });
      database.exec("UPDATE lease SET holder = 'somebody', until = 0");
      database.close();
    },
  };
}
