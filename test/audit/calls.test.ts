import { expect, test } from 'vitest';
import { createJournal } from '../../src/audit/index.js';
import { createWithholder } from '../../src/output/index.js';
import type { JournalRows } from '../../src/store/index.js';
import { daysAfter, facts, fill, keptJournal, NOON } from './journals.js';

const minutesAfter = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

test('a call is shown as one, with what was asked and what came of it', async () => {
  const { journal, at } = await keptJournal();
  const asked = facts('one', {
    digest: 'd-1',
    approval: 'K7QF',
    before: { status: 'Unpaid', notes: 'as they were' },
    decision: {
      outcome: 'approval',
      rule: '/classes/financial',
      rules: [{ id: '/classes/financial', verdict: 'asks' }],
      revision: 'r1',
    },
    facts: { money: { amount: '12.00', currency: 'EUR' } },
  });
  await journal.intent(asked);
  at(minutesAfter(1));
  await journal.outcome(asked, { outcome: 'done', whmcs: 'success', ms: 340, after: { id: 7 } });
  const call = await journal.call('one');
  expect(call).toMatchObject({ ...asked, at: NOON, state: 'done' });
  expect(call?.result).toEqual({ outcome: 'done', whmcs: 'success', ms: 340, after: { id: 7 } });
  expect(call?.entries.map(({ kind, seq }) => [kind, seq])).toEqual([
    ['intent', 1],
    ['outcome', 2],
  ]);
  expect((await journal.calls({ limit: 10 })).calls).toEqual([call]);
});

test.each([
  ['done', 'done'],
  ['whmcs_error', 'failed'],
  ['whmcs_unreachable', 'failed'],
  ['internal', 'failed'],
  ['not_done', 'failed'],
  ['policy_denied', 'refused'],
  ['rate_limited', 'refused'],
  ['invalid_arguments', 'refused'],
  ['approval_denied', 'refused'],
  ['approval_expired', 'refused'],
  ['duplicate_call', 'refused'],
  ['approval_required', 'waiting'],
  ['outcome_unknown', 'unknown'],
])('a call with the outcome %s is %s', async (outcome, state) => {
  const { journal } = await keptJournal();
  await journal.whole(facts('whole'), { outcome, ms: 1 });
  await journal.intent(facts('write'));
  await journal.outcome(facts('write'), { outcome, ms: 1 });
  const { calls } = await journal.calls({ limit: 10 });
  expect(calls.map((call) => [call.call, call.state])).toEqual([
    ['write', state],
    ['whole', state],
  ]);
  expect((await journal.calls({ outcome, limit: 10 })).calls).toEqual(calls);
});

test('a write without an outcome is under way, later unknown, and cleared by what is found out', async () => {
  const { journal, at } = await keptJournal();
  await journal.intent(facts('lost'));
  at(minutesAfter(5));
  expect((await journal.call('lost'))?.state).toBe('under way');
  at(minutesAfter(6));
  const lost = await journal.call('lost');
  expect(lost?.state).toBe('unknown');
  expect((await journal.calls({ outcome: 'outcome_unknown', limit: 1 })).calls).toEqual([lost]);
  await journal.outcome(facts('lost'), { outcome: 'outcome_unknown', ms: 9 });
  expect((await journal.call('lost'))?.state).toBe('unknown');
  await journal.outcome(facts('lost'), { outcome: 'done', message: 'Read back later.', ms: 0 });
  expect(await journal.call('lost')).toMatchObject({
    state: 'done',
    result: { message: 'Read back later.' },
  });
  expect((await journal.call('lost'))?.entries).toHaveLength(4 - 1);
  expect((await journal.calls({ outcome: 'outcome_unknown', limit: 1 })).calls).toEqual([]);
});

test.each([
  [true, 'done'],
  [false, 'unknown'],
  [null, 'unknown'],
])('a write of unknown outcome that reads back as %s is %s', async (done, state) => {
  const { journal } = await keptJournal();
  await journal.intent(facts('lost'));
  const readBack = { done, says: 'As read.' };
  await journal.outcome(facts('lost'), { outcome: 'outcome_unknown', ms: 9, readBack });
  expect(await journal.call('lost')).toMatchObject({ state, result: { readBack } });
});

