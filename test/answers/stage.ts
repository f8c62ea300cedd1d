import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { SANDBOX_NOW, type Sandbox } from '../../src/sandbox/index.js';
import type { Invoice, Transaction } from '../../src/sandbox/records/billing.js';
import {
  type Agent,
  ALLOW_ALL,
  credentialsFor,
  done,
  openProgram,
  policyFile,
  sandboxed,
  unmarked,
} from '../harness.js';

export interface Answering {
  readonly sandbox: Sandbox;
  readonly app: ReturnType<typeof openProgram>['app'];
  readonly agent: Agent;
  connectAs: ReturnType<typeof openProgram>['connectAs'];
}

/** A caller of the sandbox's company who has the answers, and the desk's tools only inside them. */
export async function answering({
  policy = {},
  env = {},
}: {
  policy?: object;
  env?: Record<string, string>;
} = {}): Promise<Answering> {
  const sandbox = await sandboxed();
  const program = openProgram({
    ...credentialsFor(sandbox),
    WHMCS_RATE: '0',
    WHMCS_MEMORY_S: '0',
    WHMCS_TIMEZONE: 'UTC',
    GUARD_POLICY: policyFile({ ...ALLOW_ALL, ...policy }),
    GUARD_TOOLSETS: 'answers',
    ...env,
  });
  return { sandbox, ...program, agent: await program.connectAs(sessionFor(LOCAL_CALLER)) };
}

/** A day so many days from the sandbox's own. */
export const day = (days = 0): string =>
  new Date(SANDBOX_NOW.getTime() + days * 86_400_000).toISOString().slice(0, 10);

type Row = Record<string, unknown>;

/** What an answer says, without marks; a list of it, by its name. */
export async function asked({ agent }: Pick<Answering, 'agent'>, tool: string, args: Row = {}) {
  const answer = unmarked(done(await agent.call(tool, args))) as Row;
  return { answer, rows: (name: string) => (answer[name] ?? []) as Row[] };
}

/** An invoice with one line for a service or a domain. */
export function plantInvoice(
  { state }: Sandbox,
  { cents, relId = 0, ...over }: Partial<Invoice> & { cents: number; relId?: number },
): Invoice {
  const [first] = state.invoices;
  if (first === undefined) throw new Error('the company has no invoice');
  const id = 90_000 + state.invoices.length;
  const line = { id, type: 'Hosting', relId, description: 'Web Plus', amount: cents, taxed: false };
  const invoice: Invoice = {
    ...structuredClone(first),
    id,
    number: '',
    credit: 0,
    status: 'Unpaid',
    lines: [line],
    ...over,
  };
  state.invoices.push(invoice);
  return invoice;
}

export function plantPayment({ state }: Sandbox, over: Partial<Transaction>): Transaction {
  const [first] = state.transactions;
  if (first === undefined) throw new Error('the company has no transaction');
  const id = 90_000 + state.transactions.length;
  const nothing = { fees: 0, amountIn: 0, amountOut: 0, refundId: 0, invoiceId: 0 };
  const payment: Transaction = {
    ...structuredClone(first),
    id,
    transId: `planted-${id}`,
    ...nothing,
    ...over,
  };
  state.transactions.push(payment);
  return payment;
}
