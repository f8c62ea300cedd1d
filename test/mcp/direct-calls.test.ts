import { JSONRPCRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPlainCall } from '../../src/mcp/plain-call.js';
import { ALLOW_ALL, until } from '../harness.js';
import { heldAnswers, type Recorder } from '../recorder.js';
import { callOf, hello, type Message, raw } from './raw-server.js';

// Calls of tools are answered past the SDK. One that is related to a task is for the SDK, which without tasks answers it as
// it would without that: so the same calls can be made on both ways.
const BY_SDK = { 'io.modelcontextprotocol/related-task': { taskId: 'none' } };

type Params = Record<string, unknown> & { _meta?: object };

function bySdk(line: object | string): object | string {
  if (typeof line === 'string' || !('method' in line) || line.method !== 'tools/call') return line;
  const params = (line as { params?: Params }).params;
  return { ...line, params: { ...params, _meta: { ...params?._meta, ...BY_SDK } } };
}

const call = (id: unknown, params: object) => ({ jsonrpc: '2.0', id, method: 'tools/call', params });
/** A read that is like no other one. */
const page = (id: number, limitstart: number) => callOf(id, 'whmcs_get_clients', { limitstart });
const NO_CLIENTS = { result: 'success', totalresults: 0, numreturned: 0, clients: { client: [] } };

/** What lets the answers to those reads go, one by one, in the order in which they arrived. */
const heldPages = (whmcs: Recorder) => heldAnswers(whmcs, 'GetClients', NO_CLIENTS);

const ping = (id: string) => ({ jsonrpc: '2.0', id, method: 'ping' });
const GET = 'whmcs_get_currencies';

const LINES: (object | string)[] = [
  callOf(0, GET),
  callOf('', GET),
  callOf(-1, GET, {}),
  callOf('text', GET, null),
  callOf(1, GET, ['a list']),
  callOf(2, GET, { unknown: true }),
  callOf(3, 'whmcs_no_such_tool', {}),
  callOf(4, 'whmcs_get_ticket', {}),
  callOf(5, 'whmcs_delete_client', { clientid: 1 }),
  callOf(6, GET, JSON.parse('{"__proto__":{"a":1}}')),
  call(7, { name: GET, _meta: { progressToken: 'p', 'example.com/other': 1 } }),
  call(8, { name: 8 }),
  call(9, { name: GET, task: { ttl: 1 } }),
  call(10, { name: GET, extra: 1 }),
  call(1.5, { name: GET }),
  call(null, { name: GET }),
  call(11, { name: '', arguments: {} }),
  '{"jsonrpc":"2.0","id":12,"method":"tools/call","params":{"name":"whmcs_get_currencies"},"more":1}',
  '{"jsonrpc":"2.0","id":13,"method":"tools/call","params":["whmcs_get_currencies"]}',
  '{"jsonrpc":"2.0","id":14,"method":"tools/call"}',
  '{"jsonrpc":"2.0","id":15,"method":"tools/call","params":{"name":"whmcs_get_currencies","_meta":null}}',
  '{"jsonrpc":"2.0","id":16,"method":"tools/call","params":{"__proto__":{"name":"whmcs_get_currencies"}}}',
  '\ufeff{"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"whmcs_get_currencies"}}',
];

/** All that a server sends for these lines, in an order of its own. */
async function answersTo(lines: readonly (object | string)[], greet = true): Promise<string[]> {
  const { send, answer, messages } = await raw({ greet });
  send(...lines);
  send(ping('last'));
  await answer('last');
  await until(() => messages.length === lines.length + (greet ? 2 : 1));
  // Each call has an id of its own.
  const told = messages.map((message) =>
    JSON.stringify(message).replaceAll(/\bcall(: |":")[\w-]{12}/g, 'call$1'),
  );
  return told.toSorted();
}

test('a client gets the same answers past the SDK and by it', async () => {
  const direct = await answersTo(LINES);
  expect(direct).toEqual(await answersTo(LINES.map(bySdk)));
  expect(direct.filter((line) => line.includes('"result"')).length).toBeGreaterThan(10);
});

