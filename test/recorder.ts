import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { CALLING_SETS, callingTools } from './every-tool.js';
import type { AtEnd } from './harness.js';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8'));

export interface ActionDoc {
  params: { name: string; type: string; required: boolean; deprecated?: boolean; format?: string }[];
  errors: string[];
}

/** The vendor's samples, with the contact and the login user that sample calls name by their ids in the sandbox. */
function vendorReplies(): Record<string, Record<string, unknown>> {
  const replies = read('example-responses.json');
  const [contact] = replies.GetContacts.contacts.contact;
  Object.assign(contact, { id: 31, userid: 14 });
  for (const client of [replies.GetClientsDetails, replies.GetClientsDetails.client])
    for (const user of client.users?.user ?? []) user.id = 601;
  return replies;
}

/** The documentation of every WHMCS action, and the vendor's sample reply of each. */
export const documented: Record<string, ActionDoc> = read('../../tools/actions/documented/actions.json');
export const sampleReplies: Record<string, Record<string, unknown>> = {
  ...vendorReplies(),
  // One that has all that any tool asks for.
  WhmcsDetails: { result: 'success', whmcs: { version: '9.0.0', canonicalversion: '9.0.0-release.1' } },
  // The vendor's own show no data.
  GetRegistrars: { result: 'success', registrars: [{ module: 'enom', display_name: 'Enom' }] },
  GetHealthStatus: {
    result: 'success',
    checks: { success: [{ name: 'phpVersion', type: 'PHP', severityLevel: 'success', body: 'Supported.' }] },
  },
};

interface ToolEntry {
  tool: string;
  toolset: string;
  set?: string | undefined;
  action: string;
  riskClass: string;
  riskLevel: string;
}

/** Tools as they were asked for, stated apart from the code. There may be more: `catalogue` has all there are. */
export const required = (read('catalogue.json').tools as ToolEntry[]).map(
  ({ tool, toolset, action, riskClass, riskLevel }) => ({ tool, toolset, action, riskClass, riskLevel }),
);

/** Every tool there is. */
export const catalogue: { tools: ToolEntry[] } = {
  tools: [...callingTools().values()].map(({ name, toolset, set, action, risk, level }) => ({
    tool: name,
    toolset,
    ...(set !== undefined && { set }),
    action,
    riskClass: risk,
    riskLevel: level,
  })),
};

export const CREDENTIALS = {
  identifier: 'identifier-KA7Zq',
  secret: 'secret-9f/W+x y&z',
  accessKey: 'accesskey-(!)7@',
};

export interface Recorded {
  action: string;
  /** The form as it arrived, our own credentials left out. */
  form: [string, string][];
  raw: string;
}

export interface Recorder {
  env: Record<string, string>;
  received: Recorded[];
  /** What an action is answered with from now on, or what says so when it is asked; the vendor's sample otherwise. */
  answers: Map<string, unknown>;
}

/** WHMCS is asked to work out a price, and to change nothing. */
export const isCalculation = ({ form }: Recorded): boolean =>
  form.some(([name, value]) => name === 'calconly' && value === '1');
const booked = (id: string, userid: string, amountin: string, invoiceid = '0') => ({
  ...(sampleReplies.GetTransactions as { transactions: { transaction: object[] } }).transactions
    .transaction[0],
  id,
  userid,
  amountin,
  transid: `booked-${id}`,
  invoiceid,
});

/** Transactions by which the checks before the sample calls find nothing against them: those that they name, and no repetition. */
const NOTHING_AGAINST_IT = {
  result: 'success',
  totalresults: 4,
  transactions: {
    transaction: [
      booked('4999', '2361', '20.00', '1'),
      booked('5001', '2', '0.00'),
      booked('5002', '2361', '0.00'),
      booked('5020', '2', '20.00'),
    ],
  },
};

/** What is answered in the place of the vendor's sample. That of DeleteQuote shows an error. */
const usual: Readonly<Record<string, unknown>> = {
  DeleteQuote: { result: 'success' },
  GetTransactions: NOTHING_AGAINST_IT,
};

/** Keeps what WHMCS answers an action with until it is let go: what lets it go, one by one, in the order of asking. */
export function heldAnswers({ answers }: Recorder, action: string, answer?: unknown): (() => void)[] {
  const held: (() => void)[] = [];
  answers.set(action, () => new Promise((resolve) => held.push(() => resolve(answer))));
  return held;
}

/** The ticket that the sample call for an attachment names by its id in the sandbox. */
const WITH_ATTACHMENT = '403';

function usualAnswer(action: string, form: readonly (readonly [string, string])[]): unknown {
  const answer = usual[action] ?? sampleReplies[action];
  const isOfSample = form.some(([name, value]) => name === 'ticketid' && value === WITH_ATTACHMENT);
  return action === 'GetTicket' && isOfSample
    ? { ...sampleReplies.GetTicket, ticketid: WITH_ATTACHMENT }
    : answer;
}

const AUTH = new Set(['identifier', 'secret', 'accesskey', 'action', 'responsetype']);

/** A WHMCS that says what it is told to say and keeps what it was asked: for tests of the wire itself. */
export async function recorder(atEnd: AtEnd = onTestFinished): Promise<Recorder> {
  const received: Recorded[] = [];
  const answers = new Map<string, unknown>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const raw = Buffer.concat(chunks).toString();
      const all = [...new URLSearchParams(raw)];
      const action = all.find(([name]) => name === 'action')?.[1] ?? '';
      received.push({ action, raw, form: all.filter(([name]) => !AUTH.has(name)) });
      const set = answers.get(action);
      const answer = (typeof set === 'function' ? await set() : set) ?? usualAnswer(action, all);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const env = {
    WHMCS_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/billing/`,
    WHMCS_API_IDENTIFIER: CREDENTIALS.identifier,
    WHMCS_API_SECRET: CREDENTIALS.secret,
    WHMCS_ACCESS_KEY: CREDENTIALS.accessKey,
    WHMCS_STAFF_USERNAME: 'agent',
    ...CALLING_SETS,
    WHMCS_RATE: '100',
    WHMCS_TIMEZONE: 'UTC',
    // Each answer is one that WHMCS gives now.
    WHMCS_MEMORY_S: '0',
  };
  return { env, received, answers };
}
