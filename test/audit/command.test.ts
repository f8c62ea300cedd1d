import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.js';
import { temporaryFolder } from '../harness.js';
import { audit, daysAfter, facts, fill, type Kept, keptJournal } from './journals.js';

/** Writes a text into a file of its own. */
function fileOf(text: string): string {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, text);
  return path;
}

const json = async (path: string, words: string, flags = {}) =>
  JSON.parse((await audit(path, words, { ...flags, json: true })).out);

/** Text that somebody outside wrote: lines, commands for a terminal, what can't be seen. */
const HOSTILE = 'first\nsecond\u001b[2J\u001b]0;title\u0007\u202Eevil\u200b\u2028end';
const SAFE = /^[\x20-\x7e…\n]*$/;

test('list shows the newest calls, one on a line, and says when there are more', async () => {
  const kept = await keptJournal();
  await fill(kept, 6);
  const { code, out, err } = await audit(kept.path, '', { limit: '2' });
  expect(code).toBe(0);
  expect(out).toMatch(
    /^2024-03-01T12:00:00\.000Z +refused \(policy_denied\) .*call-6.*\n.* done .*call-5.*\n$/,
  );
  expect(err).toContain('--limit');
  expect((await audit(kept.path, 'list')).err).toBe('');
});

test.each([
  [{ tool: 'whmcs_open_ticket' }, ['c']],
  [{ caller: 'bob' }, ['b']],
  [{ outcome: 'whmcs_error' }, ['b']],
  [{ text: 'MÜLLER' }, ['a']],
  [{ days: '1' }, []],
  [{}, ['c', 'b', 'a']],
])('list keeps to %j', async (flags, calls) => {
  const kept = await keptJournal();
  const { journal } = kept;
  await journal.whole(facts('a', { args: { name: 'Müller' } }), { outcome: 'done', ms: 1 });
  await journal.whole(facts('b', { caller: 'bob' }), { outcome: 'whmcs_error', ms: 1 });
  await journal.whole(facts('c', { tool: 'whmcs_open_ticket' }), { outcome: 'done', ms: 1 });
  expect((await json(kept.path, 'list', flags)).map(({ call }: { call: string }) => call)).toEqual(calls);
  const { out } = await audit(kept.path, 'list', flags);
  expect(out.trim().split('\n')).toHaveLength(Math.max(1, calls.length));
});

test('what others wrote stays on its line and commands no terminal', async () => {
  const kept = await keptJournal();
  const odd = facts('odd', {
    caller: HOSTILE,
    tool: HOSTILE,
    args: { [HOSTILE]: HOSTILE },
    before: { note: HOSTILE },
    decision: { outcome: 'allow', rule: HOSTILE, rules: [{ id: HOSTILE, verdict: 'x' }], revision: 'r' },
  });
  await kept.journal.intent(odd);
  await kept.journal.outcome(odd, { outcome: 'whmcs_error', message: HOSTILE, whmcs: HOSTILE, ms: 3 });
  await kept.journal.note('operator', { event: 'halt', reason: HOSTILE });
  const list = await audit(kept.path, 'list');
  expect(list.out.trim().split('\n')).toHaveLength(1);
  const shown = await audit(kept.path, 'show odd');
  expect(shown.out.trim().split('\n')).toHaveLength(14);
  expect(shown.out).toContain('text from outside');
  const others = [
    await audit(kept.path, 'show odd', { json: true }),
    await audit(kept.path, 'show 3'),
    await audit(kept.path, 'events'),
    await audit(kept.path, `show ${HOSTILE.replaceAll(' ', '')}`),
    await audit(kept.path, 'export'),
  ];
  for (const { out, err } of [list, shown, ...others]) {
    expect(out).toMatch(SAFE);
    expect(err).toMatch(SAFE);
  }
  const table = await audit(kept.path, 'export', { format: 'csv' });
  expect(table.out.replaceAll('\r\n', '\n')).toMatch(SAFE);
});

test('show tells a call by its id or by the number of one of its entries, and other entries as they are', async () => {
  const kept = await keptJournal();
  await fill(kept, 4);
  const byId = await audit(kept.path, 'show call-1');
  expect(byId.code).toBe(0);
  expect(byId.out).toContain('Arguments:');
  expect(byId.out).toContain('paymentid');
  expect(await audit(kept.path, 'show 2')).toEqual(byId);
  const event = await audit(kept.path, 'show 6');
  expect(event.out).toContain('"event":"halt"');
  for (const nothing of ['show call-99', 'show 99', 'show 0']) {
    expect(await audit(kept.path, nothing)).toMatchObject({ code: 1, out: '' });
  }
});

