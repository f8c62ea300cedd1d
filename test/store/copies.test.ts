import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verify } from '../../src/audit/index.js';
import { backUpState, copyState, NotCopied, restoreState } from '../../src/store/copies/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { cancelOrder, RULES } from '../approvals/samples.js';
import { claim, granted, later, NOON, refused, used } from './claims.js';
import { newFolder, removeFolder } from './folder.js';

let folder: string;
let path: string;
let backup: string;
beforeEach(() => {
  folder = newFolder();
  path = join(folder, 'state.db');
  backup = join(folder, 'backup.db');
});
afterEach(() => removeFolder(folder));

const entry = { kind: 'call', call: 'c', at: NOON, body: {} } as const;
const by = { who: 'anna', at: NOON, check: async () => undefined };
const limit = claim({ max: '5' });

async function opened<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(path);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const vote = { who: 'berta', channel: 'cli', at: NOON, yes: true, reason: '' };

/** A state in which a request was approved and a limit used a bit. */
const begun = () =>
  opened(async (store) => {
    await store.approvals.open(cancelOrder({ id: 'TEST-0001', channels: ['cli'] }), RULES, NOON);
    await store.approvals.vote('TEST-0001', vote);
    await granted(store, [limit]);
    await store.journal.append(entry, { durable: true });
    await store.leases.take(['client 7'], 'somebody', 60_000);
  });

/** What happened after the backup was made. */
const wentOn = () =>
  opened(async (store) => {
    expect(await store.approvals.use('TEST-0001', NOON)).toBe(true);
    for (let n = 0; n < 4; n += 1) await granted(store, [limit]);
    await store.journal.append(entry, { durable: true });
    await store.killSwitch.halt('anna', 'stop', NOON);
  });

describe('a copy', () => {
  const target = () => join(folder, 'copy.db');

  test('stands at its place once it is whole, and not before', async () => {
    await begun();
    const seen: boolean[] = [];
    const check = async () => void seen.push(existsSync(target()));
    await copyState(path, target(), { ...by, check });
    expect(seen).toEqual([false, false]);
    expect(
      readdirSync(folder)
        .filter((name) => name.startsWith('copy.db'))
        .sort(),
    ).toEqual(['copy.db', 'copy.db.newest']);
    const copy = await openStore(target());
    expect(await used(copy, limit)).toBe('1');
    await copy.close();
  });

  test('is made anew where one was killed, and takes nobody’s place', async () => {
    await begun();
    for (const part of ['', '-wal', '-shm']) writeFileSync(`${target()}.copying${part}`, 'half');
    let checks = 0;
    const check = async () => {
      checks += 1;
      // The second state that is looked at is the copy.
      if (checks === 2) writeFileSync(target(), 'mine');
    };
    await expect(copyState(path, target(), { ...by, check })).rejects.toThrow(NotCopied);
    expect(readFileSync(target(), 'utf8')).toBe('mine');
    expect(readdirSync(folder).filter((name) => name.includes('copying'))).toEqual([]);
  });
});

