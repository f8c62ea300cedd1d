import { createServer } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { connect, failure, freePort, json, serve } from './fake-server.js';

const OK = { result: 'success' };
class Stopped extends Error {}

/** A last look that refuses from some moment on. */
function gate() {
  const looked: number[] = [];
  let shut = false;
  return {
    looked,
    shut: () => {
      shut = true;
    },
    lastLook: async () => {
      looked.push(performance.now());
      if (shut) throw new Stopped('stopped');
    },
  };
}

test.each(['read', 'write'] as const)('a %s that the last look refuses is not sent', async (kind) => {
  const server = await serve((response) => json(response, OK));
  const client = connect(server.url);
  const { lastLook, shut, looked } = gate();
  await client.whmcs.send(client[kind](), { lastLook });
  expect(looked).toHaveLength(1);
  shut();
  expect(await failure(client.whmcs.send(client[kind](), { lastLook }))).toBeInstanceOf(Stopped);
  expect(server.seen).toHaveLength(1);
});

test.each(['read', 'write'] as const)(
  'a %s is looked at when its turn in the queue has come',
  async (kind) => {
    const held: (() => void)[] = [];
    const server = await serve((response) => void held.push(() => json(response, OK)));
    const client = connect(server.url, { concurrency: 1 });
    const first = client.whmcs.send(client.write());
    await vi.waitFor(() => expect(held).toHaveLength(1), { interval: 5 });
    const { lastLook, shut, looked } = gate();
    const second = failure(client.whmcs.send(client[kind](), { lastLook }));
    expect(looked).toHaveLength(0);
    shut();
    held[0]?.();
    await first;
    expect(await second).toBeInstanceOf(Stopped);
    expect(server.seen).toHaveLength(1);
  },
);

test('a write is looked at again before it is tried again', async () => {
  const port = await freePort();
  const { lastLook, shut } = gate();
  const wait = async () => {
    await serve((response) => json(response, OK), port).then((server) => servers.push(server));
    shut();
  };
  const servers: Awaited<ReturnType<typeof serve>>[] = [];
  const { whmcs, write } = connect(`http://127.0.0.1:${port}`, {}, { wait });
  expect(await failure(whmcs.send(write(), { lastLook }))).toBeInstanceOf(Stopped);
  expect(servers[0]?.seen).toEqual([]);
});

test('a read is looked at again before it is tried again', async () => {
  const server = await serve((response) => response.writeHead(503).end());
  const { lastLook, shut, looked } = gate();
  const { whmcs, read } = connect(server.url, {}, { wait: async () => shut() });
  expect(await failure(whmcs.send(read(), { lastLook }))).toBeInstanceOf(Stopped);
  expect(looked).toHaveLength(2);
  expect(server.seen).toHaveLength(1);
});

test('a write is looked at once its connection is open, and not a byte was sent before', async () => {
  const events: string[] = [];
  const server = createServer((request, response) => {
    events.push('request');
    request.resume().on('end', () => json(response, OK));
  });
  server.on('connection', (socket) => {
    events.push('open');
    socket.once('data', () => events.push('byte'));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { whmcs, write } = connect(`http://127.0.0.1:${port}`);
  const lastLook = async () => {
    await vi.waitFor(() => expect(events).toContain('open'), { interval: 2 });
    events.push('look');
  };
  expect(await whmcs.send(write(), { lastLook })).toMatchObject({ body: OK });
  expect(events.filter((event) => event !== 'request')).toEqual(['open', 'look', 'byte']);
});

test('a look that is over only after the caller gave up sends nothing', async () => {
  const server = await serve((response) => json(response, OK));
  const { whmcs, write } = connect(server.url);
  let pass: (() => void) | undefined;
  const lastLook = () =>
    new Promise<void>((resolve) => {
      pass = resolve;
    });
  const stop = new AbortController();
  const sent = failure(whmcs.send(write(), { lastLook, signal: stop.signal }));
  await vi.waitFor(() => expect(pass).toBeDefined(), { interval: 5 });
  stop.abort();
  expect(await sent).toMatchObject({ code: 'cancelled', reached: false });
  pass?.();
  await whmcs.close();
  expect(server.seen).toEqual([]);
});

test('a refused probe lets another call see whether WHMCS is well again', async () => {
  let broken = true;
  const server = await serve((response) => (broken ? response.writeHead(503).end() : json(response, OK)));
  let clock = 0;
  const { whmcs, read } = connect(server.url, { maxTries: 1 }, { now: () => clock });
  for (let call = 0; call < 5; call += 1) await failure(whmcs.send(read()));
  clock = 10_000;
  broken = false;
  const { lastLook, shut } = gate();
  shut();
  expect(await failure(whmcs.send(read(), { lastLook }))).toBeInstanceOf(Stopped);
  expect(await whmcs.send(read())).toMatchObject({ body: OK });
});
