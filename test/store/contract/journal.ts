import { beforeEach, expect, test } from 'vitest';
import { verify } from '../../../src/audit/index.js';
import { type JournalRows, type NewEntry, StoreFault } from '../../../src/store/index.js';
import type { Current } from './engine.js';

const day = (n: number) => new Date(Date.UTC(2026, 0, n));

const entry = (n: number, more: Partial<NewEntry> = {}): NewEntry => ({
  kind: 'call',
  call: `call-${n}`,
  at: day(n),
  body: { tool: 'whmcs_get_stats', n },
  ...more,
});

/** Appending, searching, cutting and the chain. */
export function journalContract(current: Current): void {
  let journal: JournalRows;
  beforeEach(() => {
    journal = current.store().journal;
  });

  test('entries come back as they were, newest first, for everybody', async () => {
    const odd = { text: 'Müller 💶 \u0000 \ud800 "quoted" \\', deep: { list: [1, null, true] }, tool: 'x' };
    const first = await journal.append(entry(1, { body: odd }), { durable: true });
    expect(first).toEqual({
      ...entry(1, { body: odd }),
      seq: 1,
      hash: expect.stringMatching(/^[\da-f]{64}$/),
    });
    await journal.append(entry(2));
    const next = current.engine.isShared ? (await current.another()).journal : journal;
    const third = await next.append(entry(3));
    expect(third.seq).toBe(3);
    expect(await next.find({ limit: 10 })).toEqual([third, expect.objectContaining(entry(2)), first]);
    expect((await journal.after(1, 1)).map(({ seq }) => seq)).toEqual([2]);
  });

  test('in the file everything is plain ASCII: a spoilt character can not be read as another spoilt one', async () => {
    await journal.append(entry(1, { body: { text: '\ufffd é 💶 \u2028 \u007f' } }));
    const [stored] = await journal.after(0, 1);
    expect(stored?.body).toMatch(/^[\x20-\x7e]+$/);
    expect((await journal.find({ limit: 1 }))[0]?.body).toEqual({ text: '\ufffd é 💶 \u2028 \u007f' });
  });

  test('the id of a call is a word; anything else is refused and nothing is written', async () => {
    for (const call of ['a b', 'ü', 'x'.repeat(65), 'a\u0000']) {
      await expect(journal.append(entry(1, { call }))).rejects.toThrow('id of a call');
    }
    await expect(journal.append(entry(1, { at: new Date(Number.NaN) }))).rejects.toThrow('valid date');
    expect(await journal.find({ limit: 1 })).toEqual([]);
  });

  async function filled() {
    const body = (n: number, more: object = {}) => ({
      tool: n % 2 === 0 ? 'whmcs_add_payment' : 'whmcs_get_stats',
      risk: n % 2 === 0 ? 'financial' : 'read',
      caller: n % 3 === 0 ? 'alice' : 'bob',
      digest: `digest-${n % 4}`,
      ...(n > 1 && n < 5 ? { grant: n % 2 === 0 ? 'support' : 'büro' } : {}),
      ...more,
    });
    await journal.append(entry(1, { body: body(1, { result: { outcome: 'done' } }) }));
    await journal.append(entry(2, { kind: 'intent', body: body(2, { note: '50% of it_all' }) }));
    await journal.append(
      entry(3, { body: body(3, { result: { outcome: 'policy_denied' }, note: 'ÄRGER' }) }),
    );
    await journal.append(entry(4, { kind: 'intent', body: body(4) }));
    await journal.append(
      entry(5, { kind: 'outcome', call: 'call-2', body: { result: { outcome: 'done' } } }),
    );
    await journal.append(entry(6, { kind: 'operator', call: '', body: { event: 'halt', who: 'alice' } }));
    return journal;
  }

  test.each([
    [{}, [6, 5, 4, 3, 2, 1]],
    [{ limit: 2 }, [6, 5]],
    [{ limit: 0 }, []],
    [{ before: 3 }, [2, 1]],
    [{ before: 99 }, [6, 5, 4, 3, 2, 1]],
    [{ before: 1 }, []],
    [{ since: day(4) }, [6, 5, 4]],
    [{ since: day(4), before: 5 }, [4]],
    [{ from: 5 }, [6, 5]],
    [{ from: 2, before: 4 }, [3, 2]],
    [{ since: day(4), from: 2 }, [6, 5, 4]],
    [{ from: 7 }, []],
    [{ since: day(9) }, []],
    [{ kinds: ['intent', 'operator'] as const }, [6, 4, 2]],
    [{ kinds: [] }, []],
    [{ call: 'call-2' }, [5, 2]],
    [{ calls: ['call-1', 'call-2'], kinds: ['call', 'outcome'] as const }, [5, 1]],
    [{ tool: 'whmcs_add_payment' }, [4, 2]],
    [{ digest: 'digest-0' }, [4]],
    [{ risk: 'read' }, [3, 1]],
    [{ caller: 'alice' }, [3]],
    [{ grants: ['support'] }, [4, 2]],
    [{ grants: ['support', 'büro', 'x'] }, [4, 3, 2]],
    [{ grants: ['Support', ''] }, []],
    [{ grants: [] }, []],
    [{ grants: ['support'], text: '50%' }, [2]],
    [{ grants: ['büro'], text: 'done' }, []],
    [{ outcome: 'done' }, [5, 2, 1]],
    [{ outcome: 'done', kinds: ['call', 'intent'] as const }, [2, 1]],
    [{ outcome: 'outcome_unknown' }, [4]],
    [{ text: '50%' }, [2]],
    [{ text: '5_%' }, []],
    [{ text: 'it_ALL' }, [2]],
    [{ text: 'itXall' }, []],
    [{ text: 'ärger' }, [3]],
    [{ text: 'halt' }, [6]],
    [{ text: 'call-3' }, [3]],
    [{ text: '' }, [6, 5, 4, 3, 2, 1]],
    [{ text: "' OR 1=1 --" }, []],
    [
      { caller: 'alice', tool: 'whmcs_get_stats', risk: 'read', outcome: 'policy_denied', text: 'ärger' },
      [3],
    ],
  ])('%j finds %j', async (filter, seqs) => {
    const journal = await filled();
    expect((await journal.find({ limit: 10, ...filter })).map(({ seq }) => seq)).toEqual(seqs);
  });

  test('calls of one WHMCS are found beside those that do not say where they were made', async () => {
    const { journal } = current.store();
    const made = (installation?: string) => entry(1, { body: { tool: 'whmcs_get_stats', installation } });
    for (const place of ['one', 'two', undefined, 'One']) await journal.append(made(place));
    const found = async (filter: object) =>
      (await journal.find({ limit: 9, ...filter })).map(({ seq }) => seq);
    expect(await found({ installation: 'one' })).toEqual([3, 1]);
    expect(await found({ installation: 'two', tool: 'whmcs_get_stats' })).toEqual([3, 2]);
    expect(await found({ installation: 'three', kinds: ['call'] })).toEqual([3]);
  });

  test('a search goes through a long journal to its end', async () => {
    for (let n = 1; n <= 4_500; n += 1) {
      await journal.append(entry(1, { body: { caller: n % 2_249 === 1 ? 'rare' : 'bob' } }));
    }
    const found = async (more: object) =>
      (await journal.find({ caller: 'rare', limit: 10, ...more })).map(({ seq }) => seq);
    expect(await found({})).toEqual([4_499, 2_250, 1]);
    expect(await found({ limit: 2 })).toEqual([4_499, 2_250]);
    expect(await found({ before: 4_499 })).toEqual([2_250, 1]);
  });

  const seqs = async (journal: JournalRows) =>
    (await journal.find({ limit: 100 })).map(({ seq }) => seq).reverse();

  test('old entries are cut away, the chain goes on, and the cut stands in it', async () => {
    const hashes: string[] = [];
    for (let n = 1; n <= 5; n += 1) hashes.push((await journal.append(entry(n))).hash);
    expect(await journal.cut(day(4), day(5))).toBe(3);
    expect(await seqs(journal)).toEqual([4, 5, 6]);
    expect(await journal.cuts()).toEqual([{ seq: 3, hash: hashes[2], at: day(5), entries: 3 }]);
    const [told] = await journal.find({ kinds: ['operator'], limit: 1 });
    expect(told?.body).toMatchObject({ event: 'journal.cut', seq: 3, entries: 3 });
    expect(await journal.cut(day(4), day(6))).toBe(0);
    expect((await journal.append(entry(7))).seq).toBe(7);
  });

  test('many go in small parts, between which others write, and the chain is one', async () => {
    for (let n = 0; n < 4_200; n += 1) await journal.append(entry(1, { call: `call-${n}` }));
    await journal.append(entry(1, { kind: 'intent', call: 'long' }));
    for (let n = 0; n < 30; n += 1) await journal.append(entry(9, { call: `young-${n}` }));
    await journal.append(entry(9, { kind: 'outcome', call: 'long', body: { result: { outcome: 'done' } } }));
    const other = current.engine.isShared ? (await current.another()).journal : journal;
    const cutting = journal.cut(day(5), day(10));
    await other.append(entry(9, { call: 'between' }));
    expect(await cutting).toBe(4_200);
    const cuts = await journal.cuts();
    expect(cuts.map(({ entries }) => entries).reduce((sum, one) => sum + one)).toBe(4_200);
    expect(Math.max(...cuts.map(({ entries }) => entries))).toBeLessThanOrEqual(2_000);
    expect((await journal.after(0, 1))[0]).toMatchObject({ seq: 4_201, call: 'long' });
    expect(await verify(journal)).toMatchObject({ ok: true });
  });

  test('a call that lasts over more entries than one part is cut as a whole', async () => {
    await journal.append(entry(1, { kind: 'intent', call: 'long' }));
    for (let n = 0; n < 2_100; n += 1) await journal.append(entry(1, { call: `call-${n}` }));
    await journal.append(entry(1, { kind: 'outcome', call: 'long', body: { result: { outcome: 'done' } } }));
    await journal.append(entry(9));
    expect(await journal.cut(day(5), day(10))).toBe(2_102);
  });

  test('the newest entry before a day is told by its time', async () => {
    for (const n of [2, 7, 4]) await journal.append(entry(n));
    expect(await journal.newestBefore(day(7))).toEqual(day(4));
    expect(await journal.newestBefore(day(8))).toEqual(day(7));
    expect(await journal.newestBefore(day(2))).toBeUndefined();
  });

  test('the last entry is never cut', async () => {
    expect(await journal.cut(day(9), day(9))).toBe(0);
    for (let n = 1; n <= 3; n += 1) await journal.append(entry(n));
    expect(await journal.cut(day(9), day(9))).toBe(2);
    expect(await seqs(journal)).toEqual([3, 4]);
  });

  test('an old entry behind a younger one stays: there are no gaps', async () => {
    for (const at of [1, 9, 1, 1, 1]) await journal.append(entry(at, { call: '' }));
    expect(await journal.cut(day(5), day(9))).toBe(1);
    expect(await seqs(journal)).toEqual([2, 3, 4, 5, 6]);
  });

  test.each([
    ['nothing is known of', undefined],
    ['nobody knows what came of', 'outcome_unknown'],
  ])('an intent that %s is never cut', async (_what, outcome) => {
    await journal.append(entry(1));
    await journal.append(entry(2, { kind: 'intent' }));
    if (outcome !== undefined) {
      await journal.append(entry(2, { kind: 'outcome', body: { result: { outcome } } }));
    }
    await journal.append(entry(9));
    expect(await journal.cut(day(5), day(9))).toBe(1);
    await journal.append(entry(2, { kind: 'outcome', body: { result: { outcome: 'done' } }, at: day(3) }));
    await journal.append(entry(9));
    expect(await journal.cut(day(5), day(9))).toBe(0);
    expect((await seqs(journal))[0]).toBe(2);
  });

  test('an intent stays as long as its outcome does, and so does all that came after it', async () => {
    const outcome = (n: number, at: number) =>
      entry(n, { kind: 'outcome', at: day(at), body: { result: { outcome: 'done' } } });
    await journal.append(entry(1));
    await journal.append(entry(2, { kind: 'intent' }));
    await journal.append(entry(3, { kind: 'intent' }));
    await journal.append(outcome(2, 3));
    await journal.append(entry(4));
    await journal.append(outcome(3, 9));
    await journal.append(entry(10));
    // The third stays for its outcome, and with it the outcome of the second, which then has to stay, too.
    expect(await journal.cut(day(5), day(10))).toBe(1);
    expect(await journal.cut(day(10), day(11))).toBe(5);
  });

  test.each([
    '\u0000',
    '\ud800',
    '\udc00\ud800',
    '\\u0000',
    '\\\\ud800',
    'a\\',
    '\\\ud83d',
    '\udcb6\udcb6',
    '💶💶',
    '"\\"\ud83d"',
    '\u2028\u007f',
  ])('an entry with %j in it is appended, found by its columns and comes back as it was', async (text) => {
    const body = {
      note: text,
      [text]: 'x',
      tool: 'whmcs_get_stats',
      caller: text,
      risk: 'read',
      digest: 'd-1',
    };
    const appended = await journal.append(entry(1, { body: { ...body, result: { outcome: 'done', text } } }));
    const isWhole = !/[\0\p{Cs}]/u.test(text);
    const filters = [{ tool: 'whmcs_get_stats' }, { digest: 'd-1' }, { risk: 'read' }];
    for (const filter of isWhole ? [...filters, { caller: text }] : filters) {
      expect(await journal.find({ ...filter, limit: 5 })).toEqual([appended]);
    }
    expect(await journal.find({ outcome: 'done', text, limit: 5 })).toEqual([appended]);
  });

  test('what is no text in the body has no column of its own that stops it', async () => {
    const bodies = [
      { tool: 17, risk: true, caller: ['a'], digest: { a: 1 }, result: 'x' },
      { result: null },
      {},
    ];
    for (const body of bodies) await journal.append(entry(1, { body }));
    expect((await journal.find({ limit: 5 })).map(({ body }) => body)).toEqual(bodies.reverse());
  });

  test('a long list of calls is looked up at once', async () => {
    for (let n = 1; n <= 9; n += 1) await journal.append(entry(n));
    const calls = Array.from({ length: 37 }, (_none, n) => `call-${n * 2}`);
    expect((await journal.find({ calls, limit: 50 })).map(({ seq }) => seq)).toEqual([8, 6, 4, 2]);
    expect(await journal.find({ calls: [], limit: 50 })).toEqual([]);
  });

  test.runIf(current.engine.isShared)('two that append at once make one chain, cuts included', async () => {
    const other = (await current.another()).journal;
    const appended = Array.from({ length: 30 }, (_none, n) =>
      (n % 2 === 0 ? journal : other).append(entry(1 + (n % 3)), { durable: n % 5 === 0 }),
    );
    await Promise.all([...appended, other.cut(day(2), day(9)), journal.cut(day(3), day(9))]);
    await journal.append(entry(9));
    expect(await verify(journal)).toMatchObject({ ok: true });
  });

  test.runIf(current.engine.isShared)(
    'entries with numbers that nobody gave them are found, and nothing is added to such a chain',
    async () => {
      for (let n = 1; n <= 4; n += 1) await journal.append(entry(n));
      await current.state().meddle('UPDATE journal SET seq = -9000000000000000000 WHERE seq = 1');
      await current.state().meddle('UPDATE journal SET seq = 9000000000000000000 WHERE seq = 4');
      expect(await journal.find({ caller: 'nobody', limit: 5 })).toEqual([]);
      const all = await journal.find({ limit: 5 });
      expect(all.map(({ call }) => call)).toEqual(['call-4', 'call-3', 'call-2', 'call-1']);
      await expect(journal.append(entry(5))).rejects.toBeInstanceOf(StoreFault);
    },
  );
}
