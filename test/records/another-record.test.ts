import { expect, test } from 'vitest';
import { inProcess, policyFile } from '../harness.js';
import { type Recorder, recorder } from '../recorder.js';

const list = (outer: string, inner: string, rows: readonly object[]) => ({
  result: 'success',
  totalresults: rows.length,
  [outer]: { [inner]: rows },
});

interface Case {
  tool: string;
  args: Record<string, unknown>;
  field: string;
  /** The read that shows the record, and its reply holding the records with these ids or names. */
  reads: string;
  reply(...names: unknown[]): object;
  asked: unknown;
  other: unknown;
}

const cases: readonly Case[] = [
  {
    tool: 'whmcs_cancel_order',
    args: { orderid: 77 },
    field: 'order.status',
    reads: 'GetOrders',
    reply: (...ids) =>
      list(
        'orders',
        'order',
        ids.map((id) => ({ id, status: 'Pending', userid: 1 })),
      ),
    asked: 77,
    other: 1,
  },
  {
    tool: 'whmcs_module_suspend',
    args: { serviceid: 77 },
    field: 'service.status',
    reads: 'GetClientsProducts',
    reply: (...ids) =>
      list(
        'products',
        'product',
        ids.map((id) => ({ id, status: 'Active', clientid: 1 })),
      ),
    asked: '77',
    other: '1',
  },
  {
    tool: 'whmcs_update_domain_lock_status',
    args: { domainid: 77, lockstatus: true },
    field: 'domain.status',
    reads: 'GetClientsDomains',
    reply: (...ids) =>
      list(
        'domains',
        'domain',
        ids.map((id) => ({ id, status: 'Active', userid: 1 })),
      ),
    asked: '77',
    other: '1',
  },
  {
    tool: 'whmcs_renew_domain',
    args: { domain: 'example.com' },
    field: 'domain.status',
    reads: 'GetClientsDomains',
    reply: (...names) =>
      list(
        'domains',
        'domain',
        names.map((domainname) => ({ id: 5, domainname, status: 'Active', userid: 1 })),
      ),
    asked: 'example.com',
    other: 'another.example.com',
  },
  {
    tool: 'whmcs_delete_quote',
    args: { quoteid: 77 },
    field: 'quote.stage',
    reads: 'GetQuotes',
    reply: (...ids) =>
      list(
        'quotes',
        'quote',
        ids.map((id) => ({ id, stage: 'Draft', userid: 1 })),
      ),
    asked: 77,
    other: 1,
  },
  {
    tool: 'whmcs_add_ticket_note',
    args: { ticketnum: 'ABC-123456', message: 'x' },
    field: 'ticket.status',
    reads: 'GetTicket',
    reply: (tid) => ({ result: 'success', ticketid: 5, tid, status: 'Open', userid: 1 }),
    asked: 'ABC-123456',
    other: 'XYZ-123456',
  },
  {
    tool: 'whmcs_update_client',
    args: { clientemail: 'ada@example.com', city: 'Newtown' },
    field: 'client.status',
    reads: 'GetClientsDetails',
    reply: (email) => ({ result: 'success', client: { id: 5, email, status: 'Active' } }),
    asked: 'ada@example.com',
    other: 'eve@example.com',
  },
];

async function start({ tool, field }: Case) {
  const whmcs: Recorder = await recorder();
  const require = [{ conditions: [{ path: `context.${field}`, op: 'exists', value: true }] }];
  const policy = policyFile({ version: '1', default: 'allow', tools: { [tool]: { require } } });
  return { whmcs, agent: await inProcess({ ...whmcs.env, GUARD_POLICY: policy }) };
}

const RULE = /^\[POLICY DENIED\].*require/;

test.each(cases)('$tool, judged by $field: a reply with another record decides nothing', async (it) => {
  const { agent, whmcs } = await start(it);
  whmcs.answers.set(it.reads, it.reply(it.other));
  const { text } = await agent.call(it.tool, it.args);
  expect(text).toMatch(RULE);
});

test.each(cases)('$tool, judged by $field: the record that was asked for decides', async (it) => {
  const { agent, whmcs } = await start(it);
  whmcs.answers.set(it.reads, it.reply(it.asked));
  const { text } = await agent.call(it.tool, it.args);
  expect(text).not.toContain('[POLICY DENIED]');
});
