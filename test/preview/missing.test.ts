import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Preview } from '../../src/approvals/index.js';
import { previewOf } from '../../src/guard/approval/preview.js';
import {
  FAULT_KINDS,
  type FaultKind,
  LANDMARKS,
  SANDBOX_NOW,
  type Sandbox,
  startSandbox,
} from '../../src/sandbox/index.js';
import { sandboxed } from '../harness.js';
import { ask } from '../sandbox/caller.js';
import { previewed, toolNamed } from './asking.js';
import { callsOf, type SampleCall } from './calls.js';

const pending = { orderid: LANDMARKS.pendingOrder };

/** A read that never ends, or takes long, is cut off by whoever reads. */
const SLOW: readonly FaultKind[] = ['latency', 'hang', 'slow-drip', 'oversized'];
/** Odd spellings of the right answer, which say the same. */
const SPELLINGS: readonly FaultKind[] = [
  'numeric-keys',
  'single-object',
  'empty-string-lists',
  'missing-result',
  'flattened',
];
/** The client of WHMCS tells these, or reads them, before a preview sees the answer. */
const TOLD_BEFORE: readonly FaultKind[] = [
  'success-500',
  'key-twice',
  'latin1',
  'latin1-declared',
  'no-record',
];
const ASIDE = new Set([...SLOW, ...SPELLINGS, ...TOLD_BEFORE]);
const SPOILED = FAULT_KINDS.filter((kind) => !ASIDE.has(kind));

/** It reads the ticket of somebody who is no client, and no list. */
const ASKS_FOR_ONE = 'whmcs_block_ticket_sender';

