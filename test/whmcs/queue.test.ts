import type { ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Reply } from '../../src/whmcs/index.js';
import { connect, failure, json, serve } from './fake-server.js';

const OK = { result: 'success', version: '8.13' };

/** A server that answers only when told. */
async function hold() {
  const held: ServerResponse[] = [];
  const server = await serve((response) => void held.push(response));
  const release = () => {
    for (const response of held.splice(0)) json(response, OK);
  };
  return { ...server, held, release };
}

test('never more under way at once than allowed, and all come through', async () => {
  const server = await hold();
  const { whmcs, read, write } = connect(server.url, { concurrency: 3 });
  const sent = Array.from({ length: 10 }, (_, index) => whmcs.send(index % 2 ? read() : write()));
  let most = 0;
  let done = false;
  const all = Promise.all(sent).finally(() => {
    done = true;
  });
  while (!done) {
    await vi.waitFor(() => expect(done || server.held.length > 0).toBe(true), { interval: 5 });
    most = Math.max(most, server.held.length);
    server.release();
  }
  expect(await all).toHaveLength(10);
  expect(most).toBeLessThanOrEqual(3);
});

test('as many under way as allowed', async () => {
  const server = await hold();
  const { whmcs, read } = connect(server.url, { concurrency: 3 });
  const actions = ['GetInvoices', 'GetStats', 'GetOrders', 'GetClients', 'GetQuotes'];
  const sent = actions.map((action) => whmcs.send(read(action)));
  await vi.waitFor(() => expect(server.held).toHaveLength(3), { interval: 5 });
  server.release();
  await vi.waitFor(() => expect(server.held).toHaveLength(2), { interval: 5 });
  server.release();
  await Promise.all(sent);
});

test('no more requests within a second than the ceiling, retries included', async () => {
  const failed = new Set<string>();
  const server = await serve((response, { form }) => {
    const id = form.get('invoiceid') ?? '';
    if (failed.has(id)) return json(response, OK);
    failed.add(id);
    response.writeHead(503).end();
  });
  const { whmcs, read } = connect(server.url, { ratePerSecond: 5 });
  const start = performance.now();
  await Promise.all([1, 2, 3].map((invoiceid) => whmcs.send(read('GetInvoice', { invoiceid }))));
  expect(server.seen).toHaveLength(6);
  // A request can only arrive later than it left, so this holds on a machine of any speed.
  expect(server.seen.filter(({ at }) => at - start < 950)).toHaveLength(5);
});

test('without a ceiling of a second there are as many under way at once as places', async () => {
  const server = await hold();
  const { whmcs, read } = connect(server.url, { ratePerSecond: 0, concurrency: 64 });
  // A clock that stands still: no second ends in which a ceiling would have been reached.
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const actions = ['GetInvoices', 'GetStats', 'GetOrders', 'GetClients'];
  const sent = Array.from({ length: 70 }, (_, turn) => whmcs.send(read(actions[turn % 4])));
  while (server.held.length < 64) await new Promise(setImmediate);
  server.release();
  while (server.held.length < 6) await new Promise(setImmediate);
  server.release();
  expect(await Promise.all(sent)).toHaveLength(70);
});

test('replies that come together do not hold up the call that is made on the first of them', async () => {
  const server = await hold();
  let now = 0;
  // Each look at the clock uses up what replies have of a turn.
  const { whmcs, read } = connect(server.url, { concurrency: 64 }, { now: () => (now += 1) });
  let answered = 0;
  const sent = Array.from({ length: 30 }, async () => {
    await whmcs.send(read('GetInvoices'));
    answered += 1;
  });
  await vi.waitFor(() => expect(server.held).toHaveLength(30), { interval: 5 });
  server.release();
  await Promise.race(sent);
  const next = whmcs.send(read('GetStats'));
  while (server.held.length === 0) await new Promise(setImmediate);
  expect(answered).toBeLessThan(30);
  server.release();
  await Promise.all([...sent, next]);
  expect(answered).toBe(30);
});

