import fc from 'fast-check';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { verify } from '../../src/audit/index.js';
import { type NewEntry, openStore, type Store } from '../../src/store/index.js';
import { PostgresDatabase } from '../../src/store/postgres/database.js';
import { makeMonths } from '../../src/store/postgres/partitions.js';
import { freshState } from './contract/engine.js';
import { journalContract } from './contract/journal.js';
import { describePostgres, postgresOn, serverForSuite } from './postgres-engine.js';

const at = (text: string) => new Date(`2026-${text}T00:00:00Z`);
const MONTH = at('02-01');
const DAY = 86_400_000;

/** Makes the partitions of a month of the tests, and of the two after it. */
async function withMonths(url: string, from: Date): Promise<void> {
  const database = await PostgresDatabase.open(url, 'a test');
  await database.write(['journal'], (tx) => makeMonths(tx, from.getTime()));
  await database.close();
}

describePostgres('the journal in PostgreSQL, by months', () => {
  const server = serverForSuite();

  describe('keeps the contract', () => {
    const plain = postgresOn(server);
    const engine = {
      ...plain,
      async newState() {
        const state = await plain.newState();
        await withMonths(state.url, at('02-10'));
        return state;
      },
    };
    journalContract(freshState(engine));
  });

  describe('partitions', () => {
    let url: string;
    let store: Store;
    beforeEach(async () => {
      url = await server().newState();
      store = await openStore(url);
      onTestFinished(() => store.close());
    });

    const tables = async () => {
      const rows = await server().query(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'journal'::regclass",
        url,
      );
      return rows.map(({ name }) => String(name)).sort();
    };
    const add = (kind: NewEntry['kind'], call: string, day: string, outcome = 'done') =>
      store.journal.append({ kind, call, at: at(day), body: { result: { outcome } } });
    const seqs = async (of = store) => (await of.journal.after(0, 1_000)).map(({ seq }) => seq);

    test('are there for this month and two more from the first start on, and once', async () => {
      const others = await Promise.all([openStore(url), openStore(url)]);
      for (const other of others) await other.close();
      expect(await tables()).toHaveLength(4);
      const [row] = await server().query("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM') AS month");
      await store.journal.append({ kind: 'call', call: 'one', at: new Date(), body: {} });
      expect(await server().query(`SELECT call FROM journal_${row?.month}`, url)).toEqual([{ call: 'one' }]);
    });

    test('take over what a server with another clock has written for their month', async () => {
      for (const day of ['01-31', '02-01', '02-28', '03-01']) await add('call', `on-${day}`, day);
      await withMonths(url, at('02-10'));
      expect(await server().query('SELECT call FROM journal_2026_02 ORDER BY seq', url)).toEqual([
        { call: 'on-02-01' },
        { call: 'on-02-28' },
      ]);
      expect(await server().query('SELECT call FROM journal_other', url)).toEqual([{ call: 'on-01-31' }]);
      await add('call', 'later', '02-15');
      expect(await seqs()).toEqual([1, 2, 3, 4, 5]);
      expect(await verify(store.journal)).toMatchObject({ ok: true, entries: 5 });
    });

    test('go as a whole once all in them is older, and the chain goes on', async () => {
      await withMonths(url, MONTH);
      for (const day of ['02-01', '02-27', '03-02', '03-20', '04-03']) await add('call', `on-${day}`, day);
      expect(await store.journal.cut(at('03-10'), at('04-04'))).toBe(3);
      expect(await tables()).not.toContain('journal_2026_02');
      expect(await tables()).toContain('journal_2026_03');
      expect(await seqs()).toEqual([4, 5, 6]);
      expect(await store.journal.cuts()).toMatchObject([{ seq: 3, entries: 3 }]);
      expect(await verify(store.journal)).toMatchObject({ ok: true });
      expect(await store.journal.cut(at('03-10'), at('04-04'))).toBe(0);
    });

    test('stay while one of their calls is not over, or ends after them', async () => {
      await withMonths(url, MONTH);
      await add('intent', 'open', '02-03');
      await add('intent', 'over', '02-28');
      await add('outcome', 'over', '03-01');
      await add('call', 'last', '04-01');
      expect(await store.journal.cut(at('03-20'), at('04-04'))).toBe(0);
      expect(await tables()).toContain('journal_2026_02');
      await add('outcome', 'open', '04-01');
      await add('call', 'later', '04-03');
      expect(await store.journal.cut(at('03-20'), at('04-04'))).toBe(0);
      expect(await store.journal.cut(at('04-02'), at('04-04'))).toBe(5);
      expect(await tables()).not.toContain('journal_2026_02');
      expect(await verify(store.journal)).toMatchObject({ ok: true });
    });

    test('that are long are cut without one row after the other', async () => {
      await withMonths(url, MONTH);
      const many = Array.from({ length: 4_500 }, (_none, n) =>
        add('call', `c${n}`, n < 4_400 ? '02-10' : '03-02'),
      );
      await Promise.all(many);
      await add('call', 'last', '03-25');
      expect(await store.journal.cut(at('03-20'), at('03-26'))).toBe(4_500);
      expect(await store.journal.cuts()).toHaveLength(1);
    });

    test('law: what is cut is what is cut where there are none', async () => {
      const kinds = fc.constantFrom('call', 'intent', 'outcome');
      const step = fc.record({ kind: kinds, call: fc.nat(5), day: fc.nat(110), done: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(110), async (steps, border) => {
          const location = await server().newState();
          const stores = [await openStore(location), await openStore('memory')];
          await withMonths(location, MONTH);
          for (const [index, { kind, call, day, done }] of steps.entries()) {
            const entry = {
              kind,
              call: kind === 'call' ? `read-${index}` : `write-${call}`,
              // Clocks differ a little: most entries are younger than those before.
              at: new Date(MONTH.getTime() + (index * 2 + day / 30) * DAY),
              body: { result: { outcome: done ? 'done' : 'outcome_unknown' } },
            } as const;
            for (const one of stores) await one.journal.append(entry);
          }
          // Never the last of all, which stays whatever its age.
          for (const one of stores)
            await one.journal.append({ kind: 'call', call: 'last', at: at('06-01'), body: {} });
          const before = new Date(MONTH.getTime() + border * DAY);
          for (const one of stores) await one.journal.cut(before, at('06-01'));
          const [own = [], plain = []] = await Promise.all(stores.map(seqs));
          expect(own[0]).toBe(plain[0]);
          for (const one of stores) {
            expect(await verify(one.journal)).toMatchObject({ ok: true });
            await one.close();
          }
        }),
        { numRuns: 25 },
      );
    }, 60_000);
  });
});
