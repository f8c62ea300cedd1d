import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createWebhook, type WebhookPorts } from '../../src/approvals/channels/post-events.js';
import type { Announcement } from '../../src/approvals/index.js';
import { openApprovals } from './open-approvals.js';
import { NOON } from './samples.js';
import { isSigned, openReceiver } from './webhook-receiver.js';

const SECRET = 'a secret that both sides know';
const CONSOLE = 'https://console.example.com';
const DEADLINE_MS = 5_000;
const CLOSE_MS = 3_000;

/** Pauses between tries are over at once; a deadline takes its time, and nobody lives to see the end of closing. */
const impatient = (slept: number[]) => (ms: number, signal: AbortSignal) => {
  if (ms === CLOSE_MS) return pause(3_600_000, undefined, { signal });
  if (ms !== DEADLINE_MS) slept.push(ms);
  return pause(ms === DEADLINE_MS ? ms : 0, undefined, { signal });
};

function openHook(url: string, ports: Partial<WebhookPorts> = {}) {
  const slept: number[] = [];
  const logged: string[] = [];
  const hook = createWebhook({
    url,
    secret: SECRET,
    consoleUrl: async () => CONSOLE,
    log: (level, event, fields) => {
      logged.push(`${level} ${event} ${JSON.stringify(fields)}`);
    },
    now: () => NOON,
    random: () => 1,
    sleep: impatient(slept),
    ...ports,
  });
  onTestFinished(() => hook.close());
  return { hook, slept, logged };
}

/** Something that happened to a request with this id. */
async function happened(id = '7QKM-2X9D'): Promise<Announcement> {
  const { ask, events } = await openApprovals({ newId: () => id });
  await ask();
  const [event] = events;
  if (event === undefined) throw new Error('nothing was told');
  return event;
}

test('what is asked is told, signed, with what a person needs and where to decide', async () => {
  const receiver = await openReceiver();
  const { hook, logged } = openHook(receiver.url);
  hook.announce(await happened());
  await receiver.until(1);
  const [got] = receiver.received;
  expect(got?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-whmcs-mcp-timestamp': String(NOON.getTime() / 1000),
  });
  expect(got && isSigned(got, SECRET)).toBe(true);
  expect(got && isSigned(got, 'another secret')).toBe(false);
  expect(got?.body).toEqual({
    event: 'asked',
    id: '7QKM-2X9D',
    tool: 'whmcs_cancel_order',
    caller: 'agent',
    title: 'Cancel order 1042 of Anna Schmidt (client 12)',
    state: 'pending',
    text: expect.stringContaining('One service and one domain hang on it.'),
    url: `${CONSOLE}/approvals/7QKM-2X9D`,
    at: NOON.toISOString(),
  });
  await hook.close();
  expect(logged).toEqual([]);
});

test('all that happens to a request is told in its order, each with who and why', async () => {
  const receiver = await openReceiver();
  const { hook } = openHook(receiver.url);
  const { ask, approvals } = await openApprovals({ listeners: [hook], newId: () => '7QKM-2X9D' });
  const { id } = await ask({ approvers: 2 });
  const yes = { who: 'Anna', channel: 'console', yes: true, reason: '' } as const;
  await approvals.vote(id, yes);
  await approvals.vote(id, { ...yes, who: 'Ben', reason: 'asked by phone' });
  await approvals.use(id);
  await approvals.giveBack(id);
  await approvals.makeVoid(id, 'The order changed.');
  await receiver.until(6);
  expect(receiver.received.slice(1).map(({ body }) => [body.event, body.state, body.text])).toEqual(
    [
      ['voted', 'pending', 'Request 7QKM-2X9D has one more yes by Anna'],
      ['approved', 'approved', 'Request 7QKM-2X9D is approved by Ben: asked by phone'],
      ['used', 'used', 'Request 7QKM-2X9D is used: its call is being made'],
      ['given_back', 'approved', 'Request 7QKM-2X9D is good for its call again: the one before never left'],
      ['void', 'void', 'Request 7QKM-2X9D is void: The order changed.'],
    ].map(([event, state, text]) => [event, state, `${text}\nCancel order 1042 of Anna Schmidt (client 12)`]),
  );
});