test('a call that waits too long for its place never leaves, and is told what it waited for', async () => {
  const server = await hold();
  const { whmcs, read, write } = connect(server.url, { concurrency: 1, queueMs: 300, noticeMs: 10 });
  const slow = whmcs.send(write());
  await vi.waitFor(() => expect(server.held).toHaveLength(1), { interval: 5 });
  for (const clearance of [read(), write()]) {
    const told = new Set<string | undefined>();
    const sent = whmcs.send(clearance, { onWait: (_ms, forWhat) => void told.add(forWhat) });
    const fault = (await failure(sent)) as Error;
    expect(fault).toMatchObject({ code: 'busy', kind: 'busy', reached: false });
    expect(fault.message).toContain('was not sent');
    expect(fault.message).not.toContain('could not be reached');
    expect([...told]).toEqual(['its place among the calls to WHMCS']);
  }
  server.release();
  expect(await slow).toMatchObject({ body: OK });
  await whmcs.close();
  expect(server.seen).toHaveLength(1);
});

describe('places', () => {
  const arrived = (server: Awaited<ReturnType<typeof hold>>) =>
    server.seen.map(({ form }) => form.get('action'));
  const until = (holds: () => void) => vi.waitFor(holds, { interval: 5, timeout: 15_000 });

  test('slow calls leave half of them to others, and go on one after the other', async () => {
    const server = await hold();
    const { whmcs, read, slow } = connect(server.url, { concurrency: 4 });
    const sent = Array.from({ length: 5 }, () => whmcs.send(slow()));
    await until(() => expect(server.held).toHaveLength(2));
    for (let n = 0; n < 3; n += 1) {
      const reading = whmcs.send(read('GetStats'));
      await until(() => expect(server.held).toHaveLength(3));
      json(server.held.pop() as ServerResponse, OK);
      await reading;
    }
    expect(arrived(server).filter((action) => action !== 'GetStats')).toHaveLength(2);
    for (let left = 5; left > 0; left -= 1) {
      await until(() => expect(server.held.length).toBeGreaterThan(0));
      json(server.held.pop() as ServerResponse, OK);
    }
    expect(await Promise.all(sent)).toHaveLength(5);
  });

  test('an action that hangs does not get the last one, and a read of another goes past it', async () => {
    const server = await hold();
    const { whmcs, read } = connect(server.url, { concurrency: 3 });
    const hung = Array.from({ length: 6 }, () => whmcs.send(read('GetInvoice')));
    await until(() => expect(server.held).toHaveLength(2));
    const reading = whmcs.send(read('GetStats'));
    await until(() => expect(arrived(server)).toEqual(['GetInvoice', 'GetInvoice', 'GetStats']));
    json(server.held.pop() as ServerResponse, OK);
    await reading;
    expect(arrived(server)).toHaveLength(3);
    const flowing = setInterval(() => server.release(), 10);
    await Promise.all(hung);
    clearInterval(flowing);
  });

  test('once a read is overdue, its action is held back like a slow call', async () => {
    const server = await hold();
    let now = 0;
    const { whmcs, read } = connect(server.url, { concurrency: 4, fastMs: 60_000 }, { now: () => now });
    const hung = [whmcs.send(read('GetInvoice')), whmcs.send(read('GetInvoice'))];
    await until(() => expect(server.held).toHaveLength(2));
    now = 10_000;
    hung.push(whmcs.send(read('GetInvoice')));
    const others = [whmcs.send(read('GetStats')), whmcs.send(read('GetClients'))];
    await until(() => expect(server.held).toHaveLength(4));
    expect(arrived(server).slice(2).sort()).toEqual(['GetClients', 'GetStats']);
    const flowing = setInterval(() => server.release(), 10);
    await Promise.all([...hung, ...others]);
    clearInterval(flowing);
  });

  test('a caller with many calls leaves the next place to the one who has none', async () => {
    const server = await hold();
    const { whmcs, read } = connect(server.url, { concurrency: 2 });
    const names = ['GetInvoice', 'GetOrders', 'GetTickets', 'GetQuotes'] as const;
    const greedy = names.map((action) => whmcs.send(read(action), { caller: 'one' }));
    await until(() => expect(server.held).toHaveLength(2));
    const modest = whmcs.send(read('GetStats'), { caller: 'two' });
    json(server.held.shift() as ServerResponse, OK);
    await until(() => expect(arrived(server)).toHaveLength(3));
    expect(arrived(server).at(-1)).toBe('GetStats');
    const flowing = setInterval(() => server.release(), 10);
    await Promise.all([...greedy, modest]);
    clearInterval(flowing);
  });

  test('a caller who has all but one leaves the last to another that is known', async () => {
    const server = await hold();
    const { whmcs, read } = connect(server.url, { concurrency: 3 });
    const first = whmcs.send(read('GetStats'), { caller: 'two' });
    await until(() => expect(server.held).toHaveLength(1));
    server.release();
    await first;
    const many = ['GetInvoice', 'GetOrders', 'GetTickets', 'GetQuotes'];
    const sent = many.map((action) => whmcs.send(read(action), { caller: 'one' }));
    await until(() => expect(server.held).toHaveLength(2));
    sent.push(whmcs.send(read('GetStats'), { caller: 'two' }));
    await until(() => expect(server.held).toHaveLength(3));
    expect(arrived(server)).toEqual(['GetStats', 'GetInvoice', 'GetOrders', 'GetStats']);
    const flowing = setInterval(() => server.release(), 10);
    await Promise.all(sent);
    clearInterval(flowing);
  });

  test('of two who wait, the caller who has fewer places is next, also where the other waits for longer', async () => {
    const server = await hold();
    const { whmcs, read } = connect(server.url, { concurrency: 4 });
    const answerFirst = () => json(server.held.shift() as ServerResponse, OK);
    const many = ['GetInvoice', 'GetOrders', 'GetTickets', 'GetQuotes', 'GetClients', 'GetProducts'];
    const sent = many.map((action) => whmcs.send(read(action), { caller: 'one' }));
    await until(() => expect(server.held).toHaveLength(4));
    for (const action of ['GetStats', 'GetCurrencies'])
      sent.push(whmcs.send(read(action), { caller: 'two' }));
    answerFirst();
    await until(() => expect(arrived(server).at(4)).toBe('GetStats'));
    answerFirst();
    await until(() => expect(arrived(server)).toHaveLength(6));
    expect(arrived(server).at(5)).toBe('GetCurrencies');
    const flowing = setInterval(() => server.release(), 10);
    await Promise.all(sent);
    clearInterval(flowing);
  });
});

