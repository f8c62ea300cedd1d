import { expect, test } from 'vitest';
import { InvalidClaim, type NewEntry } from '../../../src/store/index.js';
import { claim, granted, later, NOON, used } from '../claims.js';
import type { Current } from './engine.js';

const MINUTE = 60_000;

const intent = (call: string, at = NOON): NewEntry => ({ kind: 'intent', call, at, body: { call } });
const outcome = (call: string): NewEntry => ({ kind: 'outcome', call, at: NOON, body: { outcome: 'done' } });

export function callContract(current: Current): void {
  const kept = async () =>
    (await current.store().journal.after(0, 100)).map(({ kind, call }) => `${kind} ${call}`);

  test('a write begins by being counted and written down', async () => {
    const store = current.store();
    const answer = await store.calls.begin(intent('one'), [claim({ max: '2' })]);
    expect(answer.granted).toBe(true);
    expect(await kept()).toEqual(['intent one']);
    expect(await used(store, claim())).toBe('1');
  });

  test('of a write whose claims are refused nothing is counted and nothing written', async () => {
    const store = current.store();
    const roomy = claim({ id: '/roomy', counter: 'roomy', max: '5' });
    await granted(store, [claim()]);
    const answer = await store.calls.begin(intent('one'), [roomy, claim()]);
    expect(answer).toMatchObject({ granted: false, refused: [{ used: '1' }] });
    expect(await kept()).toEqual([]);
    expect(await used(store, roomy)).toBe('0');
  });

  test('nor of one that can not be counted, or not be written down', async () => {
    const store = current.store();
    await expect(store.calls.begin(intent('one'), [claim({ amount: '-1' })])).rejects.toThrow(InvalidClaim);
    await expect(store.calls.begin(intent('one two'), [claim()])).rejects.toThrow(RangeError);
    await expect(store.calls.begin(intent('one', new Date(Number.NaN)), [claim()])).rejects.toThrow(
      RangeError,
    );
    expect(await kept()).toEqual([]);
    expect(await used(store, claim())).toBe('0');
  });

  const wish = (holder: string, freeForMs = 0) => ({
    keys: ['a', 'b'],
    holder,
    forMs: MINUTE,
    freeForMs: () => freeForMs,
  });

  test('a write that takes its lease as it begins has it, or nothing is counted and nothing written', async () => {
    const store = current.store();
    const limit = claim({ max: '5' });
    expect((await store.calls.begin(intent('one'), [limit], wish('one'))).granted).toBe(true);
    expect(await store.leases.ensure('one', ['a', 'b'], MINUTE)).toBeGreaterThan(0);
    const notAlone = { granted: false, alone: false };
    expect(await store.calls.begin(intent('two'), [limit], wish('two'))).toEqual(notAlone);
    await store.leases.release('one');
    // Somebody had it only just now, and may have changed what was read since.
    expect(await store.calls.begin(intent('three'), [limit], wish('three', MINUTE))).toEqual(notAlone);
    expect(await store.leases.held('a')).toBe(false);
    expect(await kept()).toEqual(['intent one']);
    expect(await used(store, limit)).toBe('1');
  });

  test('nor is a lease taken by a write whose claims are refused', async () => {
    const store = current.store();
    await granted(store, [claim()]);
    expect(await store.calls.begin(intent('one'), [claim()], wish('one'))).toMatchObject({ refused: [{}] });
    expect(await store.leases.held('a')).toBe(false);
  });

  test('of writes that begin at once with one lease, one gets through', async () => {
    const stores = [current.store(), current.engine.isShared ? await current.another() : current.store()];
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_none, n) =>
        stores[n % 2]?.calls.begin(intent(`c${n}`), [], wish(`holder ${n}`)),
      ),
    );
    expect(answers.filter((answer) => answer?.granted)).toHaveLength(1);
    expect(await kept()).toHaveLength(1);
  });

  test('many that begin at once are counted exactly, and those alone are written down', async () => {
    const store = current.store();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_none, n) => store.calls.begin(intent(`c${n}`), [claim({ max: '12' })])),
    );
    const through = answers.flatMap((answer, n) => (answer.granted ? [`intent c${n}`] : []));
    expect(through).toHaveLength(12);
    expect((await kept()).toSorted()).toEqual(through.toSorted());
    expect(await used(store, claim())).toBe('12');
  });

  test('claims count in the window of the entry', async () => {
    const store = current.store();
    const tomorrow = later(86_400_000);
    await store.calls.begin(intent('one', tomorrow), [claim()]);
    expect([await used(store, claim()), await used(store, claim(), tomorrow)]).toEqual(['0', '1']);
  });

  test.each([true, false])('it ends with all that it holds; sent: %s', async (sent) => {
    const store = current.store();
    const limits = [claim({ max: '5' }), claim({ max: '5', window: { slidingSeconds: 60 } })];
    const reservation = await granted(store, limits);
    await store.leases.take(['a', 'b'], 'one', MINUTE);
    await store.leases.take(['c'], 'two', MINUTE);
    await store.calls.end(outcome('one'), { reservation, sent, holder: 'one' });
    expect(await kept()).toEqual(['outcome one']);
    for (const limit of limits) expect(await used(store, limit)).toBe(sent ? '1' : '0');
    const held = await Promise.all(['a', 'b', 'c'].map((key) => store.leases.held(key)));
    expect(held).toEqual([false, false, true]);
    await store.counters.release(reservation);
    for (const limit of limits) expect(await used(store, limit)).toBe(sent ? '1' : '0');
  });

  test.each(['end', 'release'] as const)(
    'given back at the same time by its end and a release, %s first: once',
    async (first) => {
      const store = current.store();
      const limits = [claim({ max: '9' }), claim({ max: '9', window: { slidingSeconds: 60 } })];
      for (let round = 0; round < 5; round += 1) {
        const reservation = await granted(store, limits);
        await granted(store, limits);
        const ways = {
          end: () => store.calls.end(outcome(`call-${first}-${round}`), { reservation, sent: false }),
          release: () => store.counters.release(reservation),
        };
        await Promise.all(first === 'end' ? [ways.end(), ways.release()] : [ways.release(), ways.end()]);
        for (const limit of limits) expect(await used(store, limit)).toBe(`${round + 1}`);
      }
    },
  );

  test('an end that can not be written down gives nothing back', async () => {
    const store = current.store();
    const reservation = await granted(store, [claim({ max: '5' })]);
    await store.leases.take(['a'], 'one', MINUTE);
    const ending = store.calls.end(outcome('one two'), { reservation, sent: false, holder: 'one' });
    await expect(ending).rejects.toThrow(RangeError);
    expect(await store.leases.held('a')).toBe(true);
    expect(await used(store, claim())).toBe('1');
    await store.calls.end(outcome('one'), { reservation, sent: false, holder: 'one' });
    expect(await used(store, claim())).toBe('0');
  });

  test('what nobody waits for is read at once by whoever wrote it, and is written down at a close', async () => {
    const store = current.store();
    const ending = store.calls.end(outcome('one'), { sent: true, soon: true });
    expect(await kept()).toEqual(['outcome one']);
    await ending;
    const soon = Array.from({ length: 5 }, (_none, n) =>
      store.journal.append({ kind: 'call', call: `c${n}`, at: NOON, body: {} }, { soon: true }),
    );
    await store.close();
    expect((await Promise.all(soon)).map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6]);
    if (!current.engine.isShared) return;
    const next = await current.another();
    expect(await next.journal.after(1, 10)).toHaveLength(5);
  });

  test.runIf(current.engine.isShared)('what nobody waits for is there for others before long', async () => {
    const other = await current.another();
    void current.store().journal.append({ kind: 'call', call: 'one', at: NOON, body: {} }, { soon: true });
    await expect.poll(() => other.journal.after(0, 10), { timeout: 10_000 }).toHaveLength(1);
  });
}