test.each([
  ['nobody serves one', async () => undefined],
  ['nobody can tell', () => Promise.reject(new Error('no state'))],
])('there is no link to a console where %s', async (_why, consoleUrl) => {
  const receiver = await openReceiver();
  const { hook } = openHook(receiver.url, { consoleUrl });
  hook.announce(await happened());
  await receiver.until(1);
  expect(receiver.received[0]?.body).not.toHaveProperty('url');
});

test('a receiver that fails twice is told the third time, each try with a time and a signature of its own', async () => {
  const receiver = await openReceiver((response, index) =>
    response.writeHead([503, 429, 200][index] ?? 200).end(),
  );
  let tries = 0;
  const now = () => {
    tries += 1;
    return new Date(NOON.getTime() + tries * 10_000);
  };
  const { hook, slept, logged } = openHook(receiver.url, { now });
  hook.announce(await happened());
  await receiver.until(3);
  await hook.close();
  expect(receiver.received).toHaveLength(3);
  expect(receiver.received.every((one) => isSigned(one, SECRET))).toBe(true);
  expect(new Set(receiver.received.map(({ headers }) => headers['x-whmcs-mcp-timestamp'])).size).toBe(3);
  expect(new Set(receiver.received.map(({ raw }) => raw)).size).toBe(1);
  expect(slept).toEqual([1_000, 2_000]);
  expect(logged).toEqual([]);
});

test('after five tries it is given up and logged, and what comes next is told all the same', async () => {
  const receiver = await openReceiver((response, index) => response.writeHead(index < 5 ? 500 : 200).end());
  const { hook, slept, logged } = openHook(receiver.url, { random: () => 0 });
  hook.announce(await happened('AAAA-0001'));
  hook.announce(await happened('AAAA-0002'));
  await receiver.until(6);
  await hook.close();
  expect(receiver.received.map(({ body }) => body.id)).toEqual([...Array(5).fill('AAAA-0001'), 'AAAA-0002']);
  expect(slept).toEqual([500, 1_000, 2_000, 4_000]);
  expect(logged).toEqual([
    'error webhook.failed {"approval":"AAAA-0001","event":"asked","tries":5,"outcome":500}',
  ]);
});

test.each([400, 401, 404, 410])('a receiver that answers %i is not asked again', async (status) => {
  const receiver = await openReceiver((response) => response.writeHead(status).end());
  const { hook, logged } = openHook(receiver.url);
  hook.announce(await happened());
  await vi.waitFor(() => expect(logged).toHaveLength(1));
  expect(receiver.received).toHaveLength(1);
  expect(logged[0]).toContain(`"outcome":${status}`);
});

test.each([301, 302, 307, 308])('a redirect (%i) is not followed', async (status) => {
  const elsewhere = await openReceiver();
  const receiver = await openReceiver((response) =>
    response.writeHead(status, { location: elsewhere.url }).end(),
  );
  const { hook, logged } = openHook(receiver.url);
  hook.announce(await happened());
  await vi.waitFor(() => expect(logged).toHaveLength(1));
  expect(receiver.received).toHaveLength(1);
  expect(elsewhere.received).toEqual([]);
});

test('a receiver that hangs is left after its time, and tried again', async () => {
  const receiver = await openReceiver((response, index) => {
    if (index > 0) response.writeHead(204).end();
  });
  let deadlines = 0;
  const { hook, logged } = openHook(receiver.url, {
    sleep(ms, signal) {
      if (ms !== DEADLINE_MS) return pause(ms === CLOSE_MS ? ms : 0, undefined, { signal });
      deadlines += 1;
      // Over as soon as the first has come, and never for the second.
      return deadlines > 1 ? pause(ms, undefined, { signal }) : receiver.until(1);
    },
  });
  hook.announce(await happened());
  await receiver.until(2);
  await hook.close();
  expect(receiver.received).toHaveLength(2);
  expect(logged).toEqual([]);
});