test('an intent alone is written durably', async () => {
  const { rows, calls } = await keptJournal();
  const durable: string[] = [];
  const append: JournalRows['append'] = (entry, options) => {
    if (options?.durable === true) durable.push(entry.kind);
    return rows.append(entry, options);
  };
  const watched = new Proxy(rows, {
    get: (target, name: keyof JournalRows) =>
      name === 'append' ? append : name in target ? target[name].bind(target) : undefined,
  });
  const withhold = <T>(value: T): T => value;
  const journal = createJournal({
    store: async () => ({ journal: watched, calls }),
    now: () => NOON,
    withhold,
    withholdOwn: withhold,
    log: () => {},
  });
  await journal.intent(facts('one'));
  await journal.outcome(facts('one'), { outcome: 'done', ms: 1 });
  await journal.whole(facts('two'), { outcome: 'done', ms: 1 });
  expect(durable).toEqual(['intent']);
});

test('pages follow one another without a call twice or missing', async () => {
  const kept = await keptJournal();
  await fill(kept, 23);
  for (const filter of [{}, { outcome: 'policy_denied' }, { text: 'MÜLLER' }]) {
    const seen: string[] = [];
    let before: number | undefined;
    do {
      const page = await kept.journal.calls({
        ...filter,
        limit: 4,
        ...(before === undefined ? {} : { before }),
      });
      seen.push(...page.calls.map(({ call }) => call));
      before = page.next;
    } while (before !== undefined);
    const all = (await kept.journal.calls({ ...filter, limit: 100 })).calls.map(({ call }) => call);
    expect(seen).toEqual(all);
    expect((await kept.journal.calls({ ...filter, limit: all.length })).next).toBeUndefined();
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(4);
  }
});

test('a search finds a write by what came of it, too', async () => {
  const { journal } = await keptJournal();
  await journal.intent(facts('one'));
  await journal.outcome(facts('one'), { outcome: 'whmcs_error', whmcs: 'Invoice is "Paid" 100%', ms: 1 });
  await journal.whole(facts('two'), { outcome: 'done', ms: 1 });
  for (const text of ['invoice is "paid"', '100%']) {
    expect(
      (await journal.calls({ text, limit: 5 })).calls.map(({ call }) => call),
      text,
    ).toEqual(['one']);
  }
  expect((await journal.calls({ text: '1_0%', limit: 5 })).calls).toEqual([]);
});

test('credentials are taken out before anything is written', async () => {
  const canary = 'c4nary-s3cret-value';
  const withhold = createWithholder([canary]);
  const { journal, read } = await keptJournal({ withhold });
  const all = facts('one', {
    args: { note: `see ${canary}`, password: 'hunter2-canary' },
    tool: `whmcs_${canary}`,
    facts: { context: { service: { password: 'hunter2-canary' } } },
    before: { password: 'hunter2-canary', note: canary },
  });
  await journal.intent(all);
  await journal.outcome(all, {
    outcome: 'whmcs_error',
    message: canary,
    whmcs: `password: hunter2-canary ${canary}`,
    ms: 1,
    after: { password: 'hunter2-canary' },
  });
  await journal.whole(all, { outcome: 'done', ms: 1 });
  await journal.note('operator', { event: 'halt', reason: `because ${canary}` });
  const stored = JSON.stringify(read('SELECT CAST(seq AS TEXT) AS seq, call, body FROM journal'));
  expect(stored).toContain('whmcs_error');
  expect(stored).not.toContain(canary);
  expect(stored).not.toContain('hunter2');
});

const BODY_BYTES = 64 * 1024;

test.each<[string, Parameters<typeof facts>[1]]>([
  ['a long text', { args: { message: 'x'.repeat(500_000) } }],
  [
    'many texts',
    { args: Object.fromEntries([...Array(5_000).keys()].map((n) => [`k${n}`, 'y'.repeat(500)])) },
  ],
  ['a long name', { args: { ['n'.repeat(100_000)]: 1 } }],
  ['a large record', { before: { notes: 'z'.repeat(100_000) } }],
  ['large facts', { facts: { context: Array.from({ length: 20_000 }, (_, n) => ({ n })) } }],
  [
    'texts that grow in the file',
    { args: { message: '漢'.repeat(60_000) }, before: { notes: '漢'.repeat(60_000) } },
  ],
  [
    'many texts that grow in the file',
    { args: Object.fromEntries([...Array(30).keys()].map((n) => [`k${n}`, '漢'.repeat(1_900)])) },
  ],
  [
    'long words everywhere',
    { caller: 'c'.repeat(90_000), tool: 't'.repeat(90_000), session: 's'.repeat(90_000) },
  ],
  [
    'a thousand rules',
    {
      decision: {
        outcome: 'deny',
        rule: '/r',
        revision: 'r',
        rules: Array.from({ length: 1_000 }, (_, n) => ({
          id: `/rules/${n}/${'r'.repeat(90)}`,
          verdict: 'denies',
        })),
      },
    },
  ],
])('one entry stays small with %s', async (_what, more) => {
  const { journal, read } = await keptJournal();
  await journal.intent(facts('big', more));
  await journal.outcome(facts('big', more), { outcome: 'done', message: 'm'.repeat(300_000), ms: 1 });
  await journal.whole(facts('big-whole', more), {
    outcome: 'done',
    ms: 1,
    after: { a: 'a'.repeat(200_000) },
  });
  const sizes = read<{ size: bigint }>('SELECT length(CAST(body AS BLOB)) AS size FROM journal');
  for (const { size } of sizes) expect(Number(size)).toBeLessThanOrEqual(BODY_BYTES);
  expect((await journal.call('big'))?.state).toBe('done');
});