describe('connections', () => {
  const inTurn = async (count: number, once: () => Promise<Reply>) => {
    const replies: Reply[] = [];
    for (let i = 0; i < count; i++) replies.push(await once());
    return replies;
  };
  const socketsOf = (seen: { socket: Socket }[]) => new Set(seen.map(({ socket }) => socket)).size;

  test('reads use one again, writes get a new one each', async () => {
    const server = await serve((response) => json(response, OK));
    const { whmcs, read, write } = connect(server.url);
    await inTurn(10, () => whmcs.send(read()));
    const shared = socketsOf(server.seen);
    expect(shared).toBeLessThan(10);
    await inTurn(10, () => whmcs.send(write()));
    expect(socketsOf(server.seen)).toBe(shared + 10);
  });

  test('one that went stale costs a read a retry, and a write nothing', async () => {
    const used = new Set<Socket>();
    const server = await serve((response, { socket }) => {
      if (used.has(socket)) return socket.resetAndDestroy();
      used.add(socket);
      json(response, OK);
    });
    const { whmcs, read, write } = connect(server.url, { maxTries: 9 });
    const reads = await inTurn(10, () => whmcs.send(read()));
    expect(reads.some(({ tries }) => tries > 1)).toBe(true);
    const writes = await inTurn(10, () => whmcs.send(write()));
    expect(writes.every(({ tries }) => tries === 1)).toBe(true);
  });
});

