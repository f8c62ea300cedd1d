import { expect, test } from 'vitest';
import { SEVERAL } from '../../../src/store/index.js';
import { later, NOON } from '../claims.js';
import type { Current } from './engine.js';

const AGENT = { installation: 'here', caller: 'night-shift' };
const OTHER = { installation: 'here', caller: 'day-shift' };
const ELSEWHERE = { installation: 'there', caller: 'night-shift' };

export function taintContract(current: Current): void {
  test('a caller is tainted from the first text until the last one has aged, in its own installation', async () => {
    const { taint } = current.store();
    expect(await taint.standing(AGENT, NOON)).toBeUndefined();
    await taint.mark(AGENT, { call: 'c-1', tool: 'whmcs_get_ticket' }, NOON, later(100));
    await taint.mark(AGENT, { call: 'c-2', tool: 'whmcs_get_client' }, later(50), later(150));
    const reader = current.engine.isShared ? await current.another() : current.store();
    const expected = {
      ...AGENT,
      by: { call: 'c-1', tool: 'whmcs_get_ticket' },
      since: NOON,
      last: later(50),
      until: later(150),
    };
    expect(await reader.taint.standing(AGENT, later(149))).toEqual(expected);
    expect(await reader.taint.list(later(149))).toEqual([expected]);
    expect(await reader.taint.standing(AGENT, later(150))).toBeUndefined();
    expect(await reader.taint.standing(OTHER, later(60))).toBeUndefined();
    expect(await reader.taint.standing(ELSEWHERE, later(60))).toBeUndefined();
  });

  test('a shorter stretch never shortens the one that holds, and one that is over begins anew', async () => {
    const { taint } = current.store();
    await taint.mark(AGENT, { call: 'c-1', tool: 'a' }, NOON, later(100));
    await taint.mark(AGENT, { call: 'c-2', tool: 'b' }, later(10), later(20));
    expect(await taint.standing(AGENT, later(99))).toMatchObject({ by: { call: 'c-1' }, until: later(100) });
    await taint.mark(AGENT, { call: 'c-3', tool: 'c' }, later(100), later(200));
    expect(await taint.standing(AGENT, later(101))).toMatchObject({
      by: { call: 'c-3', tool: 'c' },
      since: later(100),
    });
  });

  test('whoever asks again and again sees at once what anybody has changed', async () => {
    const { taint } = current.store();
    const other = current.engine.isShared ? (await current.another()).taint : taint;
    const by = { call: 'c-1', tool: 'a' };
    const seen = async (at = NOON) => {
      const standing = await Promise.all([taint, other].map((one) => one.standing(AGENT, at)));
      return standing.map((one) => one !== undefined);
    };
    for (const [marks, ends] of [
      [taint, other],
      [other, taint],
    ] as const) {
      expect(await seen()).toEqual([false, false]);
      expect(await seen()).toEqual([false, false]);
      await marks.mark(AGENT, by, NOON, later(100));
      expect(await seen()).toEqual([true, true]);
      expect(await seen(later(100))).toEqual([false, false]);
      expect(await seen()).toEqual([true, true]);
      await ends.end(AGENT, NOON);
      expect(await seen()).toEqual([false, false]);
    }
  });

  test('a question asked while taint is written is answered by what holds, and the next one by what was written', async () => {
    const { taint } = current.store();
    for (let round = 0; round < 20; round += 1) {
      const marking = taint.mark(AGENT, { call: 'c-1', tool: 'a' }, NOON, later(100));
      const asked = Array.from({ length: 5 }, () => taint.standing(AGENT, NOON));
      await marking;
      expect(await taint.standing(AGENT, NOON)).toBeDefined();
      const ending = taint.end(AGENT, NOON);
      await Promise.all([...asked, ...Array.from({ length: 5 }, () => taint.standing(AGENT, NOON))]);
      await ending;
      expect(await taint.standing(AGENT, NOON)).toBeUndefined();
    }
  });

  test('a person ends it for one caller, and it can begin again', async () => {
    const { taint } = current.store();
    for (const of of [AGENT, OTHER, ELSEWHERE]) {
      await taint.mark(of, { call: 'c-1', tool: 'a' }, NOON, later(100));
    }
    expect(await taint.end(AGENT, later(1))).toBe(true);
    expect(await taint.end(AGENT, later(1))).toBe(false);
    const left = (await taint.list(later(2))).map(({ installation, caller }) => ({ installation, caller }));
    expect(left).toEqual([OTHER, ELSEWHERE]);
    await taint.mark(AGENT, { call: 'c-9', tool: 'a' }, later(3), later(100));
    expect(await taint.standing(AGENT, later(4))).toMatchObject({ by: { call: 'c-9' } });
  });
}

