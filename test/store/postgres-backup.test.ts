import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { verify } from '../../src/audit/index.js';
import { openStore } from '../../src/store/index.js';
import { cancelOrder, RULES, saying } from '../approvals/samples.js';
import { typed } from '../commands/terminal.js';
import { temporaryFolder } from '../harness.js';
import { claim, granted, NOON, refused } from './claims.js';
import { PostgresServer, WITH_CLIENTS } from './postgres-server.js';

/** As docs/postgres.md says: only where the tools of the same version are installed. */
const withTools = WITH_CLIENTS === undefined ? test.skip : test;

withTools(
  'a backup by pg_dump is put back into another database, and the journal says where the gap is',
  async () => {
    const server = await PostgresServer.start(WITH_CLIENTS);
    onTestFinished(() => server.stop());
    const databaseUrl = (name: string) => server.url.replace('/postgres?', `/${name}?`);
    const run = (program: string, args: string[]) => {
      const { status, stderr } = spawnSync(join(WITH_CLIENTS ?? '', program), args, { encoding: 'utf8' });
      expect([program, status, stderr]).toEqual([program, 0, '']);
    };
    for (const name of ['guard', 'again']) await server.query(`CREATE DATABASE ${name}`);
    const store = await openStore(databaseUrl('guard'));
    await granted(store, [claim()]);
    await store.approvals.open(cancelOrder({ id: 'KEPT-0001' }), RULES, NOON);
    await store.approvals.vote('KEPT-0001', saying(true));
    await store.leases.take(['order 7'], 'somebody', 60_000);
    const ends = { startedBefore: new Date(0), seenBefore: new Date(0), most: 9 };
    await (await store.consoleSessions()).start({ digest: 'd', person: 'anna' }, NOON, ends);
    await store.journal.append({
      kind: 'call',
      call: 'one',
      at: new Date(),
      body: { tool: 'whmcs_get_ticket' },
    });
    const file = join(temporaryFolder(), 'guard.dump');
    // Others go on meanwhile: what comes later is not in it.
    run('pg_dump', ['--format=custom', `--file=${file}`, databaseUrl('guard')]);
    await store.journal.append({ kind: 'call', call: 'later', at: new Date(), body: {} });
    await store.close();

    run('pg_restore', ['--no-owner', `--dbname=${databaseUrl('again')}`, file]);
    const env = { GUARD_STATE: databaseUrl('again'), USER: 'anna' };
    expect(await typed(['state', 'restored'], env)).toMatchObject({ code: 0, err: '' });
    const again = await openStore(databaseUrl('again'));
    onTestFinished(() => again.close());
    await refused(again, [claim()]);
    expect(await again.approvals.get('KEPT-0001', NOON)).toMatchObject({ state: 'void' });
    expect(await again.approvals.use('KEPT-0001', NOON)).toBe(false);
    expect(await again.leases.held('order 7')).toBe(false);
    expect(await (await again.consoleSessions()).find('d')).toBeUndefined();
    expect(
      (await again.journal.find({ tool: 'whmcs_get_ticket', limit: 9 })).map(({ call }) => call),
    ).toEqual(['one']);
    expect((await again.journal.find({ kinds: ['operator'], limit: 9 }))[0]?.body).toMatchObject({
      event: 'state.restored',
      who: 'anna',
      backup: { seq: 1 },
    });
    expect(await verify(again.journal)).toMatchObject({ ok: true });
  },
  60_000,
);
