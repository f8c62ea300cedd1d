import { expect, test } from 'vitest';
import { StoreFault } from '../../../src/store/index.js';
import { cancelOrder, RULES } from '../../approvals/samples.js';
import { claim, granted, NOON, used } from '../claims.js';
import type { Current } from './engine.js';

/** What holds for all faces. */
export function storeFaceContract(current: Current): void {
  test('a closed state answers nothing by any face, and closes once', async () => {
    const store = current.store();
    await store.close();
    await store.close();
    const asked = await Promise.allSettled([
      store.counters.reserve([claim()], NOON),
      store.counters.usage(NOON),
      store.approvals.get('TEST-0001', NOON),
      store.approvals.use('TEST-0001', NOON),
      store.journal.append({ kind: 'call', call: 'c', at: NOON, body: {} }),
      store.journal.find({ limit: 1 }),
      store.leases.take(['a'], 'one', 1_000),
      store.killSwitch.halted(),
      store.killSwitch.halt('anna', 'stop', NOON),
      store.sharedValues.get('console'),
      store.approvers.list(),
      store.tokens.list(),
      store.tokens.find('digest'),
      store.taint.list(NOON),
      store.callerMemory.find({ installation: 'here', caller: 'local' }, 'v', ['k']),
      store.policies.newest(''),
    ]);
    for (const answer of asked) {
      const reason: unknown = answer.status === 'rejected' ? answer.reason : undefined;
      expect(reason).toBeInstanceOf(StoreFault);
      expect(reason).toMatchObject({ code: 'closed' });
    }
  });

  test('what was begun before a close is done', async () => {
    const store = current.store();
    const begun = Array.from({ length: 30 }, () => store.counters.reserve([claim({ max: '100' })], NOON));
    await store.close();
    expect((await Promise.all(begun)).every(({ granted }) => granted)).toBe(true);
    if (!current.engine.isShared) return;
    expect(await used(await current.another(), claim())).toBe('30');
  });

  test.runIf(current.engine.isShared)(
    'what one has written the next one reads, after a restart too',
    async () => {
      const first = current.store();
      await granted(first, [claim({ max: '3' })]);
      await first.approvals.open(cancelOrder({ id: 'KEPT-0001' }), RULES, NOON);
      await first.close();
      const second = await current.another();
      expect(await used(second, claim())).toBe('1');
      expect(await second.approvals.get('KEPT-0001', NOON)).toMatchObject({ state: 'pending' });
    },
  );

  test('all faces at once on one state keep out of each other’s way', async () => {
    const { counters, approvals, journal, leases } = current.store();
    const work = Array.from({ length: 15 }, async (_none, n) => {
      await Promise.all([
        counters.reserve([claim({ max: '100' })], NOON),
        approvals.open(cancelOrder({ caller: `agent ${n}` }), RULES, NOON),
        journal.append({ kind: 'call', call: `call-${n}`, at: NOON, body: { n } }, { durable: n % 2 === 0 }),
        leases.take([`key ${n % 5}`], `holder ${n}`, 1_000),
        journal.find({ limit: 3 }),
        counters.usage(NOON),
      ]);
    });
    await Promise.all(work);
    expect(await used(current.store(), claim())).toBe('15');
    expect(await approvals.list({ limit: 100 }, NOON)).toHaveLength(15);
    expect((await journal.after(0, 100)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 15 }, (_none, n) => n + 1),
    );
  });
}
