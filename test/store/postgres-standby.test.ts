import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { verify } from '../../src/audit/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { ALLOW_ALL, policyFile, until } from '../harness.js';
import { finished } from '../program.js';
import { NOON } from './claims.js';
import { describePostgres, serverForSuite } from './postgres-engine.js';
import type { PostgresServer } from './postgres-server.js';

describePostgres('the journal on a server that can only be read', { timeout: 60_000 }, () => {
  const primary = serverForSuite();
  let standby: PostgresServer | undefined;
  let url: string;
  beforeAll(async () => {
    url = await primary().newState();
    await appended(5);
    standby = await primary().standby();
  }, 60_000);
  afterAll(() => standby?.stop());

  let calls = 0;
  /** Entries of as many calls, on the primary. */
  async function appended(count: number): Promise<void> {
    const store = await openStore(url);
    for (let n = 0; n < count; n += 1) {
      calls += 1;
      const body = { tool: 'whmcs_get_stats', risk: 'read', caller: 'anna', outcome: 'done' };
      await store.journal.append({ kind: 'call', call: `call-${calls}`, at: NOON, body });
    }
    await store.close();
  }

  /** The state as the standby has it. */
  const there = () => {
    const folder = encodeURIComponent(standby?.folder ?? '');
    return url.replace(encodeURIComponent(primary().folder), folder);
  };

  async function opened(where: string): Promise<Store> {
    const store = await openStore(where);
    onTestFinished(() => store.close());
    return store;
  }

  test('a hot standby has what was written since, and its chain is whole', async () => {
    const store = await opened(there());
    const entries = async () => (await store.journal.find({ kinds: ['call'], limit: 100 })).length;
    expect(await entries()).toBe(5);
    await appended(3);
    await until(async () => (await entries()) === 8);
    expect(await verify(store.journal)).toMatchObject({ ok: true });
  });

  test.each(['a hot standby', 'a session that is read only'])(
    '%s is enough for the commands that read the journal, and refuses those that write',
    async (what) => {
      const where = what === 'a hot standby' ? there() : `${url}%20-c%20default_transaction_read_only%3Don`;
      const run = (...words: string[]) => finished(words, { GUARD_STATE: where });
      for (const words of [['list'], ['export'], ['verify'], ['events']]) {
        const { code, out, err } = await run('audit', ...words);
        expect(code, `${words}: ${out} ${err}`).toBe(0);
      }
      expect((await run('audit', 'list')).out).toContain('whmcs_get_stats');
      const refused = await run('policy', 'publish', policyFile(ALLOW_ALL));
      expect(refused.code).not.toBe(0);
      expect(refused.err).toContain('Name the primary in GUARD_STATE');
    },
  );
});