describe('where WHMCS does not answer as it should', () => {
  let sandbox: Sandbox;
  let calls: readonly SampleCall[];
  let plain: readonly Preview[];

  const makeAll = () => Promise.all(calls.map(({ name, args }) => previewed(sandbox, name, args)));

  beforeAll(async () => {
    sandbox = await startSandbox();
    calls = callsOf(sandbox);
    plain = await makeAll();
  });
  afterEach(() => sandbox.misbehave(null));
  afterAll(() => sandbox.close());

  test.each(SPOILED)('%s: the preview says what is lacking, and the rest stands', async (kind) => {
    sandbox.misbehave({ kind });
    for (const [index, preview] of (await makeAll()).entries()) {
      const name = calls[index]?.name ?? '';
      expect(preview.title, name).not.toBe('');
      expect(preview.sentences, name).not.toEqual([]);
      expect(JSON.stringify(preview), name).not.toMatch(/\[object|undefined|NaN/);
      // What is asked of nobody is lacking nothing, and of one record alone nothing is counted.
      const isSpoilt = preview.reads > 0 && !(kind === 'counted-not-sent' && name === ASKS_FOR_ONE);
      if (isSpoilt) expect(preview.missing ?? '', name).toMatch(/^Could not be read in WHMCS: .+\.$/);
      expect(Object.values(preview.snapshot), name).not.toContain('none');
    }
  });

  test.each(SPELLINGS)('%s: the preview is the same', async (kind) => {
    sandbox.misbehave({ kind });
    expect(await makeAll()).toEqual(plain);
  });
});

test('without its order, a cancellation still says what was asked and what it sets off', async () => {
  const sandbox = await sandboxed();
  sandbox.misbehave({ kind: '503' });
  const preview = await previewed(sandbox, 'whmcs_cancel_order', { ...pending, cancelsub: true });
  expect(preview).toMatchObject({
    title: 'Cancel order 1042',
    sentences: [
      'The order and everything in it become Cancelled.',
      "If the invoice counts as paid without this order, a receipt goes to the client's address.",
    ],
    missing: 'Could not be read in WHMCS: order 1042. Whoever decides does so without it.',
    snapshot: {},
    reads: 1,
  });
  expect(preview.irreversible).toContain(
    'An ended subscription does not start again: only the client can agree to a new one.',
  );
});

test('one read that fails takes nothing else with it', async () => {
  const sandbox = await sandboxed();
  const whole = await previewed(sandbox, 'whmcs_cancel_order', pending);
  sandbox.misbehave({ kind: 'html', actions: ['GetInvoice', 'GetClients'] });
  const preview = await previewed(sandbox, 'whmcs_cancel_order', pending);
  expect(preview.title).toBe(whole.title);
  expect(preview.missing).toMatch(
    /^Could not be read in WHMCS: (invoice 3106|since when client 12 is one) and (invoice 3106|since when client 12 is one)\. Whoever decides does so without it\.$/,
  );
  expect(preview.sentences[0]).toMatch(
    /^“Jonas Weller” of “Weller Joinery” \(client 12\) is Active, with 1 active/,
  );
  const { 'invoice.balance': balance, ...rest } = whole.snapshot;
  expect(balance).toBe('22.81');
  expect(preview.snapshot).toEqual(rest);
});

test('a client who can not be read is named by the id, and amounts have the currency of the order', async () => {
  const sandbox = await sandboxed();
  sandbox.misbehave({ kind: 'empty', actions: ['GetClientsDetails'] });
  const preview = await previewed(sandbox, 'whmcs_accept_order', pending);
  expect(preview.title).toBe('Accept order 1042 of client 12');
  expect(preview.sentences[0]).toMatch(/^Order 1042: Pending, 18\.85 EUR, /);
});

test('what WHMCS says it does not have is a finding, not a failure', async () => {
  const sandbox = await sandboxed();
  const order = await previewed(sandbox, 'whmcs_cancel_order', { orderid: 9999 });
  expect(order.title).toBe('Cancel order 9999');
  expect(order.sentences).toContain('WHMCS has no order 9999.');
  expect(order.snapshot).toEqual({ order: 'none' });
  expect(order.missing).toBeUndefined();
  const invoice = await previewed(sandbox, 'whmcs_apply_credit', { invoiceid: 9999, amount: 5 });
  expect(invoice.sentences).toContain('WHMCS has no invoice 9999.');
  const domain = await previewed(sandbox, 'whmcs_renew_domain', { domain: 'nowhere.example' });
  expect(domain.title).toBe('Renew “nowhere.example” for its years');
  expect(domain.sentences).toContain('WHMCS has no domain “nowhere.example”.');
});

test('a record that goes away underneath changes what the yes rests on', async () => {
  const sandbox = await sandboxed();
  const seen = await previewed(sandbox, 'whmcs_delete_ticket', { ticketid: 404 });
  await ask(sandbox, 'DeleteTicket', { ticketid: 404 });
  const now = await previewed(sandbox, 'whmcs_delete_ticket', { ticketid: 404 });
  expect(now.missing).toBeUndefined();
  expect(now.snapshot).toEqual({ ticket: 'none' });
  expect(seen.snapshot).toMatchObject({ 'ticket.status': 'Open', 'ticket.messages': '1' });
});

test('a filter that WHMCS ignores brings no other record in', async () => {
  const values = { orderid: 1042, cancelsub: false, noemail: false };
  const others = { totalresults: 2, orders: { order: [{ id: 7, status: 'Active', userid: 1 }, { id: 8 }] } };
  const preview = await previewOf(toolNamed('whmcs_cancel_order'), values, {
    ask: async () => others,
    now: () => SANDBOX_NOW,
  });
  expect(preview.missing).toContain('order 1042');
  expect(preview.snapshot).toEqual({});
});

test('name servers that the registrar does not show are lacking', async () => {
  const preview = await previewed(await sandboxed(), 'whmcs_update_domain_nameservers', {
    domainid: LANDMARKS.domainByMail,
    nameservers: ['ns1.example.net', 'ns2.example.net'],
  });
  expect(preview.missing).toBe(
    'Could not be read in WHMCS: the present name servers of domain 229. Whoever decides does so without it.',
  );
  expect(preview.sentences).toContain('Name servers: (not shown) → “ns1.example.net” and “ns2.example.net”.');
  expect(preview.irreversible).toEqual([
    'Without the present name servers nobody here knows what to set back.',
  ]);
});

test('even a reader that breaks lets the title stand', async () => {
  const broken = () => {
    throw new Error('not even a promise');
  };
  const preview = await previewOf(
    toolNamed('whmcs_delete_client'),
    { clientid: 12, deleteusers: false, deletetransactions: false },
    { ask: broken, now: () => SANDBOX_NOW },
  );
  expect(preview.title).toBe('Delete client 12 with everything');
  expect(preview.missing).toContain('client 12');
  expect(preview.irreversible).toHaveLength(1);
});
