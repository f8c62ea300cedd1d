import { expect, onTestFinished, test, vi } from 'vitest';
import { type Notifier, notifyFaults, startNotifier } from '../../src/notify/index.js';
import type { NotifierPorts } from '../../src/notify/notifier.js';
import { openStore, type Store } from '../../src/store/index.js';
import { approvalIn, cancelOrder, MINUTE, NOON, RULES, saying } from '../approvals/samples.js';
import { settingsFor } from './samples.js';

const TWO_STEPS = {
  channels: {
    duty: { type: 'slack', url_env: 'URL', settled: true },
    boss: { type: 'discord', url_env: 'URL' },
  },
  escalation: [
    { after_minutes: 0, tell: ['duty'] },
    { after_minutes: 5, tell: ['boss'] },
  ],
};
const LOOK_MS = 5_000;

interface Told {
  readonly channel: string;
  readonly title: string;
}

interface Team {
  readonly store: Store;
  readonly told: Told[];
  readonly logged: string[];
  /** How each channel answers; 204 by itself. */
  readonly answers: Map<string, { ok: boolean; says: string; retry: boolean }>;
  /** Lets time pass, and all servers look again. */
  pass(ms: number): Promise<void>;
  /** Starts one more server on the state. */
  server(): Notifier;
  ask(differing?: Parameters<typeof cancelOrder>[0]): Promise<string>;
}

/** Servers on one state with a clock that stands still. */
async function team(content: unknown = TWO_STEPS): Promise<Team> {
  const store = await openStore('memory');
  let time = NOON.getTime();
  const now = () => new Date(time);
  const [told, logged]: [Told[], string[]] = [[], []];
  const answers: Team['answers'] = new Map();
  const settings = settingsFor(content, { URL: 'https://hooks.example.com/secret' });
  const waiting = new Set<() => void>();
  let idle = 0;
  const sleep: NotifierPorts['sleep'] = (ms, signal) =>
    new Promise((resolve) => {
      const end = () => {
        waiting.delete(end);
        resolve(undefined);
      };
      signal.addEventListener('abort', end);
      if (ms === LOOK_MS) {
        waiting.add(end);
        idle += 1;
      }
    });
  const servers: Notifier[] = [];
  onTestFinished(async () => {
    await Promise.all(servers.map((one) => one.close()));
    await store.close();
  });
  /** All servers look at the state once more, until none of them finds anything to do. */
  async function settle(): Promise<void> {
    const before = idle;
    const looking = waiting.size;
    for (const end of [...waiting]) end();
    await vi.waitFor(() => expect(idle).toBeGreaterThanOrEqual(before + looking));
  }
  return {
    store,
    told,
    logged,
    answers,
    async pass(ms) {
      time += ms;
      await settle();
    },
    server() {
      const one = startNotifier(settings, {
        store: async () => store,
        consoleUrl: async () => 'https://console.example.com',
        log: (level, event, fields) => {
          if (level !== 'debug') logged.push(`${level} ${event} ${JSON.stringify(fields)}`);
        },
        now,
        random: () => 1,
        sleep,
        async send({ name }, { title }) {
          told.push({ channel: name, title });
          return answers.get(name) ?? { ok: true, says: 'answered 204', retry: false };
        },
      });
      servers.push(one);
      return one;
    },
    async ask(differing) {
      return approvalIn(await store.approvals.open(cancelOrder(differing), RULES, now())).id;
    },
  };
}

const DUTY = { channel: 'duty', title: 'Waits for you: Cancel order' };
const BOSS = { channel: 'boss', title: 'Still waits after 5 minutes: Cancel order' };
const LOST = { ok: false, says: 'answered 404', retry: false };
const OVER = { channel: 'duty', title: 'Denied: Cancel order' };

test('who is first is told at once, who is next only when nobody decided, and each once', async () => {
  const { told, pass, server, ask } = await team();
  server();
  await ask();
  await pass(0);
  expect(told).toEqual([DUTY]);
  await pass(4 * MINUTE);
  expect(told).toEqual([DUTY]);
  await pass(MINUTE);
  expect(told).toEqual([DUTY, BOSS]);
  await pass(MINUTE);
  expect(told).toEqual([DUTY, BOSS]);
});

test('what was decided in time escalates to nobody; who was told hears that, where they want to', async () => {
  const { store, told, pass, server, ask } = await team();
  server();
  const id = await ask();
  await pass(0);
  await store.approvals.vote(id, saying(false));
  await pass(6 * MINUTE);
  expect(told).toEqual([DUTY, OVER]);
  await pass(6 * MINUTE);
  expect(told).toEqual([DUTY, OVER]);
  const kept = await store.sharedValues.get('notify');
  expect(JSON.parse(kept?.value ?? '')).toEqual({ requests: {}, faults: {} });
});

test('of several servers one tells, and another goes on where it ended', async () => {
  const { told, pass, server, ask } = await team();
  const first = server();
  server();
  server();
  await ask();
  await pass(0);
  await pass(0);
  expect(told).toEqual([DUTY]);
  await first.close();
  await pass(5 * MINUTE);
  await pass(0);
  expect(told).toEqual([DUTY, BOSS]);
});