test('of a long message of ours the beginning is kept, and how long it was', async () => {
  const { journal } = await keptJournal();
  const said = `${'x'.repeat(3_000)}end`;
  await journal.whole(facts('one'), { outcome: 'whmcs_error', message: said, ms: 1 });
  const message = String((await journal.call('one'))?.result?.message);
  expect(message.slice(0, 2_000)).toBe('x'.repeat(2_000));
  expect(message).toContain('3,003 characters');
  expect(message).not.toContain('end');
});

test('a record that may be written back is kept whole or not at all', async () => {
  const { journal } = await keptJournal();
  const long = { notes: 'n'.repeat(10_000) };
  await journal.intent(facts('long', { before: long }));
  expect((await journal.call('long'))?.before).toEqual(long);
  await journal.intent(facts('longer', { before: { notes: 'n'.repeat(30_000) } }));
  const call = await journal.call('longer');
  expect(call?.before).toBeUndefined();
  expect(call?.entries[0]?.body.omitted).toEqual(['before']);
  let deep: Record<string, unknown> = { id: 1 };
  for (let level = 0; level < 20; level += 1) deep = { deep };
  await journal.intent(facts('deep', { before: deep }));
  expect((await journal.call('deep'))?.before).toBeUndefined();
});

test('values that JSON has no word for are written as something it has', async () => {
  const { journal } = await keptJournal();
  const deep: Record<string, unknown> = {};
  deep.self = deep;
  const args = {
    deep,
    big: 12n,
    when: NOON,
    none: undefined,
    odd: Symbol('odd'),
    lone: '\ud800',
    nan: Number.NaN,
  };
  await journal.whole(facts('odd', { args }), { outcome: 'done', ms: 1 });
  const found = (await journal.call('odd'))?.args;
  expect(found).toMatchObject({ big: '12', when: NOON.toISOString(), nan: null });
  expect(JSON.stringify(found)).toContain('nested too deep');
});

test('what somebody made of entries never keeps the others from being read', async () => {
  const kept = await keptJournal();
  const { journal, tamper } = kept;
  await fill(kept, 8);
  const spoil = [
    "UPDATE journal SET body = '{not json' WHERE seq = 1",
    "UPDATE journal SET body = '[1]' WHERE seq = 2",
    "UPDATE journal SET kind = 'nonsense' WHERE seq = 3",
    `UPDATE journal SET body = '{"args":5,"tool":{},"decision":{"rules":[null,7]},"result":{"outcome":null}}' WHERE seq = 5`,
    'UPDATE journal SET at = 9223372036854775807 WHERE seq = 7',
    "UPDATE journal SET body = 'null' WHERE seq = 8",
  ];
  for (const sql of spoil) tamper(sql);
  const filters = [{}, { text: 'json' }, { outcome: 'done' }, { risk: 'financial' }, { caller: 'local' }];
  for (const filter of [...filters, { tool: 'whmcs_add_payment' }, { since: daysAfter(-1) }]) {
    const { calls } = await journal.calls({ ...filter, limit: 50 });
    for (const call of calls) {
      expect(call.at.toISOString()).toBeTruthy();
      expect(Object.entries(call.args)).toBeInstanceOf(Array);
      expect(call.decision?.rules.map(({ id }) => id) ?? []).toBeInstanceOf(Array);
    }
  }
  expect((await journal.calls({ limit: 50 })).calls.map(({ call }) => call)).toContain('call-7');
  expect((await journal.call('call-1'))?.entries[0]?.body).toEqual({ unreadable: '{not json' });
});

test('a call that is not there, or has no id, is none', async () => {
  const { journal } = await keptJournal();
  await journal.note('start', { version: '1.0.0' });
  expect(await journal.call('')).toBeUndefined();
  expect(await journal.call('nothing')).toBeUndefined();
  expect(await journal.calls({ limit: 5 })).toEqual({ calls: [], next: undefined });
});
