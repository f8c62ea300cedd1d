import { expect, test, vi } from 'vitest';
import { WhmcsFault } from '../../src/whmcs/index.js';
import { type Answer, connect, failure, json, serve } from './fake-server.js';

const LIST = { result: 'success', totalresults: 1, clients: { client: [{ id: 7 }] } };
class Stopped extends Error {}

/** A WHMCS that answers when it is told to, and the number of requests that wait for that. */
async function holding(answer: Answer = (response) => json(response, LIST)) {
  const held: (() => void)[] = [];
  const server = await serve(
    (response, seen, index) =>
      void held.push(() => {
        if (!response.writableEnded) answer(response, seen, index);
      }),
  );
  const client = connect(server.url, { concurrency: 8 });
  const ask = (options: object = {}, params: Record<string, string> = { limitnum: '25' }) =>
    client.whmcs.send(client.read('GetClients', params), { share: true, caller: 'ada', ...options });
  return {
    ...client,
    server,
    ask,
    /** Resolves once so many requests in all have arrived. */
    arrived: (count: number) =>
      vi.waitFor(() => expect(server.seen).toHaveLength(count), { interval: 5, timeout: 5_000 }),
    answer: (index: number) => held[index]?.(),
    answerAll: () => {
      for (const one of held) one();
    },
  };
}

/** Passes until it is shut. */
function gate() {
  const look = {
    looks: 0,
    shut: false,
    async lastLook() {
      look.looks += 1;
      if (look.shut) throw new Stopped('stopped');
    },
  };
  return look;
}

test('reads of one caller that are the same share one request, and nobody can change the answer for the others', async () => {
  const { ask, server, arrived, answerAll } = await holding();
  const all = [ask(), ask(), ask()];
  await arrived(1);
  all.push(ask());
  answerAll();
  const replies = await Promise.all(all);
  expect(server.seen).toHaveLength(1);
  expect(replies.map(({ body }) => body)).toEqual([LIST, LIST, LIST, LIST]);
  expect(replies.map(({ shared = false }) => shared)).toEqual([false, true, true, true]);
  const { clients } = replies.map(({ body }) => body as unknown as typeof LIST)[0] ?? LIST;
  expect(() => clients.client.push({ id: 8 })).toThrow(TypeError);
  expect(() => Object.assign(clients.client[0] ?? {}, { id: 8 })).toThrow(TypeError);

  const later = ask();
  await arrived(2);
  answerAll();
  expect((await later).shared).toBeUndefined();
});

test('a request is shared by no more than are answered at once, and the next one by those who come after', async () => {
  const { ask, server, arrived, answerAll } = await holding();
  const all = Array.from({ length: 120 }, () => ask());
  await arrived(3);
  answerAll();
  const replies = await Promise.all(all);
  expect(replies.filter(({ shared }) => shared !== true)).toHaveLength(3);
  expect(server.seen).toHaveLength(3);
});

test('another caller, other arguments and whoever does not want to share have a request of their own', async () => {
  const { ask, whmcs, read, arrived, answerAll } = await holding();
  const all = [
    ask(),
    ask({ caller: 'bob' }),
    ask({ caller: undefined }),
    ask({}, { limitnum: '26' }),
    ask({ share: false }),
    whmcs.send(read('GetOrders', { limitnum: '25' }), { share: true, caller: 'ada' }),
  ];
  await arrived(6);
  answerAll();
  for (const { shared } of await Promise.all(all)) expect(shared).toBeUndefined();
});

test('writes never share', async () => {
  const { whmcs, write, arrived, answerAll } = await holding();
  const all = [1, 2].map(() => whmcs.send(write('LogActivity', { description: 'x' }), { share: true }));
  await arrived(2);
  answerAll();
  await Promise.all(all);
});

test('a read that begins after a write has ended has a request of its own; one that begins before has not', async () => {
  const { ask, whmcs, write, server, answer, answerAll, arrived } = await holding();
  const before = ask();
  await arrived(1);
  const writing = whmcs.send(write('UpdateClient'));
  await arrived(2);
  const meanwhile = ask();
  answer(1);
  await writing;
  const after = ask();
  await arrived(3);
  answerAll();
  expect((await Promise.all([before, meanwhile, after])).map(({ shared }) => shared)).toEqual([
    undefined,
    true,
    undefined,
  ]);
  expect(server.seen).toHaveLength(3);
});

test('what WHMCS refuses is refused for all who share it, as for one alone', async () => {
  const { ask, server, arrived, answerAll } = await holding((response) =>
    json(response, { result: 'error', message: 'Client Not Found' }),
  );
  const all = [ask(), ask(), ask()].map(failure);
  await arrived(1);
  answerAll();
  for (const error of await Promise.all(all)) {
    expect(error).toBeInstanceOf(WhmcsFault);
    expect(error).toMatchObject({ code: 'whmcs_error', whmcsMessage: 'Client Not Found' });
  }
  expect(server.seen).toHaveLength(1);
});

test('one that is given up leaves the others their answer, whoever made the request', async () => {
  const { ask, arrived, answerAll } = await holding();
  const [leader, joiner] = [new AbortController(), new AbortController()];
  const first = failure(ask({ signal: leader.signal }));
  await arrived(1);
  const second = failure(ask({ signal: joiner.signal }));
  const others = [ask(), ask()];
  joiner.abort();
  expect(await second).toMatchObject({ code: 'cancelled' });
  leader.abort();
  expect(await first).toMatchObject({ code: 'cancelled' });
  await arrived(2);
  answerAll();
  expect((await Promise.all(others)).map(({ body }) => body)).toEqual([LIST, LIST]);
  expect(await failure(ask({ signal: AbortSignal.abort() }))).toMatchObject({ code: 'cancelled' });
});

test('each takes its own last look: who is stopped is stopped alone', async () => {
  const { ask, server, arrived, answerAll } = await holding();
  const stopped = gate();
  stopped.shut = true;
  const first = failure(ask({ lastLook: stopped.lastLook }));
  const second = ask();
  expect(await first).toBeInstanceOf(Stopped);
  await arrived(1);
  const [open, shut] = [gate(), gate()];
  shut.shut = true;
  const [third, fourth] = [ask({ lastLook: open.lastLook }), failure(ask({ lastLook: shut.lastLook }))];
  expect(await fourth).toBeInstanceOf(Stopped);
  answerAll();
  expect([(await second).shared, (await third).shared]).toEqual([undefined, true]);
  expect(open.looks).toBe(1);
  expect(server.seen).toHaveLength(1);
});

test('whoever waits for the request of another is told that it takes long', async () => {
  const server = await serve(() => undefined);
  const { whmcs, read } = connect(server.url, { noticeMs: 10 });
  const told = vi.fn();
  const giveUp = new AbortController();
  const options = { share: true, caller: 'ada', signal: giveUp.signal };
  const all = [
    whmcs.send(read('GetClients'), options),
    whmcs.send(read('GetClients'), { ...options, onWait: told }),
  ].map(failure);
  await vi.waitFor(() => expect(told.mock.calls.length).toBeGreaterThan(1), { interval: 5 });
  giveUp.abort();
  await Promise.all(all);
  expect(server.seen).toHaveLength(1);
});