test('what was asked while no server ran is told after the next start', async () => {
  const { told, pass, server, ask } = await team();
  await ask();
  await pass(6 * MINUTE);
  expect(told).toEqual([]);
  server();
  await pass(0);
  expect(told).toEqual([DUTY, { ...BOSS, title: 'Still waits after 6 minutes: Cancel order' }]);
});

test('who can not be reached is tried again with longer pauses; the log and the console say so', async () => {
  const { store, told, logged, answers, pass, server, ask } = await team();
  answers.set('duty', { ok: false, says: 'answered 503', retry: true });
  server();
  const id = await ask();
  await pass(0);
  await pass(1_999);
  expect(told).toHaveLength(1);
  await pass(1);
  expect(told).toHaveLength(2);
  await pass(3_999);
  expect(told).toHaveLength(2);
  expect(logged[0]).toBe(
    `warn notify.failed {"channel":"duty","approval":"${id}","occasion":"asked","tries":1,"outcome":"answered 503"}`,
  );
  expect(await notifyFaults(store.sharedValues)).toEqual([
    { channel: 'duty', says: 'answered 503', at: new Date(NOON.getTime() + 2_000) },
  ]);
  answers.delete('duty');
  await pass(1);
  expect(told).toHaveLength(3);
  expect(await notifyFaults(store.sharedValues)).toEqual([]);
});

test('where nobody of a step can be reached the next is told at once', async () => {
  const { told, logged, answers, pass, server, ask } = await team();
  answers.set('duty', { ok: false, says: 'answered 404', retry: false });
  server();
  await ask();
  await pass(0);
  await pass(0);
  expect(told.map(({ channel }) => channel)).toEqual(['duty', 'boss']);
  expect(logged).toEqual([expect.stringContaining('error notify.lost')]);
});

test('the next step waits where one of two channels was told', async () => {
  const [duty, boss] = [TWO_STEPS.channels.duty, TWO_STEPS.channels.boss];
  const { told, answers, pass, server, ask } = await team({
    channels: { duty, second: duty, boss },
    escalation: [
      { after_minutes: 0, tell: ['duty', 'second'] },
      { after_minutes: 5, tell: ['boss'] },
    ],
  });
  answers.set('duty', LOST);
  server();
  await ask();
  await pass(0);
  await pass(4 * MINUTE);
  expect(told.map(({ channel }) => channel).toSorted()).toEqual(['duty', 'second']);
  await pass(MINUTE);
  expect(told.at(-1)).toEqual(BOSS);
});

test('of how it ended hears who heard of the request, and wants to', async () => {
  const { store, told, answers, pass, server, ask } = await team();
  server();
  const id = await ask();
  await pass(0);
  await pass(5 * MINUTE);
  await store.approvals.vote(id, saying(false));
  await pass(0);
  expect(told).toEqual([DUTY, BOSS, OVER]);

  answers.set('duty', LOST);
  const other = await ask({ digest: 'another order' });
  await pass(0);
  await store.approvals.vote(other, saying(false));
  answers.delete('duty');
  await pass(0);
  expect(told.slice(3)).not.toContainEqual(OVER);
});

test('after eight tries, never more than two minutes apart, a channel is given up', async () => {
  const { told, logged, answers, pass, server, ask } = await team({
    channels: { duty: TWO_STEPS.channels.duty },
  });
  answers.set('duty', { ok: false, says: 'answered 503', retry: true });
  server();
  await ask();
  await pass(0);
  for (const seconds of [2, 4, 8, 16, 32, 64, 120]) {
    const before = told.length;
    await pass(seconds * 1_000 - 1);
    expect(told).toHaveLength(before);
    await pass(1);
    expect(told).toHaveLength(before + 1);
  }
  expect(told).toHaveLength(8);
  expect(logged.at(-1)).toContain('error notify.lost');
  await pass(3 * MINUTE);
  expect(told).toHaveLength(8);
});

test('what another version of the program kept is no reason to tell nobody', async () => {
  const { store, told, pass, server, ask } = await team();
  await store.sharedValues.put('notify', '{"requests": 7}', NOON);
  server();
  await ask();
  await pass(0);
  expect(told).toEqual([DUTY]);
});

test('an announced request is told at once, and a state that fails is no end', async () => {
  const { store, told, server, logged, ask, pass } = await team();
  const one = server();
  const list = vi.spyOn(store.approvals, 'list').mockRejectedValueOnce(new Error('away'));
  await pass(0);
  expect(logged).toEqual([expect.stringContaining('warn notify.unread')]);
  list.mockRestore();
  await ask();
  one.announce({} as Parameters<Notifier['announce']>[0]);
  await vi.waitFor(() => expect(told).toEqual([DUTY]));
});

test('of many requests all are told, a number of them at a time', async () => {
  const { told, pass, server, ask } = await team();
  server();
  for (let index = 0; index < 30; index++) await ask({ caller: `agent-${index}`, digest: `order ${index}` });
  await pass(0);
  await vi.waitFor(() => expect(told).toHaveLength(30));
});
