import type { ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
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
  const sent = Array.from({ length: 5 }, () => whmcs.send(read()));
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

test('a call that waits for its turn longer than its budget never leaves', async () => {
  const server = await hold();
  const { whmcs, read, write } = connect(server.url, { concurrency: 1, readBudgetMs: 300 });
  const slow = whmcs.send(write());
  await vi.waitFor(() => expect(server.held).toHaveLength(1), { interval: 5 });
  for (const clearance of [read(), write()]) {
    expect(await failure(whmcs.send(clearance))).toMatchObject({
      code: 'whmcs_unreachable',
      kind: 'busy',
      reached: false,
    });
  }
  server.release();
  expect(await slow).toMatchObject({ body: OK });
  await whmcs.close();
  expect(server.seen).toHaveLength(1);
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
