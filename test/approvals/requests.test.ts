import { expect, test, vi } from 'vitest';
import { type ApprovalRequest, digestOf } from '../../src/approvals/index.js';
import { hurriedClock, KEY, LIFETIME, openApprovals, PREVIEW, request } from './open-approvals.js';
import { HOUR, later, MINUTE, NOON } from './samples.js';

const YES = { who: 'Anna', channel: 'console', yes: true, reason: '' } as const;
const NO = { ...YES, yes: false, reason: 'the customer paid' } as const;

test('what a rule leaves open falls to one person, at the console or the command line, within fifteen minutes', async () => {
  const { ask } = await openApprovals();
  const approval = await ask();
  expect(approval).toMatchObject({
    installation: 'here',
    tool: 'whmcs_cancel_order',
    caller: 'agent',
    digest: digestOf(KEY, 'whmcs_cancel_order', { orderid: 1042 }),
    channels: ['console', 'cli'],
    approvers: 1,
    askedAt: NOON,
    expiresAt: later(LIFETIME),
    shown: { args: { orderid: 1042 }, preview: PREVIEW },
    snapshot: PREVIEW.snapshot,
  });
  expect(approval.id).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
});

test('what a rule says is what holds', async () => {
  const { ask, approvals } = await openApprovals();
  const approval = await ask({ channels: ['elicitation'], approvers: 2, expires: 60, message: 'Ask Ben.' });
  expect(approval).toMatchObject({
    channels: ['elicitation'],
    approvers: 2,
    expiresAt: later(MINUTE),
    shown: { message: 'Ask Ben.' },
  });
  expect(await approvals.vote(approval.id, YES)).toMatchObject({ counted: false, why: 'channel' });
});

test('the exact arguments are kept nowhere, only what people may see of them', async () => {
  const { ask } = await openApprovals();
  const approval = await ask({
    values: { clientid: 7, password2: 'hunter2-hunter2' },
    shownArgs: { clientid: 7, password2: '[not kept]' },
  });
  expect(JSON.stringify(approval)).not.toContain('hunter2');
  expect((await ask({ values: { clientid: 7, password2: 'another' } })).id).not.toBe(approval.id);
});

test.each([
  ['everything was read', { missing: undefined }, PREVIEW.snapshot],
  ['something was read', { missing: 'The services could not be read.' }, PREVIEW.snapshot],
  ['nothing was read', { missing: 'WHMCS is unreachable.', snapshot: {} }, null],
  ['there was nothing to read', { snapshot: {} }, {}],
])('the facts that must still hold, where %s', async (_what, differing, snapshot) => {
  const { missing, ...rest } = { ...PREVIEW, ...differing } as typeof PREVIEW;
  const preview = { ...rest, ...(missing === undefined ? {} : { missing }) };
  const { ask } = await openApprovals();
  expect((await ask({ preview: async () => preview })).snapshot).toEqual(snapshot);
});

test('the same call joins, without another preview; it is fresh only to the first', async () => {
  const { approvals } = await openApprovals();
  const preview = vi.fn(async () => PREVIEW);
  const first = await approvals.ask(request({ preview }));
  expect(first).toMatchObject({ kind: 'live', fresh: true });
  const second = await approvals.ask(request({ preview }));
  expect(second).toMatchObject({ kind: 'live', fresh: false });
  expect(preview).toHaveBeenCalledTimes(1);
});

test('fifty calls at once are one request with one preview', async () => {
  const { approvals, notes } = await openApprovals();
  const preview = vi.fn(async () => PREVIEW);
  const asked = await Promise.all(Array.from({ length: 50 }, () => approvals.ask(request({ preview }))));
  expect(asked.filter((one) => one.kind === 'live' && one.fresh)).toHaveLength(1);
  expect(new Set(asked.map((one) => (one.kind === 'live' ? one.approval.id : one.kind))).size).toBe(1);
  expect(preview).toHaveBeenCalledTimes(1);
  expect(notes.map(({ event }) => event)).toEqual(['asked']);
});

test('a preview is not shared between callers, calls or policies', async () => {
  const { approvals } = await openApprovals();
  const preview = vi.fn(async () => PREVIEW);
  const others: Partial<ApprovalRequest>[] = [
    {},
    { caller: 'other' },
    { values: { orderid: 1043 } },
    { revision: 'r2' },
  ];
  await Promise.all(others.map((differing) => approvals.ask(request({ ...differing, preview }))));
  expect(preview).toHaveBeenCalledTimes(4);
});

