import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Answer, connect, failure, freePort, json, serve } from './fake-server.js';

const OK = { result: 'success', version: '8.13' };
const reset: Answer = (response) => response.socket?.destroy();
const hang: Answer = () => {};
const page =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end('<title>x</title>');
const cutOff: Answer = (response) => {
  response.writeHead(200, { 'content-length': 100 });
  response.write('{"result":"succ', () => response.socket?.destroy());
};
const brokenJson: Answer = (response) => response.end('{"result":"succ');
const nothing: Answer = (response) => response.end();

const TROUBLES: [string, Answer][] = [
  ['a reset', reset],
  ['silence', hang],
  ['429', page(429)],
  ['500 with a page', page(500)],
  ['502', page(502)],
  ['503', page(503)],
  ['504', page(504)],
  ['a reply cut off', cutOff],
  ['broken JSON', brokenJson],
  ['an empty reply', nothing],
];

describe('a read', () => {
  // Short only where the end of the time is what is tried: a busy machine answers later than that.
  test.each(TROUBLES)('is sent again after %s', async (_what, trouble) => {
    const server = await serve((...args) => (args[2] === 0 ? trouble(...args) : json(args[0], OK)));
    const { whmcs, read } = connect(server.url, { fastMs: trouble === hang ? 700 : 10_000 });
    expect(await whmcs.send(read())).toMatchObject({ body: OK, tries: 2 });
    expect(server.seen).toHaveLength(2);
  });

  test.each<[string, string, number, Answer]>([
    ['whmcs_unreachable', 'reset', 3, reset],
    ['whmcs_unreachable', 'timeout', 3, hang],
    ['whmcs_bad_reply', 'status', 3, page(503)],
    ['whmcs_bad_reply', 'truncated', 2, cutOff],
    ['whmcs_bad_reply', 'empty', 2, nothing],
    ['whmcs_bad_reply', 'status', 1, page(403)],
    ['whmcs_bad_reply', 'status', 1, page(404)],
    ['whmcs_bad_reply', 'html', 1, page(200)],
    [
      'whmcs_bad_reply',
      'php_error',
      1,
      (response) => response.writeHead(500).end('EmitterException: Output has been emitted previously'),
    ],
    ['whmcs_bad_reply', 'status', 1, (response) => json(response, { error: 'x' }, 500)],
    [
      'whmcs_error',
      'not_found',
      1,
      (response) => json(response, { result: 'error', message: 'Client Not Found' }),
    ],
    [
      'whmcs_auth',
      'ip_denied',
      1,
      (response) => json(response, { result: 'error', message: 'Invalid IP 192.0.2.1' }, 403),
    ],
  ])('gives up with %s/%s after %d', async (code, kind, tries, answer) => {
    const server = await serve(answer);
    const { whmcs, read } = connect(server.url, { fastMs: answer === hang ? 100 : 10_000 });
    expect(await failure(whmcs.send(read()))).toMatchObject({ code, kind, tries, reached: true });
    expect(server.seen).toHaveLength(tries);
  });

  test('waits longer and longer, with full jitter', async () => {
    const waits = async (random: number) => {
      const waited: number[] = [];
      const server = await serve(page(503));
      const { whmcs, read } = connect(
        server.url,
        { maxTries: 5 },
        { random: () => random, wait: async (ms) => void waited.push(ms) },
      );
      await failure(whmcs.send(read()));
      return waited;
    };
    expect(await waits(0)).toEqual([0, 0, 0, 0]);
    const [first = 0, ...rest] = await waits(0.5);
    expect(rest).toEqual([first * 2, first * 4, first * 8]);
  });

  test('stays away as long as it was asked to', async () => {
    const waited: number[] = [];
    const server = await serve((...args) =>
      args[2] === 0 ? page(429, { 'retry-after': '7' })(...args) : json(args[0], OK),
    );
    const { whmcs, read } = connect(server.url, {}, { wait: async (ms) => void waited.push(ms) });
    await whmcs.send(read());
    expect(waited).toEqual([7000]);
  });

  test('reads a date against the clock of the server', async () => {
    const waited: number[] = [];
    const dates = { date: 'Mon, 05 Jan 2026 10:00:00 GMT', 'retry-after': 'Mon, 05 Jan 2026 10:00:04 GMT' };
    const server = await serve((...args) => (args[2] === 0 ? page(503, dates)(...args) : json(args[0], OK)));
    const { whmcs, read } = connect(server.url, {}, { wait: async (ms) => void waited.push(ms) });
    await whmcs.send(read());
    expect(waited).toEqual([4000]);
  });

  test('gives up at once when asked to stay away for longer than it has', async () => {
    const wait = vi.fn(async () => {});
    const server = await serve(page(429, { 'retry-after': '46' }));
    const { whmcs, read } = connect(server.url, {}, { wait });
    expect(await failure(whmcs.send(read()))).toMatchObject({
      kind: 'status',
      tries: 1,
      retryAfterMs: 46_000,
    });
    expect(wait).not.toHaveBeenCalled();
  });

  test('that reached WHMCS once says so, though its last try did not', async () => {
    const server = await serve(reset);
    const { whmcs, read } = connect(server.url, { maxTries: 2 }, { wait: async () => server.stop() });
    const fault = await failure(whmcs.send(read()));
    expect(fault).toMatchObject({ code: 'whmcs_unreachable', kind: 'refused', tries: 2, reached: true });
  });

  test('starts no try once its budget is spent, though the wait overran', async () => {
    let clock = 0;
    const server = await serve(page(503));
    const wait = async () => {
      clock += 44_000;
    };
    const { whmcs, read } = connect(server.url, { maxTries: 9 }, { now: () => clock, wait });
    expect(await failure(whmcs.send(read()))).toMatchObject({ kind: 'status', tries: 2 });
    expect(server.seen).toHaveLength(2);
  });

  test('that is fast has its last try cut to what is left, one that is slow has not', async () => {
    const server = await serve((response) => setTimeout(() => json(response, OK), 300));
    const send = (slow: boolean) => {
      let looks = 0;
      // All but 50 ms of the budget is gone by the time the queue lets the call through.
      const now = () => (looks++ === 0 ? 0 : 9_950);
      const { whmcs, clear } = connect(server.url, { readBudgetMs: 10_000, maxTries: 1 }, { now });
      return whmcs.send(clear({ action: 'GetServers', slow, params: {} }));
    };
    expect(await failure(send(false))).toMatchObject({ code: 'whmcs_unreachable', kind: 'timeout' });
    expect(await send(true)).toMatchObject({ body: OK });
  });
});