describe('a cancel', () => {
  test('ends a read that is under way, and hangs up', async () => {
    const server = await hold();
    const { whmcs, read } = connect(server.url);
    const stop = new AbortController();
    const sent = whmcs.send(read(), { signal: stop.signal });
    await vi.waitFor(() => expect(server.held).toHaveLength(1), { interval: 5 });
    const hungUp = new Promise((resolve) => server.held[0]?.once('close', resolve));
    stop.abort();
    expect(await failure(sent)).toMatchObject({ code: 'cancelled', kind: 'cancelled', reached: true });
    await hungUp;
  });

  test('ends the wait for the next try', async () => {
    const server = await serve((response) => response.writeHead(503).end());
    const stop = new AbortController();
    const wait = (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        stop.abort();
      });
    const { whmcs, read } = connect(server.url, {}, { wait });
    expect(await failure(whmcs.send(read(), { signal: stop.signal }))).toMatchObject({
      code: 'cancelled',
      reached: true,
    });
    expect(server.seen).toHaveLength(1);
  });

  test('of a call that waits for its turn: it never leaves', async () => {
    const server = await hold();
    const { whmcs, read, write } = connect(server.url, { concurrency: 1 });
    const first = whmcs.send(read());
    const stop = new AbortController();
    const waiting = [read(), write()].map((clearance) => whmcs.send(clearance, { signal: stop.signal }));
    await vi.waitFor(() => expect(server.held).toHaveLength(1), { interval: 5 });
    stop.abort();
    for (const sent of waiting) {
      expect(await failure(sent)).toMatchObject({ code: 'cancelled', reached: false });
    }
    server.release();
    await first;
    await whmcs.close();
    expect(server.seen).toHaveLength(1);
  });

  test('before the call begins: it never leaves', async () => {
    const server = await serve((response) => json(response, OK));
    const { whmcs, read, write } = connect(server.url);
    for (const clearance of [read(), write()]) {
      const fault = await failure(whmcs.send(clearance, { signal: AbortSignal.abort() }));
      expect(fault).toMatchObject({ code: 'cancelled', reached: false });
    }
    expect(server.seen).toEqual([]);
  });

  test('before a place is free: it is told so at once', async () => {
    const server = await hold();
    const { whmcs, read } = connect(server.url, { concurrency: 1 });
    const first = whmcs.send(read());
    const fault = await failure(whmcs.send(read(), { signal: AbortSignal.abort() }));
    expect(fault).toMatchObject({ code: 'cancelled', reached: false });
    await vi.waitFor(() => expect(server.held).toHaveLength(1), { interval: 5 });
    server.release();
    await first;
  });

  test('while the connection opens: it never leaves, though the connection then stands', async () => {
    const server = await serve((response) => json(response, OK));
    const { whmcs, read, write } = connect(server.url);
    for (const make of [read, write]) {
      const stop = new AbortController();
      const sent = whmcs.send(make('GetStats'), { signal: stop.signal });
      stop.abort();
      expect(await failure(sent)).toMatchObject({ code: 'cancelled', reached: false });
      // Opened later on the same way, so what could have arrived before has arrived.
      await whmcs.send(make('GetClients'));
    }
    expect(server.seen.map(({ form }) => form.get('action'))).toEqual(['GetClients', 'GetClients']);
  });

  test('of a write that has left changes nothing: its result comes', async () => {
    const server = await hold();
    const { whmcs, write } = connect(server.url);
    const stop = new AbortController();
    const sent = whmcs.send(write(), { signal: stop.signal });
    await vi.waitFor(() => expect(server.held).toHaveLength(1), { interval: 5 });
    stop.abort();
    server.release();
    expect(await sent).toMatchObject({ body: OK, tries: 1 });
  });

  test('of a write that is still connecting drops it for good', async () => {
    const bytes: Buffer[] = [];
    const sockets: Socket[] = [];
    const mute = createServer((socket) => {
      sockets.push(socket.on('data', (chunk) => bytes.push(chunk)).on('error', () => {}));
    });
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { whmcs, write } = connect(`https://127.0.0.1:${port}`);
    const stop = new AbortController();
    const sent = whmcs.send(write(), { signal: stop.signal });
    await vi.waitFor(() => expect(bytes.length).toBeGreaterThan(0), { interval: 5 });
    stop.abort();
    expect(await failure(sent)).toMatchObject({ code: 'cancelled', reached: false });
    for (const socket of sockets) socket.destroy();
    mute.close();
  });
});