test('where the preview fails nothing is asked, and the next ask tries again', async () => {
  const { approvals, rows, ask } = await openApprovals();
  const preview = () => Promise.reject(new Error('WHMCS is unreachable'));
  const both = [approvals.ask(request({ preview })), approvals.ask(request({ preview }))];
  for (const one of both) await expect(one).rejects.toThrow('unreachable');
  expect(await rows.list({ limit: 10 }, NOON)).toEqual([]);
  expect((await ask()).state).toBe('pending');
});

test('a denied call is not asked for again within the hour, and an agent has five requests waiting at most', async () => {
  const { approvals, ask, pass } = await openApprovals();
  const preview = vi.fn(async () => PREVIEW);
  const { id } = await ask();
  await approvals.vote(id, NO);
  expect(await approvals.ask(request({ preview }))).toMatchObject({ kind: 'denied', approval: { id } });
  for (let orderid = 1; orderid <= 5; orderid += 1) await ask({ values: { orderid } });
  expect(await approvals.ask(request({ preview, values: { orderid: 6 } }))).toEqual({
    kind: 'too_many',
    pending: 5,
  });
  expect(preview).not.toHaveBeenCalled();
  pass(HOUR);
  expect(await approvals.ask(request({ preview }))).toMatchObject({ kind: 'live', fresh: true });
});

test('an id is taken as people type it', async () => {
  const { approvals, ask } = await openApprovals({ newId: () => '01AB-CDEF' });
  await ask();
  for (const typed of ['01AB-CDEF', '01abcdef', ' o1ab cdef ', 'OlAB-CDEF', 'OIabcdef']) {
    expect((await approvals.get(typed))?.id).toBe('01AB-CDEF');
  }
  for (const typed of ['', '01AB-CDE', '01AB-CDEFG', 'U1AB-CDEF', '01AB-CDE%', '__proto__']) {
    expect(await approvals.get(typed)).toBeUndefined();
    expect(await approvals.vote(typed, YES)).toEqual({ counted: false, why: 'unknown' });
  }
  expect(await approvals.vote('o1ab cdef', YES)).toMatchObject({ counted: true });
});

test('everything that happens is written down and told, once', async () => {
  const { approvals, ask, notes, events, pass } = await openApprovals();
  const { id, digest } = await ask({ approvers: 2 });
  await approvals.vote(id, YES);
  await approvals.vote(id, YES);
  await approvals.vote(id, { ...YES, who: 'Ben', channel: 'cli', reason: 'fine\nby me' });
  await approvals.use(id);
  await approvals.use(id);
  await approvals.giveBack(id);
  await approvals.giveBack(id);
  await approvals.makeVoid(id, 'The order changed.');
  const same = {
    approval: id,
    tool: 'whmcs_cancel_order',
    caller: 'agent',
    digest,
    rule: '/tools/whmcs_cancel_order/require_approval',
    revision: 'r1',
  };
  expect(notes).toEqual([
    { ...same, event: 'asked', state: 'pending' },
    { ...same, event: 'voted', state: 'pending', who: 'Anna', channel: 'console', reason: '' },
    { ...same, event: 'approved', state: 'approved', who: 'Ben', channel: 'cli', reason: 'fine by me' },
    { ...same, event: 'used', state: 'used' },
    { ...same, event: 'given_back', state: 'approved' },
    { ...same, event: 'void', state: 'void', note: 'The order changed.' },
  ]);
  const denied = await ask({ values: { orderid: 1 } });
  await approvals.vote(denied.id, NO);
  await ask({ values: { orderid: 2 } });
  await ask({ values: { orderid: 2 }, revision: 'r2' });
  pass(LIFETIME);
  await approvals.list({ limit: 10 });
  await approvals.list({ limit: 10 });
  expect(notes.slice(6).map(({ event }) => event)).toEqual([
    'asked',
    'denied',
    'asked',
    'asked',
    'void',
    'expired',
  ]);
  expect(events.map(({ event }) => event)).toEqual(notes.map(({ event }) => event));
  expect(events.at(-1)).toMatchObject({ approval: { state: 'expired' }, at: later(LIFETIME) });
});

test.each([
  ['rejects', () => Promise.reject(new Error('disk full'))],
  [
    'throws',
    () => {
      throw new Error('disk full');
    },
  ],
])('a journal that %s takes no decision back, and the log says so', async (_how, record) => {
  const { approvals, ask, logged, events } = await openApprovals({ record });
  const { id } = await ask();
  expect(await approvals.vote(id, YES)).toMatchObject({ counted: true });
  expect(await approvals.use(id)).toBe(true);
  expect(
    logged.filter((line) => line.includes('error approval.unrecorded') && line.includes(id)),
  ).toHaveLength(3);
  expect(events).toHaveLength(3);
});