test('events shows what people did, and no calls', async () => {
  const kept = await keptJournal();
  await fill(kept, 8);
  const found = await json(kept.path, 'events');
  expect(found.map(({ seq }: { seq: number }) => seq)).toEqual([12, 6]);
});

test('clear says what a person found out, once', async () => {
  const kept = await keptJournal();
  await kept.journal.intent(facts('lost'));
  for (const words of ['clear lost', 'clear lost maybe']) {
    expect((await audit(kept.path, words)).code).toBe(2);
  }
  expect((await audit(kept.path, 'clear nothing done')).code).toBe(1);
  expect(await audit(kept.path, 'clear lost not_done')).toMatchObject({ code: 0 });
  const call = await kept.journal.call('lost');
  expect(call).toMatchObject({ state: 'failed', result: { outcome: 'not_done' } });
  expect(call?.result?.message).toContain('alice');
  expect((await audit(kept.path, 'clear lost done')).err).toContain('failed');
});

test('verify says that the journal is whole and what that does not tell; else it names the entry', async () => {
  const kept = await keptJournal();
  await fill(kept, 4);
  const whole = await audit(kept.path, 'verify');
  expect(whole).toMatchObject({ code: 0 });
  expect(whole.out).toContain('6 entries, 1 to 6');
  expect(whole.out).toContain('checkpoint');
  kept.tamper('UPDATE journal SET at = at + 1 WHERE seq = 3');
  expect(await audit(kept.path, 'verify')).toMatchObject({
    code: 1,
    out: expect.stringContaining('Entry 3'),
  });
  expect(await audit(kept.path, 'checkpoint')).toMatchObject({ code: 1, out: '' });
});

test('an exported file is verified without the state', async () => {
  const kept = await keptJournal();
  await fill(kept, 8);
  const { out } = await audit(kept.path, 'export');
  const elsewhere = '/nowhere/state.db';
  expect(await audit(elsewhere, 'verify', { file: fileOf(out) })).toMatchObject({ code: 0 });
  const changed = fileOf(out.replace('policy_denied', 'policy_denieb'));
  expect(await audit(elsewhere, 'verify', { file: changed })).toMatchObject({ code: 1 });
  expect(await audit(elsewhere, 'verify', { file: '/nowhere/export' })).toMatchObject({
    code: 1,
    err: expect.stringContaining('there is no such file'),
  });
});

/** A journal and the checkpoint that was made of it then. */
async function checkpointed(flags = {}): Promise<{ kept: Kept; file: string; text: string }> {
  const kept = await keptJournal();
  await fill(kept, 8, 'then');
  const { code, out } = await audit(kept.path, 'checkpoint', flags, {
    WHMCS_API_URL: 'https://billing.example.com/whmcs',
  });
  expect(code).toBe(0);
  await fill(kept, 4, 'later');
  return { kept, file: fileOf(out), text: out };
}

test('a checkpoint goes with the journal that it was made of, and with its export', async () => {
  const { kept, file, text } = await checkpointed();
  expect(JSON.parse(text)).toMatchObject({ version: 1, seq: 12, installation: 'billing.example.com' });
  const found = await audit(kept.path, 'verify', { checkpoint: file });
  expect(found.code).toBe(0);
  expect(found.out).toMatch(/Entry 12 .*billing\.example\.com.*SHA256:/);
  const exported = fileOf((await audit(kept.path, 'export')).out);
  expect((await audit(kept.path, 'verify', { file: exported, checkpoint: file })).code).toBe(0);
});

test('an empty journal beside the key of a checkpoint is not called whole', async () => {
  const { kept } = await checkpointed();
  const path = join(temporaryFolder(), 'state.db');
  expect(await audit(path, 'verify')).toMatchObject({ code: 0, out: expect.stringContaining('no entry') });
  copyFileSync(`${kept.path}.audit-key.pem`, `${path}.audit-key.pem`);
  expect(await audit(path, 'verify')).toMatchObject({ code: 1, out: expect.stringMatching(/^NOT WHOLE/) });
});