describe('a connection that can not be made', () => {
  test('is tried again for a write too, which then arrives once', async () => {
    const port = await freePort();
    let server: Awaited<ReturnType<typeof serve>> | undefined;
    const wait = async () => {
      server = await serve((response) => json(response, OK), port);
    };
    const { whmcs, write } = connect(`http://127.0.0.1:${port}`, {}, { wait });
    expect(await whmcs.send(write())).toMatchObject({ body: OK, tries: 2 });
    expect(server?.seen).toHaveLength(1);
  });

  test('leaves nothing done: refused', async () => {
    const { whmcs, read, write } = connect(`http://127.0.0.1:${await freePort()}`);
    for (const clearance of [read(), write()]) {
      const fault = await failure(whmcs.send(clearance));
      expect(fault).toMatchObject({ code: 'whmcs_unreachable', kind: 'refused', reached: false, tries: 3 });
    }
  });

  test('leaves nothing done: no TLS there', async () => {
    const server = await serve((response) => json(response, OK));
    const { whmcs, read, write } = connect(`https://127.0.0.1:${server.port}`);
    for (const clearance of [read(), write()]) {
      const fault = await failure(whmcs.send(clearance));
      expect(fault).toMatchObject({ code: 'whmcs_unreachable', kind: 'tls', reached: false, tries: 1 });
    }
    expect(server.seen).toEqual([]);
  });

  test.each(['connectMs', 'fastMs'])('leaves nothing done: no handshake within %s', async (limit) => {
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void mute.close());
    const { port } = mute.address() as AddressInfo;
    const { whmcs, write } = connect(`https://127.0.0.1:${port}`, { [limit]: 60, maxTries: 1 });
    const fault = await failure(whmcs.send(write()));
    expect(fault).toMatchObject({ code: 'whmcs_unreachable', kind: 'timeout', reached: false, tries: 1 });
  });
});

describe('a write', () => {
  const afterHead: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(' ', () => response.socket?.destroy());
  };
  test.each([
    ...TROUBLES,
    ['a reset after the head', afterHead] as [string, Answer],
    ['an abortive reset', ((response) => response.socket?.resetAndDestroy()) as Answer],
    ['a page', page(200)],
    ['no HTTP at all', ((response) => response.socket?.end('garbage\r\n\r\n')) as Answer],
  ])('arrives once, and its outcome is unknown after %s', async (_what, trouble) => {
    const server = await serve(trouble);
    const { whmcs, write } = connect(server.url, { fastMs: 150, maxTries: 9 });
    const fault = await failure(whmcs.send(write()));
    expect(fault).toMatchObject({ code: 'outcome_unknown', reached: true, tries: 1 });
    expect(String(fault)).toMatch(/Do not repeat it/);
    await whmcs.close();
    expect(server.seen).toHaveLength(1);
  });
});