const keeping = (onRepeat: 'first' | 'last' | 'several', most = 100) => ({ onRepeat, most });

export function callerMemoryContract(current: Current): void {
  test('a repeated key keeps its first value, takes the last one, or says that there are several', async () => {
    const { callerMemory } = current.store();
    for (const onRepeat of ['first', 'last', 'several'] as const) {
      await callerMemory.keep(
        AGENT,
        onRepeat,
        [
          { key: 'k', value: '1' },
          { key: 'same', value: '7' },
        ],
        keeping(onRepeat),
        NOON,
      );
      await callerMemory.keep(
        AGENT,
        onRepeat,
        [
          { key: 'k', value: '2' },
          { key: 'same', value: '7' },
        ],
        keeping(onRepeat),
        later(1),
      );
    }
    const reader = (current.engine.isShared ? await current.another() : current.store()).callerMemory;
    const found = async (kind: string) =>
      Object.fromEntries(await reader.find(AGENT, kind, ['k', 'same', 'none']));
    expect(await found('first')).toEqual({ k: '1', same: '7' });
    expect(await found('last')).toEqual({ k: '2', same: '7' });
    expect(await found('several')).toEqual({ k: SEVERAL, same: '7' });
    expect([...(await reader.find(AGENT, 'first', ['k'], later(1)))]).toEqual([['k', '1']]);
    expect([...(await reader.find(AGENT, 'first', ['k'], later(2)))]).toEqual([]);
    expect([...(await reader.find(OTHER, 'first', ['k']))]).toEqual([]);
    expect([...(await reader.find(ELSEWHERE, 'first', ['k']))]).toEqual([]);
  });

  test('one keep may hold a key twice, and more than one statement takes', async () => {
    const { callerMemory } = current.store();
    const many = Array.from({ length: 450 }, (_none, n) => ({ key: `k${n}`, value: String(n) }));
    await callerMemory.keep(
      AGENT,
      'v',
      [...many, { key: 'k3', value: 'else' }],
      keeping('several', 1_000),
      NOON,
    );
    const found = await callerMemory.find(
      AGENT,
      'v',
      many.map(({ key }) => key),
    );
    expect(found.size).toBe(450);
    expect([found.get('k3'), found.get('k449')]).toEqual([SEVERAL, '449']);
  });

  test('the oldest are forgotten, those of nobody else', async () => {
    const { callerMemory } = current.store();
    await callerMemory.keep(OTHER, 'v', [{ key: 'theirs', value: '1' }], keeping('first', 10), NOON);
    for (let n = 0; n < 40; n += 1) {
      await callerMemory.keep(AGENT, 'v', [{ key: `k${n}`, value: '1' }], keeping('first', 10), later(n + 1));
    }
    const keys = Array.from({ length: 40 }, (_none, n) => `k${n}`);
    const left = [...(await callerMemory.find(AGENT, 'v', keys)).keys()].sort();
    expect(left).toEqual(keys.slice(30).sort());
    expect((await callerMemory.find(OTHER, 'v', ['theirs'])).size).toBe(1);
  });
}