test('a listener that fails takes no decision back either, and keeps no other from hearing of it', async () => {
  const heard: string[] = [];
  const { approvals, ask, notes, logged } = await openApprovals({
    listeners: [
      {
        announce: () => {
          throw new Error('no line');
        },
      },
      { announce: ({ event }) => heard.push(event) },
    ],
  });
  const { id } = await ask();
  expect(await approvals.vote(id, NO)).toMatchObject({ counted: true });
  expect(notes.map(({ event }) => event)).toEqual(['asked', 'denied']);
  expect(heard).toEqual(['asked', 'denied']);
  expect(logged.filter((line) => line.includes('approval.untold'))).toHaveLength(2);
});

test('closing waits for what is being written down', async () => {
  const journal: { finish?: () => void } = {};
  const { approvals } = await openApprovals({
    record: () =>
      new Promise((done) => {
        journal.finish = done;
      }),
  });
  const asking = approvals.ask(request());
  await vi.waitFor(() => expect(journal.finish).toBeDefined());
  let closed = false;
  const closing = approvals.close().then(() => {
    closed = true;
  });
  await new Promise((next) => setImmediate(next));
  expect(closed).toBe(false);
  journal.finish?.();
  await Promise.all([closing, asking]);
});

test('who speaks has a name, and what is said is one line without tricks', async () => {
  const { approvals, ask } = await openApprovals();
  const { id } = await ask();
  await expect(approvals.vote(id, { ...YES, who: ' \u200b ' })).rejects.toThrow(RangeError);
  expect(await approvals.vote(id, { ...YES, who: 'ag\u200bent' })).toMatchObject({
    counted: false,
    why: 'own',
  });
  const said = await approvals.vote(id, { ...NO, reason: `first\r\nsecond \u202e${'x'.repeat(2_000)}` });
  expect(said.approval?.votes[0]?.reason).toMatch(/^first second x{487}… \(1,513 more characters\)$/);
});

test('waiting ends with the decision', async () => {
  const { approvals, ask } = await openApprovals(hurriedClock());
  const { id } = await ask();
  const waiting = approvals.settled(id, { ms: HOUR });
  await approvals.vote(id, YES);
  expect(await waiting).toMatchObject({ id, state: 'approved' });
});

test('waiting ends with the time it was given, soon looking often and later less, and says that it waits', async () => {
  const clock = hurriedClock();
  const { approvals, ask } = await openApprovals(clock);
  const { id } = await ask();
  const told: number[] = [];
  const after = await approvals.settled(id, { ms: 60_050, onWait: (ms) => told.push(ms) });
  expect(after).toMatchObject({ id, state: 'pending' });
  expect(clock.slept.slice(0, 99)).toEqual(Array(99).fill(300));
  expect(clock.slept.slice(101, 110)).toEqual(Array(9).fill(1_000));
  expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(60_050);
  expect(told).toHaveLength(11);
  expect(told[0]).toBe(5_100);
});

test('without time to wait it looks once', async () => {
  const clock = hurriedClock();
  const { approvals, ask } = await openApprovals(clock);
  const { id } = await ask();
  expect(await approvals.settled(id, { ms: 0 })).toMatchObject({ state: 'pending' });
  expect(await approvals.settled('NONE-0000', { ms: HOUR })).toBeUndefined();
  expect(clock.slept).toEqual([]);
});

test('waiting ends when the caller gives up, and when the request lapses', async () => {
  const { approvals, ask, pass } = await openApprovals();
  const { id } = await ask();
  const leave = new AbortController();
  const waiting = approvals.settled(id, { ms: HOUR, signal: leave.signal });
  leave.abort();
  expect(await waiting).toMatchObject({ state: 'pending' });
  const lapsing = approvals.settled(id, { ms: HOUR });
  pass(LIFETIME);
  expect(await lapsing).toMatchObject({ state: 'expired' });
});

test('a state that can not be had lets nothing through', async () => {
  const { approvals } = await openApprovals({ rows: () => Promise.reject(new Error('no state')) });
  await expect(approvals.ask(request())).rejects.toThrow('no state');
  await expect(approvals.use('0000-0000')).rejects.toThrow('no state');
  await expect(approvals.vote('0000-0000', YES)).rejects.toThrow('no state');
});
