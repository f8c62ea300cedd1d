import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  FAULT_KINDS,
  type FaultKind,
  parseFault,
  type Sandbox,
  startSandbox,
} from '../../src/sandbox/index.js';
import { ask, look, post, signed } from './caller.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const NOTE = signed('AddTicketNote', { ticketid: 401, message: 'x' });
const notes = () => sandbox.state.tickets[0]?.notes.length;

/** What a client sees, and whether the note was written all the same. */
const CASES: Partial<Record<FaultKind, { answer: RegExp | 'none'; status?: number; effect: boolean }>> = {
  '503': { answer: /Service Unavailable/, status: 503, effect: false },
  '429': { answer: /Too Many/, status: 429, effect: false },
  html: { answer: /maintenance/, status: 200, effect: false },
  empty: { answer: /^$/, status: 200, effect: false },
  'reset-before': { answer: 'none', effect: false },
  redirect: { answer: /^$/, status: 307, effect: false },
  '401': { answer: /Authentication Failed/, status: 401, effect: false },
  '403-json': { answer: /^\{.*Invalid IP/, status: 403, effect: false },
  '403-html': { answer: /^<!DOCTYPE/, status: 403, effect: false },
  '500-after': { answer: /EmitterException/, status: 500, effect: true },
  'html-after': { answer: /^<!DOCTYPE/, status: 200, effect: true },
  'reset-after': { answer: 'none', effect: true },
  truncated: { answer: /^\{"result"[^}]*$/, status: 200, effect: true },
  'slow-drip': { answer: /^\{"result":"success"\}$/, status: 200, effect: true },
  'php-warning': { answer: /^<br \/>\n<b>Warning<\/b>.*\{"result":"success"\}$/s, status: 200, effect: true },
  xml: { answer: /^<\?xml/, status: 200, effect: true },
  'missing-result': { answer: /^\[\]$/, status: 200, effect: true },
};

describe('a sandbox that misbehaves', () => {
  it.each(Object.entries(CASES))('%s', async (kind, { answer, status, effect }) => {
    sandbox.misbehave({ kind: kind as FaultKind, ms: 1 });
    const before = notes();
    if (answer === 'none') {
      await expect(post(sandbox, NOTE)).rejects.toThrow();
    } else {
      const got = await post(sandbox, NOTE);
      expect(got.text).toMatch(answer);
      expect(got.status).toBe(status);
    }
    expect(notes()).toBe((before ?? 0) + (effect ? 1 : 0));
    expect(sandbox.requests).toMatchObject([{ result: 'fault', effect }]);
  });

  it('hangs before it acts, until it is closed', async () => {
    sandbox.misbehave({ kind: 'hang' });
    const stalled = post(sandbox, NOTE);
    const ending = expect(stalled).rejects.toThrow();
    await expect.poll(() => sandbox.requests.length).toBe(1);
    expect(sandbox.requests[0]).toMatchObject({ result: 'fault', effect: false });
    await sandbox.close();
    await ending;
  });

  it('sends more than anybody should read', async () => {
    sandbox.misbehave({ kind: 'oversized' });
    const response = await fetch(`${sandbox.url}/includes/api.php`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: NOTE,
    });
    let bytes = 0;
    for await (const piece of response.body ?? []) {
      bytes += (piece as Uint8Array).length;
      if (bytes > 9_000_000) break;
    }
    expect(bytes).toBeGreaterThan(9_000_000);
  });

  it('is late, and right', async () => {
    sandbox.misbehave({ kind: 'latency', ms: 30 });
    const start = performance.now();
    expect((await ask(sandbox, 'GetCurrencies')).result).toBe('success');
    // Timers may fire up to a millisecond early.
    expect(performance.now() - start).toBeGreaterThanOrEqual(29);
    expect(sandbox.requests[0]?.result).toBe('success');
  });

  it('bends the shape of replies', async () => {
    const see = async (kind: FaultKind, action: string, fields = {}) => {
      sandbox.misbehave({ kind });
      return ask(sandbox, action, fields);
    };
    expect(look(await see('numeric-keys', 'GetCurrencies'), 'currencies.currency')).toMatchObject({
      '0': { id: '1' },
    });
    const single = await see('single-object', 'GetClients', { search: 'marlow' });
    expect(look(single, 'clients.client')).toMatchObject({ id: 1 });
    expect((await see('empty-string-lists', 'GetInvoices', { userid: 9999 })).invoices).toBe('');
    expect(await see('flattened', 'GetCurrencies')).toMatchObject({ 'currencies[currency][1][code]': 'USD' });
    expect(await see('wrong-type', 'GetClients')).toMatchObject({ result: 'success', clients: 7 });
    expect(await see('missing-result', 'GetCurrencies')).not.toHaveProperty('result');
  });

  it('only for the actions and as often as told', async () => {
    sandbox.misbehave({ kind: '503', actions: ['getclients'], times: 2 });
    const statuses: number[] = [];
    for (const action of ['GetCurrencies', 'GetClients', 'GETCLIENTS', 'GetClients']) {
      statuses.push((await post(sandbox, signed(action))).status);
    }
    expect(statuses).toEqual([200, 503, 503, 200]);
    sandbox.misbehave({ kind: '503' });
    sandbox.misbehave(null);
    expect((await post(sandbox, NOTE)).status).toBe(200);
  });
});

describe('faults on a command line', () => {
  it.each([
    ['latency:500', { kind: 'latency', ms: 500 }],
    ['hang', { kind: 'hang' }],
    ['503@GetOrders,GetClients*2', { kind: '503', actions: ['GetOrders', 'GetClients'], times: 2 }],
    ['slow-drip:20@GetOrders', { kind: 'slow-drip', ms: 20, actions: ['GetOrders'] }],
  ])('%s', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  it('reads every kind and refuses anything else by naming them', () => {
    for (const kind of FAULT_KINDS) expect(parseFault(kind)).toEqual({ kind });
    for (const text of ['', 'late', 'latency:', 'latency:x', 'hang@', '503*']) {
      expect(() => parseFault(text)).toThrow(/no such fault: .*kinds: latency, 503/);
    }
  });
});
