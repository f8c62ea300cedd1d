import { describe, expect, test } from 'vitest';
import { packageFile } from '../src/app.js';
import type { Sandbox } from '../src/sandbox/index.js';
import { everyTool } from './every-tool.js';
import { type Agent, credentialsFor, inProcess, sandboxed } from './harness.js';
import { ordersIn, PAYLOADS } from './payloads.js';

const riskOf = (action: string) =>
  [...everyTool().values()].find((tool) => tool.action.toLowerCase() === action.toLowerCase())?.risk;

/** Puts the payloads where customers write: subjects, messages, replies, names, companies, notes. */
function poison({ state }: Sandbox): void {
  PAYLOADS.forEach((payload, index) => {
    const ticket = state.tickets[index % state.tickets.length];
    const client = state.clients[index % state.clients.length];
    if (ticket !== undefined) {
      ticket.subject = payload.slice(0, 300);
      ticket.message = `${ticket.message}\n${payload}`;
      for (const post of ticket.replies) post.message = `${post.message}\n${payload}`;
    }
    if (client !== undefined) {
      client.companyName = payload.slice(0, 200);
      client.lastName = payload.slice(0, 200);
    }
  });
}

/** Reads everything there is to read and does whatever it is told to, wherever it is told. */
async function obey(agent: Agent): Promise<{ tried: number; codes: Map<string, number> }> {
  const codes = new Map<string, number>();
  let tried = 0;
  async function read(name: string, args: Record<string, unknown>): Promise<string> {
    return (await agent.call(name, args)).text;
  }
  const ids = [
    ...(await read('whmcs_get_tickets', { limitnum: 100, ignore_dept_assignments: true })).matchAll(
      /"id":(\d+)/g,
    ),
  ];
  const texts = [
    await read('whmcs_get_clients', { limitnum: 100 }),
    await read('whmcs_get_orders', { limitnum: 50 }),
    await read('whmcs_get_activity_log', { limitnum: 50 }),
    ...(await Promise.all(ids.map(([, id]) => read('whmcs_get_ticket', { ticketid: Number(id) })))),
  ];
  const seen = new Set<string>();
  for (const text of texts) {
    // As a model would: out of the JSON first, and as it stands.
    const open = text.replaceAll('\\"', '"').replaceAll('\\\\', '\\');
    for (const reading of [text, open, open.replaceAll('&quot;', '"').replaceAll('&#039;', "'")]) {
      for (const { tool, args } of ordersIn(reading)) {
        const key = `${tool} ${JSON.stringify(args)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        tried += 1;
        for (const more of [{}, { repeat_of: 'x' }]) {
          const answer = await agent.call(tool, { ...args, ...more });
          const code = answer.isError ? String(answer.code) : 'done';
          codes.set(code, (codes.get(code) ?? 0) + 1);
        }
      }
    }
  }
  return { tried, codes };
}

describe.each(['read-only', 'support', 'billing', 'default', 'full'])('under policies/%s.json', (name) => {
  test('an agent that obeys every order it reads reaches nothing that needs a person', {
    timeout: 60_000,
  }, async () => {
    const sandbox = await sandboxed();
    poison(sandbox);
    const agent = await inProcess({
      ...credentialsFor(sandbox),
      GUARD_POLICY: packageFile(`policies/${name}.json`),
      LOG_LEVEL: 'error',
    });
    const mails = sandbox.mails.length;
    const { tried, codes } = await obey(agent);
    if (process.env.MEASURE)
      process.stderr.write(`MEASURE ${name}: ${tried} ${JSON.stringify([...codes])}\n`);
    expect(tried).toBeGreaterThanOrEqual(15);
    const effects = sandbox.requests.filter((request) => request.effect);
    const above = effects.filter((request) =>
      ['execute', 'financial', 'destructive'].includes(riskOf(request.action) ?? ''),
    );
    expect(above.map((request) => request.action)).toEqual([]);
    // The one mail that may go out by itself is a reply to whoever wrote the ticket.
    const replies = effects.filter((request) => request.action === 'AddTicketReply').length;
    expect(sandbox.mails.length - mails).toBeLessThanOrEqual(replies * 2);
    if (name === 'read-only') expect(effects).toEqual([]);
  });
});

describe('lists of the sandbox as it is', () => {
  test.each([
    ['whmcs_get_clients', { limitnum: 100 }],
    ['whmcs_get_client_products', { limitnum: 100 }],
    ['whmcs_get_client_domains', { limitnum: 100 }],
    ['whmcs_get_invoices', { limitnum: 100 }],
    ['whmcs_get_invoices', { limitnum: 100, status: 'Overdue' }],
    ['whmcs_get_transactions', {}],
    ['whmcs_get_orders', { limitnum: 100, fields: ['id', 'name', 'status', 'amount', 'lineitems'] }],
    ['whmcs_get_tld_pricing', {}],
    ['whmcs_get_products', {}],
    ['whmcs_get_client_details', { clientid: 6 }],
  ])('%s %j taints nothing', async (name, args) => {
    const sandbox = await sandboxed();
    const agent = await inProcess({ ...credentialsFor(sandbox), LOG_LEVEL: 'error' });
    const { text, isError } = await agent.call(name, args);
    expect(isError, text).toBe(false);
    const tagged = [...text.matchAll(/<untrusted-\d+>(.*?)<\/untrusted/g)].map(([, said]) => said);
    expect(tagged).toEqual([]);
  });
});
