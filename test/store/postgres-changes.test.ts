import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createApprovals } from '../../src/approvals/index.js';
import { openStore, type Store, type Topic } from '../../src/store/index.js';
import { cancelOrder, NOON, RULES, saying } from '../approvals/samples.js';
import { describePostgres } from './postgres-engine.js';
import { PostgresServer } from './postgres-server.js';

const CALLER = { installation: 'here', caller: 'agent' };
const BY = { call: 'one', tool: 'whmcs_get_ticket' };
const POLICY = { name: 'default', document: '{}', revision: 'r1', who: 'anna', note: '' };

/** Resolves with each change of a topic that comes after it was asked for. */
function wordsOf(store: Store, topic: Topic) {
  let heard = 0;
  let waiting: (() => void)[] = [];
  const end = store.changes.watch(topic, () => {
    heard += 1;
    for (const wake of waiting.splice(0)) wake();
  });
  onTestFinished(() => end());
  return {
    heard: () => heard,
    next: () => new Promise<void>((wake) => (waiting = [...waiting, wake])),
  };
}

describePostgres('changes are told through PostgreSQL', () => {
  let server: PostgresServer;
  let url: string;
  let stores: Store[];
  const one = () => stores[0] as Store;
  const other = () => stores[1] as Store;
  /** Resolves once word comes. */
  async function toldBy(store: Store): Promise<void> {
    const words = wordsOf(store, 'approvals');
    while (!store.changes.isTold()) await words.next();
  }

  beforeAll(async () => {
    server = await PostgresServer.start();
  }, 60_000);
  afterAll(() => server?.stop(), 60_000);
  beforeEach(async () => {
    url = await server.newState();
    stores = [await openStore(url), await openStore(url)];
    onTestFinished(async () => {
      for (const store of stores) await store.close();
    });
  });

  describe('to all processes:', () => {
    const changes: [Topic, (store: Store) => Promise<unknown>][] = [
      ['approvals', (store) => store.approvals.open(cancelOrder(), RULES, NOON)],
      ['kill switch', (store) => store.killSwitch.halt('anna', 'stop', NOON)],
      ['taint', (store) => store.taint.mark(CALLER, BY, NOON, new Date(NOON.getTime() + 1_000))],
      ['policies', (store) => store.policies.publish(POLICY, NOON)],
      ['tokens', (store) => store.tokens.remove('nobody')],
    ];
    test.each(changes)('%s', async (topic, change) => {
      await toldBy(one());
      const words = wordsOf(one(), topic);
      const word = words.next();
      await change(other());
      await word;
      expect(words.heard()).toBe(1);
    });
  });

  test('of another state in the same database nothing is heard', async () => {
    const elsewhere = await openStore(await server.newState());
    onTestFinished(() => elsewhere.close());
    await toldBy(one());
    const words = wordsOf(one(), 'approvals');
    await elsewhere.approvals.open(cancelOrder(), RULES, NOON);
    const word = words.next();
    await other().approvals.open(cancelOrder(), RULES, NOON);
    await word;
    expect(words.heard()).toBe(1);
  });

  test('a connection that is lost: those who wait are woken, and again once it is back', async () => {
    await toldBy(one());
    const words = wordsOf(one(), 'kill switch');
    const lost = words.next();
    await server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
    await lost;
    while (!one().changes.isTold()) await words.next();
    const word = words.next();
    await other().killSwitch.halt('anna', 'stop', NOON);
    await word;
    expect(await one().killSwitch.halted()).toMatchObject({ reason: 'stop' });
  });

  test('a call that waits for people is woken by a vote in another process', async () => {
    await toldBy(one());
    const asked = cancelOrder({ id: 'WAKE-0001' });
    await one().approvals.open(asked, RULES, NOON);
    let begun: () => void = () => undefined;
    const resting = new Promise<void>((begin) => {
      begun = begin;
    });
    const approvals = createApprovals({
      rows: async () => one().approvals,
      changes: async () => one().changes,
      installation: 'here',
      key: new Uint8Array(),
      now: () => NOON,
      // Only what ends a sleep before its time ends this one.
      sleep: (_ms, signal) =>
        new Promise((_rest, wake) => {
          const woken = () => wake(new Error('woken'));
          signal?.addEventListener('abort', woken);
          if (signal?.aborted) woken();
          begun();
        }),
      record: async () => undefined,
      listeners: [],
      log: () => undefined,
    });
    const settled = approvals.settled(asked.id, { ms: 60_000 });
    await resting;
    await other().approvals.vote(asked.id, saying(true));
    expect(await settled).toMatchObject({ state: 'approved' });
  });
});
