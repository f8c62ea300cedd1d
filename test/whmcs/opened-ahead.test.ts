import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { connect, json } from './fake-server.js';

/** A WHMCS whose connections are counted as they open, and a client that has sent it a write before. */
async function afterOneWrite() {
  const opened: Socket[] = [];
  const used: Socket[] = [];
  const server = createServer((request, response) => {
    used.push(request.socket);
    request.resume().on('end', () => json(response, { result: 'success' }));
  });
  server.on('connection', (socket) => void opened.push(socket));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await client.whmcs.send(client.write());
  expect(opened).toHaveLength(1);
  /** Tells of a write, and resolves to the connection that opens for it. */
  const expectWrite = async () => {
    const before = opened.length;
    client.whmcs.expectWrite();
    await vi.waitFor(() => expect(opened).toHaveLength(before + 1), { interval: 2 });
    return opened[before] as Socket;
  };
  return { ...client, opened, used, expectWrite };
}

test('a write that was expected has a connection of its own that is open already', async () => {
  const { whmcs, write, opened, used, expectWrite } = await afterOneWrite();
  const ahead = await expectWrite();
  await Promise.all([whmcs.send(write()), whmcs.send(write())]);
  expect(used).toContain(ahead);
  expect(opened).toHaveLength(3);
  expect(new Set(used).size).toBe(3);
});

test('a write that was expected is looked at before a byte of it is sent', async () => {
  const { whmcs, write, used, expectWrite } = await afterOneWrite();
  const ahead = await expectWrite();
  const lastLook = async () => {
    throw new Error('stopped');
  };
  await expect(whmcs.send(write(), { lastLook })).rejects.toThrow('stopped');
  await vi.waitFor(() => expect(ahead.closed).toBe(true), { interval: 2 });
  expect(ahead.bytesRead).toBe(0);
  expect(used).toHaveLength(1);
});

test('a connection that the other end has closed again costs a write nothing', async () => {
  const { whmcs, write, opened, expectWrite } = await afterOneWrite();
  const ahead = await expectWrite();
  ahead.end();
  await once(ahead, 'close');
  expect(await whmcs.send(write())).toMatchObject({ tries: 1 });
  expect(opened).toHaveLength(3);
});

test('a connection that the other end has said something on is given to no write', async () => {
  const { whmcs, read, write, expectWrite } = await afterOneWrite();
  const ahead = await expectWrite();
  ahead.write('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  // Goes the same way later: what was written before has arrived.
  await whmcs.send(read());
  expect(await whmcs.send(write())).toMatchObject({ tries: 1 });
});

test('a connection that no write takes is dropped within a second, and at once where all is closed', async () => {
  const { whmcs, expectWrite } = await afterOneWrite();
  const first = await expectWrite();
  await once(first, 'close');
  const second = await expectWrite();
  const gone = once(second, 'close');
  await whmcs.close();
  await gone;
  expect(second.bytesRead).toBe(0);
});
