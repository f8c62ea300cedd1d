import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { openStore, type Store, StoreFault } from '../../src/store/index.js';
import { claim, granted, NOON, used } from './claims.js';
import { describePostgres, serverForSuite } from './postgres-engine.js';

/** What becomes of the next commit: the connection is cut before the server has it, or after it has done it. */
type Cut = 'before' | 'after';

/** The way to a server, which can be cut while something is committed. */
class Way {
  readonly folder = mkdtempSync(join(tmpdir(), 'whmcs-mcp-way-'));
  readonly #to: string;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #cut: Cut | undefined;
  /** Nobody gets through any more once it was cut. */
  #forGood = false;
  #isClosed = false;

  constructor(to: string) {
    this.#to = to;
    this.#server = createServer((client) => this.#carry(client));
  }

  async begin(): Promise<void> {
    await new Promise<void>((ready) => this.#server.listen(join(this.folder, '.s.PGSQL.5432'), ready));
  }

  cutNext(cut: Cut, forGood = false): void {
    this.#cut = cut;
    this.#forGood = forGood;
  }

  /** Lets all through again. */
  open(): void {
    this.#isClosed = false;
  }

  async end(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((closed) => this.#server.close(closed));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #carry(client: Socket): void {
    if (this.#isClosed) {
      client.destroy();
      return;
    }
    const server = createConnection(join(this.#to, '.s.PGSQL.5432'));
    const both = [client, server];
    const end = () => {
      for (const socket of both) socket.destroy();
    };
    for (const socket of both) {
      this.#open.add(socket);
      socket.on('error', end);
      socket.on('close', end);
    }
    let isCommitting = false;
    client.on('data', (data) => {
      if (this.#cut !== undefined && data.includes('COMMIT\0')) {
        isCommitting = true;
        this.#isClosed = this.#forGood;
        if (this.#cut === 'before') {
          this.#cut = undefined;
          end();
          return;
        }
        this.#cut = undefined;
      }
      server.write(data);
    });
    server.on('data', (data) => {
      // The answer to the commit is on its way: it is done.
      if (isCommitting) end();
      else client.write(data);
    });
  }
}

describePostgres('a commit', () => {
  const server = serverForSuite();
  let url: string;
  let way: Way;
  let store: Store;
  let direct: Store;
  beforeEach(async () => {
    url = await server().newState();
    way = new Way(server().folder);
    await way.begin();
    direct = await openStore(url);
    store = await openStore(
      url.replace(encodeURIComponent(server().folder), encodeURIComponent(way.folder)),
      {
        patienceMs: 2_000,
      },
    );
    onTestFinished(async () => {
      for (const one of [store, direct]) await one.close();
      await way.end();
    });
  });
  const limit = claim({ max: '9' });

  describe('whose connection is cut', () => {
    test.each(['before', 'after'] as const)(
      '%s the server has done it: what it did is done once',
      async (cut) => {
        way.cutNext(cut);
        const reservation = await granted(store, [limit]);
        expect(await used(direct, limit)).toBe('1');
        way.cutNext(cut);
        await store.journal.append({ kind: 'call', call: 'one', at: NOON, body: {} });
        expect((await direct.journal.after(0, 10)).map(({ seq }) => seq)).toEqual([1]);
        way.cutNext(cut);
        const entry = { kind: 'outcome', call: 'one', at: NOON, body: {} } as const;
        await store.calls.end(entry, { reservation, sent: false });
        expect(await used(direct, limit)).toBe('0');
        expect(await direct.journal.after(1, 10)).toHaveLength(1);
      },
    );

    test('and nobody can tell what became of it: nothing is given back a second time', async () => {
      const [first, second] = [await granted(store, [limit]), await granted(store, [limit])];
      expect(first).not.toBe(second);
      way.cutNext('after', true);
      const fault = await store.counters.release(first).catch((error: unknown) => error);
      expect(fault).toBeInstanceOf(StoreFault);
      expect(fault).toMatchObject({ isUncertain: true });
      expect(await used(direct, limit)).toBe('1');
      way.open();
      await store.counters.release(first);
      expect(await used(direct, limit)).toBe('1');
    });
  });

  test('counts in the window of the database’s clock, whatever a machine’s own says', async () => {
    const ahead = 3 * 86_400_000;
    const wrong = await openStore(url, { wallClock: () => Date.now() + ahead });
    onTestFinished(() => wrong.close());
    const daily = claim({ max: '2', window: { calendar: 'day' } });
    await granted(wrong, [daily], new Date(Date.now() + ahead));
    await granted(direct, [daily], new Date());
    for (const [store, now] of [
      [wrong, new Date(Date.now() + ahead)],
      [direct, new Date()],
    ] as const) {
      expect(await used(store, daily, now)).toBe('2');
      expect(await store.counters.reserve([daily], now)).toMatchObject({ granted: false });
    }
  });

  test.each(['40001', '40P01'])('that fails with %s is done again, and counts once', async (code) => {
    await server().query(
      `CREATE SEQUENCE tries;
       CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF nextval('tries') <= 2 THEN RAISE EXCEPTION 'not now' USING ERRCODE = '${code}'; END IF;
         RETURN NEW;
       END $$;
       CREATE CONSTRAINT TRIGGER failing AFTER INSERT ON counter DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION fail()`,
      url,
    );
    await granted(direct, [limit]);
    expect(await used(direct, limit)).toBe('1');
    expect(await server().query('SELECT last_value::int AS tries FROM tries', url)).toEqual([{ tries: 3 }]);
  });

  test('that is shared by many: one that fails takes nobody along', async () => {
    const entry = (call: string) => ({ kind: 'call', call, at: NOON, body: {} }) as const;
    await server().query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF NEW.call = 'bad' THEN RAISE EXCEPTION 'no'; END IF;
         RETURN NEW;
       END $$;
       CREATE TRIGGER refusing BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION refuse()`,
      url,
    );
    const calls = ['one', 'two', 'bad', 'three', 'four'];
    const answers = await Promise.allSettled(calls.map((call) => direct.journal.append(entry(call))));
    expect(answers.map(({ status }) => status === 'fulfilled')).toEqual([true, true, false, true, true]);
    expect((await direct.journal.after(0, 10)).map(({ call }) => call)).toEqual([
      'one',
      'two',
      'three',
      'four',
    ]);
  });

  test('many that wait for the same lock share the wait for the disk', async () => {
    const before = await commits();
    await Promise.all(
      Array.from({ length: 40 }, (_none, n) =>
        direct.journal.append({ kind: 'call', call: `c${n}`, at: NOON, body: {} }),
      ),
    );
    expect((await direct.journal.after(0, 50)).map(({ seq }) => seq)).toHaveLength(40);
    expect((await commits()) - before).toBeLessThan(10);
  });

  /** Transactions of the database that have a number, up to now. */
  async function commits(): Promise<number> {
    const [row] = await server().query('SELECT pg_current_xact_id()::text AS id');
    return Number(row?.id);
  }
});
