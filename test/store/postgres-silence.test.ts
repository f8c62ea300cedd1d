import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sharedState } from '../../src/app.js';
import { openStore, type Store, StoreFault } from '../../src/store/index.js';
import { until } from '../harness.js';
import { claim, granted, NOON, used } from './claims.js';
import { describePostgres, serverForSuite } from './postgres-engine.js';
import { wayTo } from './silence.js';

const PATIENCE_MS = 1_000;

describePostgres('a network that loses the database without a word', { timeout: 60_000 }, () => {
  const server = serverForSuite();

  async function stage(options: { notifies?: boolean } = {}) {
    const way = await wayTo(join(server().folder, '.s.PGSQL.5432'), options);
    const state = new URL(await server().newState());
    const path = encodeURIComponent(state.searchParams.get('options') ?? '');
    return { way, url: `postgres://guard@127.0.0.1:${way.port}/postgres?options=${path}` };
  }

  const faultOf = (doing: Promise<unknown>) =>
    doing.then(
      () => expect.fail('it went well'),
      (error: unknown) => error as StoreFault,
    );

  test('whoever asks is told at once, one attempt at a time looks for it, and it is found again', async () => {
    const { way, url } = await stage();
    const store = await openStore(url, { patienceMs: PATIENCE_MS });
    onTestFinished(() => store.close());
    await granted(store, [claim({ max: '9' })]);
    way.fallSilent();
    // On connections that were there: nothing tells that nobody answers on them any more.
    const first = [store.killSwitch.halted(), store.counters.reserve([claim({ max: '9' })], NOON)];
    const faults = await Promise.all(first.map(faultOf));
    expect(faults[0]).toMatchObject({ code: 'unopenable', isOutage: true });
    // One that waits for a connection can't tell a silent server from a busy one.
    expect(faults[1]?.code).toMatch(/^(?:unopenable|busy)$/);
    const before = way.attempts();
    for (let n = 0; n < 5; n += 1)
      expect(await faultOf(store.killSwitch.halted())).toBeInstanceOf(StoreFault);
    // Each attempt lasts as long as the patience does, in which all five were told.
    expect(way.attempts() - before).toBeLessThanOrEqual(2);
    way.speak();
    await until(async () => (await store.killSwitch.halted().catch(() => 'away')) === undefined);
    await granted(store, [claim({ max: '9' })]);
    // What was on its way as the network was lost has not happened.
    expect(await used(store, claim())).toBe('2');
  });

  test('a connection on which no word comes is none that tells of changes, and all else goes on', async () => {
    const { url } = await stage({ notifies: false });
    const store = await openStore(url);
    onTestFinished(() => store.close());
    let gaveUp: () => void = () => undefined;
    const given = new Promise<void>((end) => (gaveUp = end));
    // Whoever watches is woken as a connection is given up.
    store.changes.watch('tokens', () => {
      expect(store.changes.isTold()).toBe(false);
      gaveUp();
    });
    await given;
    expect(store.changes.isTold()).toBe(false);
    await granted(store, [claim()]);
  });

  test('work that takes long is left alone while the server answers to others', async () => {
    const { url } = await stage();
    const store = await openStore(url, { patienceMs: 200 });
    onTestFinished(() => store.close());
    const holder = await server().client(url);
    await holder.query('BEGIN; LOCK TABLE counter IN ACCESS EXCLUSIVE MODE');
    const fault = await faultOf(store.counters.reserve([claim({ max: '9' })], NOON));
    expect(fault).toMatchObject({ code: 'busy', isOutage: false });
    await holder.end();
    await granted(store, [claim({ max: '9' })]);
  });

  test('a state that can not be opened: the next ones are told at once, and it is opened later', async () => {
    const { way, url } = await stage();
    way.fallSilent();
    const state = sharedState(url);
    onTestFinished(() => state.close());
    const get = (): Promise<Store> => state.get();
    expect(await faultOf(get())).toMatchObject({ code: 'unopenable', isOutage: true });
    const before = way.attempts();
    for (let n = 0; n < 5; n += 1) expect(await faultOf(get())).toBeInstanceOf(StoreFault);
    expect(way.attempts() - before).toBe(1);
    way.speak();
    await until(async () => (await get().catch(() => undefined)) !== undefined);
  });
});
