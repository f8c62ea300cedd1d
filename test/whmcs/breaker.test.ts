import { expect, test } from 'vitest';
import { WhmcsFault } from '../../src/whmcs/index.js';
import { connect, failure, json, serve } from './fake-server.js';

/** A clock that the test moves. */
function clock() {
  let at = 0;
  return { now: () => at, pass: (ms: number) => (at += ms) };
}

const html = { 'content-type': 'text/html' };

async function fault(promise: Promise<unknown>): Promise<WhmcsFault> {
  const error = await failure(promise);
  expect(error).toBeInstanceOf(WhmcsFault);
  return error as WhmcsFault;
}

test('after five calls in a row without an answer WHMCS is left alone, then asked by one call', async () => {
  let broken = true;
  const server = await serve((response) =>
    broken
      ? response.writeHead(503, html).end('<html>down</html>')
      : json(response, { result: 'success', n: 1 }),
  );
  const { now, pass } = clock();
  const { whmcs, read, write } = connect(server.url, { maxTries: 1 }, { now });
  for (let call = 0; call < 5; call += 1) await failure(whmcs.send(read()));
  const arrived = server.seen.length;
  expect(arrived).toBe(5);

  const resting = await fault(whmcs.send(read()));
  expect(resting).toMatchObject({ code: 'whmcs_unreachable', kind: 'resting', reached: false });
  expect(resting.message).toMatch(/left alone for \d+ s/);
  const unsent = await fault(whmcs.send(write()));
  expect(unsent).toMatchObject({ code: 'whmcs_unreachable', reached: false });
  expect(server.seen).toHaveLength(arrived);

  // One looks after the rest; it fails, and the next rest is longer.
  pass(10_000);
  await failure(whmcs.send(read()));
  expect(server.seen).toHaveLength(arrived + 1);
  pass(10_000);
  expect(await fault(whmcs.send(read()))).toMatchObject({ kind: 'resting' });
  pass(10_000);
  broken = false;
  expect((await whmcs.send(read())).body).toMatchObject({ n: 1 });
  await Promise.all(Array.from({ length: 10 }, () => whmcs.send(read())));
  expect(server.seen).toHaveLength(arrived + 12);
});

test('while one call looks whether WHMCS is well again, no other leaves', async () => {
  const held: (() => void)[] = [];
  let hold = false;
  const server = await serve((response) => {
    if (hold) held.push(() => json(response, { result: 'success', n: 1 }));
    else response.writeHead(503, html).end('<html>down</html>');
  });
  const { now, pass } = clock();
  const { whmcs, read } = connect(server.url, { maxTries: 1 }, { now });
  for (let call = 0; call < 5; call += 1) await failure(whmcs.send(read()));
  pass(10_000);
  hold = true;
  const probe = whmcs.send(read());
  while (held.length === 0) await new Promise((next) => setTimeout(next, 5));
  expect(await fault(whmcs.send(read()))).toMatchObject({ kind: 'resting' });
  held[0]?.();
  expect((await probe).body).toMatchObject({ n: 1 });
  expect(server.seen).toHaveLength(6);
});

test.each([
  ['Invalid IP 192.0.2.7', 403],
  ['Authentication Failed', 200],
  ['An admin user is required', 200],
])('"%s" is taken for an answer to all calls at once: hosts ban those who go on', async (message, status) => {
  const server = await serve((response) => json(response, { result: 'error', message }, status));
  const { now, pass } = clock();
  const { whmcs, read, write } = connect(server.url, {}, { now });
  expect(await fault(whmcs.send(read()))).toMatchObject({ code: 'whmcs_auth' });
  for (const call of [read(), write(), read('GetOrders')]) {
    const next = await fault(whmcs.send(call));
    expect(next).toMatchObject({ code: 'whmcs_auth', reached: false });
    expect(next.message).toContain('not sent');
  }
  expect(server.seen).toHaveLength(1);
  pass(60_000);
  await failure(whmcs.send(read()));
  expect(server.seen).toHaveLength(2);
});

test.each(['Client Not Found', 'Invalid Permissions: API action "getorders" is not allowed'])(
  '"%s" is an answer, however often it comes',
  async (message) => {
    const server = await serve((response) => json(response, { result: 'error', message }));
    const { whmcs, read } = connect(server.url);
    for (let call = 0; call < 8; call += 1) await failure(whmcs.send(read()));
    expect(server.seen).toHaveLength(8);
  },
);

test('calls that fail together are one trouble: WHMCS is asked again after the first rest', async () => {
  const AT_ONCE = 12;
  const held: (() => void)[] = [];
  let arrived = () => {};
  const allArrived = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  let broken = true;
  const server = await serve((response) => {
    if (!broken) return json(response, { result: 'success', n: 1 });
    held.push(() => response.writeHead(503, html).end('<html>down</html>'));
    if (held.length === AT_ONCE) arrived();
  });
  const { now, pass } = clock();
  const { whmcs, read } = connect(server.url, { maxTries: 1, concurrency: 64, ratePerSecond: 0 }, { now });
  const calls = Array.from({ length: AT_ONCE }, (_, n) =>
    failure(whmcs.send(read('GetInvoices', { userid: n }))),
  );
  await allArrived;
  for (const fail of held) fail();
  await Promise.all(calls);
  broken = false;
  expect((await fault(whmcs.send(read()))).message).toContain('left alone for 10 s');
  pass(10_000);
  expect((await whmcs.send(read())).body).toMatchObject({ n: 1 });
});