test('a journal that lost its newest entries is not called whole, nor is an older state in its place', async () => {
  const path = join(temporaryFolder(), 'state.db');
  const write = async (call: string) => {
    const store = await openStore(path);
    await store.journal.append({ kind: 'intent', call, at: daysAfter(0), body: {} }, { durable: true });
    await store.close();
  };
  await write('one');
  const older = readFileSync(path);
  await write('two');
  expect((await audit(path, 'verify')).code).toBe(0);
  writeFileSync(path, older);
  expect(await audit(path, 'verify')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^NOT WHOLE\. Entry 2 /),
  });
});

test.each(['verify', 'export'])('%s says of a damaged file that it is damaged', async (command) => {
  const path = join(temporaryFolder(), 'state.db');
  const store = await openStore(path);
  for (let n = 0; n < 400; n += 1)
    await store.journal.append({ kind: 'call', call: `c-${n}`, at: daysAfter(0), body: { n } });
  await store.close();
  const whole = readFileSync(path);
  // The first pages, with the tables in them, stay as they are.
  writeFileSync(
    path,
    Buffer.concat([whole.subarray(0, whole.length / 2), Buffer.alloc(whole.length / 2, 0xff)]),
  );
  const found = await audit(path, command);
  expect(found.code).toBe(1);
  expect(found.err).toContain('damaged');
  expect(found.out).not.toContain('Whole');
});

test('the key is made once, for this user alone', async () => {
  const { kept, text } = await checkpointed();
  const key = `${kept.path}.audit-key.pem`;
  expect(statSync(key).mode & 0o777).toBe(0o600);
  const before = readFileSync(key, 'utf8');
  const again = await audit(kept.path, 'checkpoint');
  expect(readFileSync(key, 'utf8')).toBe(before);
  expect(JSON.parse(again.out).publicKey).toBe(JSON.parse(text).publicKey);
  expect(again.out + again.err + text).not.toContain('PRIVATE');
});

test('a journal whose newest entries were removed does not go with its checkpoint', async () => {
  const { kept, file } = await checkpointed();
  kept.tamper('DELETE FROM journal WHERE seq >= 12');
  expect((await audit(kept.path, 'verify')).code).toBe(0);
  const found = await audit(kept.path, 'verify', { checkpoint: file });
  expect(found).toMatchObject({
    code: 1,
    out: expect.stringMatching(/Entry 12\b.*Its newest entries were removed/),
  });
});

test('a journal that was written anew does not go with its checkpoint', async () => {
  const { kept, file } = await checkpointed();
  const path = join(temporaryFolder(), 'state.db');
  const other = await openStore(path);
  for (const entry of (await kept.rows.find({ limit: 1_000 })).toReversed()) {
    const body = entry.seq === 5 ? { ...entry.body, tool: 'whmcs_get_stats' } : entry.body;
    await other.journal.append({ ...entry, body });
  }
  await other.close();
  expect((await audit(path, 'verify')).code).toBe(0);
  const found = await audit(path, 'verify', { checkpoint: file });
  expect(found).toMatchObject({ code: 1, out: expect.stringMatching(/Entry 12 .*written anew/) });
});

/** The journal was written to some days ago, so that the clock of today is believed. */
async function settled(kept: Kept): Promise<void> {
  kept.at(daysAfter(-10, new Date()));
  await kept.journal.note('start', {});
}

test('a clock that is far ahead of the journal removes nothing of it', async () => {
  const kept = await keptJournal();
  await fill(kept, 3);
  kept.at(new Date());
  await kept.journal.note('start', {});
  const pruned = await audit(kept.path, 'prune', { days: '30' });
  expect(pruned.out).toMatch(/Nothing was removed[\s\S]*clock is far ahead[\s\S]*2024-03-01/);
  expect((await kept.rows.find({ limit: 9 })).map(({ kind }) => kind)).toContain('call');
});

test('a checkpoint of entries that were cut away proves nothing, and that is said', async () => {
  const { kept, file } = await checkpointed();
  kept.at(daysAfter(2));
  await fill(kept, 2, 'last');
  await settled(kept);
  expect((await audit(kept.path, 'prune', { days: '1' })).code).toBe(0);
  const found = await audit(kept.path, 'verify', { checkpoint: file });
  expect(found).toMatchObject({ code: 1, out: expect.stringContaining('cut away') });
});