test('an answer without end counts by its status', async () => {
  const receiver = await openReceiver((response) => {
    response.writeHead(200);
    const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
    response.on('close', () => clearInterval(more));
  });
  const { hook, logged } = openHook(receiver.url);
  hook.announce(await happened('AAAA-0001'));
  hook.announce(await happened('AAAA-0002'));
  await receiver.until(2);
  await hook.close();
  expect(receiver.received.map(({ body }) => body.id)).toEqual(['AAAA-0001', 'AAAA-0002']);
  expect(logged).toEqual([]);
});

test('the log names neither the address nor the secret nor what was told', async () => {
  const { hook, logged } = openHook('http://127.0.0.1:1/hook?key=not-for-the-log');
  hook.announce(await happened());
  await vi.waitFor(() => expect(logged).toHaveLength(1));
  expect(logged[0]).toBe(
    'error webhook.failed {"approval":"7QKM-2X9D","event":"asked","tries":5,"outcome":"ECONNREFUSED"}',
  );
  const broken = openHook('not an address');
  broken.hook.announce(await happened());
  await vi.waitFor(() => expect(broken.logged).toHaveLength(1));
  expect(broken.logged[0]).not.toContain('not an address');
});

test('what comes when nothing is left to tell is told, too', async () => {
  const posted: string[] = [];
  const { hook } = openHook('https://hooks.example.com', {
    async post(_url, { body }) {
      posted.push(JSON.parse(body).id);
      return 204;
    },
  });
  for (const id of ['AAAA-0001', 'AAAA-0002', 'AAAA-0003']) {
    hook.announce(await happened(id));
    await vi.waitFor(() => expect(posted.at(-1)).toBe(id));
    await new Promise((next) => setImmediate(next));
  }
});

test('a caller is never held up or thrown at, and of what waits too long the oldest goes', async () => {
  const { hook, logged } = openHook('https://hooks.example.com', {
    post: () => new Promise<number>(() => {}),
    sleep: (ms, signal) => pause(ms === CLOSE_MS ? 0 : 3_600_000, undefined, { signal }),
  });
  const event = await happened();
  for (let index = 0; index < 203; index += 1) {
    hook.announce({ ...event, approval: { ...event.approval, id: `Q-${index}` } });
  }
  // One is under way, two hundred wait.
  expect(logged).toEqual([
    'warn webhook.dropped {"approval":"Q-1","event":"asked"}',
    'warn webhook.dropped {"approval":"Q-2","event":"asked"}',
  ]);
  await hook.close();
  expect(logged.filter((line) => line.includes('webhook.failed'))).toEqual([
    'error webhook.failed {"approval":"Q-0","event":"asked","tries":1,"outcome":"stopping"}',
  ]);
  expect(logged.filter((line) => line.includes('webhook.dropped'))).toHaveLength(202);
});

test('closing lets what is under way be told, takes nothing more, and gives up on what hangs', async () => {
  const receiver = await openReceiver();
  const { hook, logged } = openHook(receiver.url);
  hook.announce(await happened('AAAA-0001'));
  hook.announce(await happened('AAAA-0002'));
  await hook.close();
  hook.announce(await happened('AAAA-0003'));
  expect(logged).toEqual([]);
  expect(receiver.received.map(({ body }) => body.id)).toEqual(['AAAA-0001', 'AAAA-0002']);

  const hanging = await openReceiver(() => {});
  const stuck = openHook(hanging.url, {
    sleep: (ms, signal) => (ms === CLOSE_MS ? hanging.until(1) : pause(ms, undefined, { signal })),
  });
  stuck.hook.announce(await happened());
  await stuck.hook.close();
  expect(stuck.logged).toEqual([expect.stringContaining('"outcome":"stopping"')]);
});

test('a name can not become a link or a mention in a chat', async () => {
  const receiver = await openReceiver();
  const { hook } = openHook(receiver.url);
  const { ask, events } = await openApprovals();
  const name = '<https://example.com/evil|Approve> <!channel>';
  const event = await ask({
    preview: async () => ({
      title: `Cancel order 1 of ${name}`,
      sentences: [name],
      irreversible: [],
      details: [],
      snapshot: {},
      reads: 1,
    }),
  }).then(() => events[0]);
  if (event !== undefined) hook.announce(event);
  await receiver.until(1);
  expect(receiver.received[0]?.raw).not.toMatch(/[<>]/);
});