test('what comes before or with the introduction is answered the same, too', async () => {
  const lines = [callOf(1, GET), hello, callOf(2, GET), ping('between'), callOf(3, GET)];
  expect(await answersTo(lines, false)).toEqual(await answersTo(lines.map(bySdk), false));
});

test.each([
  ['past the SDK', (line: object) => line],
  ['by the SDK', bySdk],
])('a call that is taken back gets no answer, and others do, %s', async (_way, way) => {
  const { send, answer, messages, whmcs } = await raw();
  const held = heldPages(whmcs);
  const cancel = (params: object) => send({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
  send(...[1, 2, 0, 3].map((id) => way(page(id, id))));
  await until(() => held.length === 4);
  cancel({ requestId: 1, reason: 'no more need' });
  // These take nothing back: no reason of text, the id that the SDK takes for none, an id that nothing has.
  cancel({ requestId: 2, reason: 5 });
  cancel({ requestId: 0 });
  cancel({ requestId: 'three' });
  send(ping('after'));
  await answer('after');
  for (const release of held) release();
  for (const id of [2, 0, 3]) expect((await answer(id)).result?.isError).toBeUndefined();
  expect(messages.map(({ id }: Message) => id)).not.toContain(1);
});

test.each([
  ['past the SDK', (line: object) => line],
  ['by the SDK', bySdk],
])(
  'of two calls with one id both are answered, and the later is the one taken back, %s',
  async (_way, way) => {
    const { send, answer, messages, whmcs } = await raw();
    const held = heldPages(whmcs);
    const count = (id: number) => messages.filter((message) => message.id === id).length;
    send(way(page(1, 1)), way(page(2, 2)));
    await until(() => held.length === 2);
    send(way(page(1, 3)), way(page(2, 4)));
    await until(() => held.length === 4);
    send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } }, ping('after'));
    await answer('after');
    for (const release of held) release();
    await until(() => count(1) === 2 && count(2) === 1);
    expect(messages).toHaveLength(5);
  },
);

const VALUES = ['2.0', 'tools/call', GET, 0, 1.5, 2 ** 60, '', null, true, {}, [], { progressToken: 1.5 }];
const PLACES = [
  ...['jsonrpc', 'id', 'method', 'params', 'more', '__proto__', 'params.name', 'params.arguments'],
  ...['params.task', 'params.other', 'params.__proto__', 'params._meta', 'params._meta.progressToken'],
  ...['params._meta.other', 'params._meta.__proto__', 'params._meta.io%modelcontextprotocol/related-task'],
];

/** A call in which some values were put in places of their own choice. */
function spoilt(changes: readonly (readonly [place: string, value: unknown])[]): unknown {
  const message: Record<string, unknown> = callOf(1, GET, {});
  for (const [place, value] of changes) {
    const path = place.split('.').map((key) => key.replace('%', '.'));
    const last = path.pop() as string;
    let node: Record<string, unknown> | undefined = message;
    for (const key of path) {
      if (typeof node !== 'object' || node === null) break;
      if (key === '_meta' && !('_meta' in node)) node[key] = {};
      node = node[key] as Record<string, unknown>;
    }
    if (typeof node === 'object' && node !== null)
      Object.defineProperty(node, last, {
        value: structuredClone(value),
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return JSON.parse(JSON.stringify(message));
}

const change = fc.tuple(fc.constantFrom(...PLACES), fc.constantFrom(...VALUES));

test('what goes past the SDK is what its own schema passes on unchanged', () => {
  let plain = 0;
  fc.assert(
    fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
      const message = spoilt(changes) as object;
      if (!isPlainCall(message)) return;
      plain += 1;
      expect(JSONRPCRequestSchema.parse(message)).toStrictEqual(message);
      expect(message.params).not.toHaveProperty('task');
    }),
    { numRuns: 2_000 },
  );
  expect(plain).toBeGreaterThan(100);
  expect(isPlainCall(callOf(1, GET, ALLOW_ALL))).toBe(true);
});