describe('a long call', () => {
  test('tells now and then that it is under way, and stops when it is not', async () => {
    const server = await hold();
    const { whmcs, read } = connect(server.url, { noticeMs: 10 });
    const told: number[] = [];
    const sent = whmcs.send(read(), { onWait: (ms) => void told.push(ms) });
    await vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(2), { interval: 5 });
    await vi.waitFor(() => expect(server.held).toHaveLength(1), { interval: 5 });
    server.release();
    await sent;
    const after = told.length;
    expect(told).toEqual([...told].sort((a, b) => a - b));
    let others = 0;
    const next = whmcs.send(read(), { onWait: () => void others++ });
    await vi.waitFor(() => expect(others).toBeGreaterThanOrEqual(3), { interval: 5 });
    expect(told).toHaveLength(after);
    await vi.waitFor(() => expect(server.held).toHaveLength(1), { interval: 5 });
    server.release();
    await next;
  });

  test('is not ended by a listener that fails', async () => {
    const server = await hold();
    const { whmcs, write } = connect(server.url, { noticeMs: 5 });
    const onWait = vi.fn(() => {
      throw new Error('listener');
    });
    const sent = whmcs.send(write(), { onWait });
    await vi.waitFor(() => expect(onWait).toHaveBeenCalled(), { interval: 5 });
    await vi.waitFor(() => expect(server.held).toHaveLength(1), { interval: 5 });
    server.release();
    expect(await sent).toMatchObject({ body: OK });
  });
});

describe('closing', () => {
  test('does not sit through the pause before another try', async () => {
    const server = await serve((response) => response.writeHead(503, { 'retry-after': '30' }).end());
    const wait = vi.fn((ms: number, signal?: AbortSignal) => setTimeout(ms, undefined, signal && { signal }));
    const { whmcs, read } = connect(server.url, {}, { wait });
    const sent = failure(whmcs.send(read()));
    await vi.waitFor(() => expect(wait).toHaveBeenCalled(), { interval: 5 });
    await whmcs.close();
    expect(await sent).toMatchObject({ code: 'whmcs_bad_reply', kind: 'status', tries: 1 });
  });

  test('waits for what is under way and takes nothing new', async () => {
    const server = await hold();
    const { whmcs, read, write } = connect(server.url, { concurrency: 1 });
    const sent = [whmcs.send(write()), whmcs.send(read())];
    await vi.waitFor(() => expect(server.held).toHaveLength(1), { interval: 5 });
    let closed = false;
    const closing = whmcs.close().then(() => {
      closed = true;
    });
    expect(await failure(whmcs.send(write()))).toMatchObject({
      code: 'whmcs_unreachable',
      kind: 'closed',
      reached: false,
    });
    expect(closed).toBe(false);
    server.release();
    await vi.waitFor(() => expect(server.held).toHaveLength(1), { interval: 5 });
    expect(closed).toBe(false);
    server.release();
    expect(await Promise.all(sent)).toMatchObject([{ body: OK }, { body: OK }]);
    await closing;
  });
});