describe('a backup', () => {
  test('is whole and for its user alone, though the state is in use', async () => {
    await opened(async (store) => {
      for (let n = 0; n < 50; n += 1) await store.journal.append(entry);
      await backUpState(path, backup);
      await store.journal.append(entry);
    });
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    const copy = await openStore(backup);
    expect(await verify(copy.journal)).toMatchObject({ ok: true, entries: 50 });
    await copy.close();
  });

  test('is never written over a file that is there', async () => {
    await begun();
    writeFileSync(backup, 'mine');
    await expect(backUpState(path, backup)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(backup, 'utf8')).toBe('mine');
  });

  test('that is put back lets no approval be used again, and forgets no limit and no halt', async () => {
    await begun();
    await backUpState(path, backup);
    await wentOn();
    const restored = await restoreState(path, backup, by);
    expect(restored).toMatchObject({ tookOver: true });
    expect(existsSync(restored.movedTo ?? '')).toBe(true);
    await opened(async (store) => {
      expect(await store.approvals.get('TEST-0001', NOON)).toMatchObject({ state: 'void' });
      expect(await store.approvals.use('TEST-0001', NOON)).toBe(false);
      expect(await used(store, limit)).toBe('5');
      await refused(store, [limit]);
      expect(await store.killSwitch.halted()).toMatchObject({ reason: 'stop' });
      expect(await store.leases.held('client 7')).toBe(false);
      const [told] = await store.journal.find({ kinds: ['operator'], limit: 1 });
      expect(told?.body).toMatchObject({
        event: 'state.restored',
        who: 'anna',
        backup: { seq: 1 },
        replaced: { seq: 2 },
      });
      expect(await verify(store.journal)).toMatchObject({ ok: true, entries: 2 });
      expect((await store.journal.append(entry, { durable: true })).seq).toBe(3);
    });
  });

  test('that is put back brings back nobody who was removed, and forgets no taint and no sliding limit', async () => {
    const agent = { installation: 'one', caller: 'agent' };
    const source = { call: 'c', tool: 'whmcs_get_ticket' };
    const token = (name: string) => ({
      name,
      digest: name,
      grant: undefined,
      madeAt: NOON,
      madeBy: 'anna',
      expiresAt: undefined,
    });
    const sliding = claim({ id: 'sliding', window: { slidingSeconds: 3600 }, max: '5' });
    await opened(async (store) => {
      for (const name of ['Anna', 'Carl']) await store.approvers.put({ name, password: 'old', at: NOON });
      const ends = { startedBefore: new Date(0), seenBefore: new Date(0), most: 9 };
      await (await store.consoleSessions()).start({ digest: 'd', person: 'carl' }, NOON, ends);
      for (const name of ['kept', 'revoked']) await store.tokens.add(token(name));
      await store.taint.mark(agent, source, NOON, later(1_000));
      await granted(store, [sliding]);
    });
    await backUpState(path, backup);
    await opened(async (store) => {
      expect(await store.approvers.remove('carl')).toBe(true);
      expect(await store.tokens.remove('revoked')).toBe(true);
      await store.tokens.add(token('new'));
      await store.approvers.put({ name: 'Anna', password: 'new', grants: ['support'], at: NOON });
      await store.approvers.put({ name: 'Dora', password: 'new', at: NOON });
      await store.taint.mark(agent, source, NOON, later(60_000));
      for (let n = 0; n < 3; n += 1) await granted(store, [sliding]);
    });
    await restoreState(path, backup, by);
    await opened(async (store) => {
      const approvers = await store.approvers.list();
      expect(approvers.map(({ name }) => name)).toEqual(['Anna', 'Dora']);
      expect(await store.approvers.find('anna')).toMatchObject({ password: 'new', grants: ['support'] });
      expect(await (await store.consoleSessions()).find('d')).toBeUndefined();
      expect(await store.tokens.list()).toMatchObject([{ name: 'kept' }, { name: 'new', madeBy: 'anna' }]);
      expect(await store.taint.standing(agent, later(30_000))).toMatchObject({ caller: 'agent' });
      expect(await used(store, sliding)).toBe('4');
    });
  });

  test('that is put back leaves the policy of today in force, with its history', async () => {
    const policy = { name: '', revision: '', who: 'anna', note: '' };
    await opened(async ({ policies }) => {
      await policies.publish({ ...policy, document: 'lax' }, NOON);
      await policies.publish({ ...policy, name: 'shop', document: 'only then' }, NOON);
    });
    await backUpState(path, backup);
    await opened(({ policies }) => policies.publish({ ...policy, document: 'strict' }, NOON));
    await restoreState(path, backup, by);
    await opened(async ({ policies }) => {
      expect(await policies.newest('')).toMatchObject({ number: 2 });
      expect(await policies.document('', 2)).toBe('strict');
      expect(await policies.document('', 1)).toBe('lax');
      expect(await policies.document('shop', 1)).toBe('only then');
    });
  });

  test('can be put back where the state is damaged; that nothing was taken over is told', async () => {
    await begun();
    await backUpState(path, backup);
    writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, 100), Buffer.alloc(9_000, 0xff)]));
    expect(await restoreState(path, backup, by)).toMatchObject({ tookOver: false });
    await opened(async (store) => {
      expect(await store.approvals.get('TEST-0001', NOON)).toMatchObject({ state: 'void' });
    });
  });

  test.each([
    ['is damaged', () => writeFileSync(backup, readFileSync(backup).subarray(0, 20_000))],
    ['is damaged within', () => writeFileSync(backup, readFileSync(backup).fill(0xff, 400_000, 1_600_000))],
    ['is no state', () => writeFileSync(backup, 'nothing of this is a database. '.repeat(400))],
  ])('that %s is refused, and the state is left as it is', async (_what, spoil) => {
    await begun();
    await opened(async (store) => {
      for (let n = 0; n < 100; n += 1)
        await store.journal.append({ ...entry, body: { text: 'x'.repeat(20_000) } });
    });
    await backUpState(path, backup);
    spoil();
    await expect(restoreState(path, backup, by)).rejects.toMatchObject({ code: 'corrupt', location: backup });
    expect(readdirSync(folder).filter((name) => name.includes('restoring'))).toEqual([]);
    await opened(async (store) => {
      expect(await store.approvals.get('TEST-0001', NOON)).toMatchObject({ state: 'approved' });
    });
  });
});

test('an old state that somebody copied there by hand takes no write, until it is restored', async () => {
  await begun();
  copyFileSync(path, backup);
  await wentOn();
  copyFileSync(backup, path);
  const writing = opened((store) => store.journal.append(entry, { durable: true }));
  await expect(writing).rejects.toMatchObject({ code: 'overwritten' });
  await restoreState(path, path, by);
  await opened(async (store) => {
    expect(await store.approvals.use('TEST-0001', NOON)).toBe(false);
    expect((await store.journal.append(entry, { durable: true })).seq).toBe(3);
  });
});