test('a checkpoint of the very entry that was cut last still proves it', async () => {
  const kept = await keptJournal();
  await fill(kept, 4);
  const file = fileOf((await audit(kept.path, 'checkpoint')).out);
  kept.at(daysAfter(2));
  await fill(kept, 2, 'later');
  await kept.rows.cut(daysAfter(1), daysAfter(2));
  expect((await kept.rows.cuts()).map(({ seq }) => seq)).toEqual([6]);
  expect((await audit(kept.path, 'verify', { checkpoint: file })).code).toBe(0);
});

test('a checkpoint that was changed, or is none, is refused', async () => {
  const { kept, text } = await checkpointed();
  const made = JSON.parse(text);
  const changes = [
    { seq: made.seq - 1 },
    { hash: made.hash.replace(/^./, (one: string) => (one === 'a' ? 'b' : 'a')) },
    { at: '2027-01-01T00:00:00.000Z' },
    { installation: 'other.example.com' },
    { installation: undefined },
    { version: 2 },
    { signature: 'AAAA' },
    { publicKey: 'none' },
  ];
  for (const change of changes) {
    const file = fileOf(JSON.stringify({ ...made, ...change }));
    const found = await audit(kept.path, 'verify', { checkpoint: file });
    expect(found, JSON.stringify(change)).toMatchObject({ code: 1, out: '' });
  }
  for (const wrong of ['', '{', '[]', 'null', '{}']) {
    expect((await audit(kept.path, 'verify', { checkpoint: fileOf(wrong) })).code, wrong).toBe(1);
  }
});

test('the key that must have signed can be named, by itself or by another checkpoint of it', async () => {
  const pem = (type: 'private' | 'public', keys = generateKeyPairSync('ed25519')) => ({
    own: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    open: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    type,
  });
  const keys = pem('private');
  const others = pem('private');
  const { kept, file } = await checkpointed({ key: fileOf(keys.own) });
  expect(existsSync(`${kept.path}.audit-key.pem`)).toBe(false);
  const check = async (pinned: string) =>
    (await audit(kept.path, 'verify', { checkpoint: file, 'public-key': pinned })).code;
  expect(await check(fileOf(keys.open))).toBe(0);
  expect(await check(file)).toBe(0);
  expect(await check(fileOf(others.open))).toBe(1);
  expect(await check(fileOf('no key'))).toBe(1);
  expect((await audit(kept.path, 'verify', { 'public-key': file })).code).toBe(1);
});

test('a key of another kind is refused, and nothing of it is shown', async () => {
  const kept = await keptJournal();
  await fill(kept, 1);
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  });
  for (const text of [rsa.toString(), 'c4nary-not-a-key']) {
    const { code, out, err } = await audit(kept.path, 'checkpoint', { key: fileOf(text) });
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('Ed25519');
    expect(err).not.toContain(text.slice(30, 60) || text);
  }
  expect((await audit(kept.path, 'checkpoint', { key: '/nowhere/key.pem' })).code).toBe(1);
});

test('prune removes what is old, and says what keeps the rest', async () => {
  const kept = await keptJournal();
  await fill(kept, 2, 'old');
  await kept.journal.intent(facts('lost'));
  await fill(kept, 2, 'also');
  await settled(kept);
  const first = await audit(kept.path, 'prune', { days: '1' });
  expect(first.out).toMatch(/Removed 3 entries[\s\S]*lost/);
  expect((await audit(kept.path, 'verify')).out).toContain('4 to 9');
  await audit(kept.path, 'clear lost done');
  expect((await audit(kept.path, 'prune', { days: '1' })).code).toBe(0);
  expect((await audit(kept.path, 'verify')).code).toBe(0);
});

test.each([
  ['prune', {}],
  ['prune', { days: '0' }],
  ['prune', { days: 'x' }],
  ['list', { limit: '0' }],
  ['list', { limit: '1e3' }],
  ['list', { days: '-1' }],
  ['export', { format: 'xml' }],
  ['show', {}],
  ['show a b', {}],
  ['list a', {}],
  ['lsit', {}],
])('"audit %s" with %j is refused with a sentence', async (words, flags) => {
  const kept = await keptJournal();
  const { code, out, err } = await audit(kept.path, words, flags);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/audit \w+|list/);
});

test('a checkpoint that is not there is told', async () => {
  const kept = await keptJournal();
  expect(await audit(kept.path, 'verify', { checkpoint: '/nowhere/checkpoint' })).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('audit verify'),
  });
});

test('a state in memory has no journal to look at', async () => {
  expect(await audit('memory', 'list')).toMatchObject({
    code: 1,
    err: expect.stringContaining('GUARD_STATE'),
  });
});
