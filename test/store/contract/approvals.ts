import { beforeEach, expect, test } from 'vitest';
import type { ApprovalRows, NewApproval } from '../../../src/store/index.js';
import {
  approvalIn,
  cancelOrder,
  DAY,
  HOUR,
  later,
  MINUTE,
  NOON,
  RULES,
  saying,
} from '../../approvals/samples.js';
import type { Current } from './engine.js';

/** Asking, voting, using and all that ends a request. */
export function approvalContract(current: Current): void {
  let rows: ApprovalRows;
  beforeEach(() => {
    rows = current.store().approvals;
  });

  /** Opens it as an ask does: what was foretold is what comes. */
  async function ask(differing: Partial<NewApproval> = {}, at = NOON) {
    const approval = cancelOrder(differing);
    const foretold = await rows.meeting(approval, RULES, at);
    const opening = await rows.open(approval, RULES, at);
    expect(foretold).toEqual(opening.kind === 'opened' ? undefined : opening);
    return opening;
  }

  const asked = async (differing: Partial<NewApproval> = {}, at = NOON) =>
    approvalIn(await ask(differing, at)).id;

  async function approved(differing: Partial<NewApproval> = {}, at = NOON) {
    const id = await asked(differing, at);
    expect(await rows.vote(id, saying(true, { at }))).toMatchObject({ counted: true });
    return id;
  }

  const stateOf = async (id: string, at = NOON) => (await rows.get(id, at))?.state;

  test('a request is kept as it was asked', async () => {
    const approval = cancelOrder({ snapshot: null, approvers: 2, grant: 'support' });
    expect(await rows.open(approval, RULES, NOON)).toEqual({
      kind: 'opened',
      approval: {
        ...approval,
        state: 'pending',
        askedAt: NOON,
        expiresAt: later(15 * MINUTE),
        settledAt: undefined,
        note: '',
        votes: [],
      },
    });
    expect(await rows.get(approval.id, NOON)).toMatchObject(approval);
    expect(await rows.get('NONE-0000', NOON)).toBeUndefined();
  });

  test('the same call joins the request that is there, waiting or approved; another call does not', async () => {
    const id = await asked();
    expect(await ask()).toMatchObject({ kind: 'joined', approval: { id, state: 'pending' } });
    for (const other of [{ caller: 'other' }, { installation: 'there' }, { digest: 'cancel order 1043' }]) {
      expect(await ask(other)).toMatchObject({ kind: 'opened' });
    }
    await rows.vote(id, saying(true));
    expect(await ask()).toMatchObject({ kind: 'joined', approval: { id, state: 'approved' } });
    expect(await rows.use(id, NOON)).toBe(true);
    expect(await ask()).toMatchObject({ kind: 'opened' });
  });

  test('fifty at once open one', async () => {
    const openings = await Promise.all(
      Array.from({ length: 50 }, () => rows.open(cancelOrder(), RULES, NOON)),
    );
    expect(openings.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
    expect(new Set(openings.map((opening) => approvalIn(opening).id)).size).toBe(1);
  });

  test.each(['pending', 'approved'] as const)(
    'one that is %s under another policy revision becomes void, and is asked anew',
    async (state) => {
      const old = state === 'pending' ? await asked() : await approved();
      const fresh = await ask({ revision: 'r2' }, later(MINUTE));
      expect(fresh.kind).toBe('opened');
      expect(approvalIn(fresh).id).not.toBe(old);
      expect(await rows.get(old, later(MINUTE))).toMatchObject({
        state: 'void',
        note: 'The policy changed since it was asked.',
        settledAt: later(MINUTE),
      });
      expect(await rows.use(old, later(MINUTE))).toBe(false);
    },
  );

  test.each(['pending', 'approved'] as const)(
    'one that is %s under another grant of the caller becomes void, and is asked anew',
    async (state) => {
      for (const [before, after] of [
        ['support', undefined],
        [undefined, 'support'],
        ['support', 'billing'],
      ]) {
        const old = state === 'pending' ? await asked({ grant: before }) : await approved({ grant: before });
        expect(await ask({ grant: before })).toMatchObject({ kind: 'joined', approval: { id: old } });
        expect(await ask({ grant: after }, later(1))).toMatchObject({ kind: 'opened' });
        expect(await rows.get(old, later(1))).toMatchObject({
          state: 'void',
          note: 'The caller was given another grant since it was asked.',
        });
        expect(await rows.use(old, later(1))).toBe(false);
      }
    },
  );

  test('people who decide for some grants alone decide on no request of other callers', async () => {
    const [support, billing, none] = [
      await asked({ grant: 'support', digest: 'a' }),
      await asked({ grant: 'billing', digest: 'b' }),
      await asked({ digest: 'c' }),
    ];
    const grants = ['support'];
    for (const yes of [true, false])
      for (const id of [billing, none])
        expect(await rows.vote(id, saying(yes, { grants }))).toMatchObject({ counted: false, why: 'grant' });
    expect(await rows.vote(support, saying(true, { grants: [] }))).toMatchObject({ why: 'grant' });
    expect(await rows.vote(support, saying(true, { grants }))).toMatchObject({ counted: true });
    expect((await rows.list({ limit: 9 }, NOON)).map(({ state }) => state)).toEqual([
      'pending',
      'pending',
      'approved',
    ]);
    const listed = async (of: Parameters<ApprovalRows['list']>[0]) =>
      (await rows.list(of, NOON)).map(({ id }) => id);
    expect(await listed({ grants, limit: 9 })).toEqual([support]);
    expect(await listed({ grants: ['support', 'billing'], limit: 9 })).toEqual([billing, support]);
    expect(await listed({ grants: ['support', 'billing'], states: ['pending'], limit: 9 })).toEqual([
      billing,
    ]);
    expect(await listed({ grants: ['support', 'billing', 'other'], limit: 1 })).toEqual([billing]);
    for (const grant of ['', 'SUPPORT', 'none'])
      expect(await listed({ grants: [grant], limit: 9 })).toEqual([]);
    expect(await listed({ grants: [], limit: 9 })).toEqual([]);
  });

  test('an approver of the state is held to their grants whatever their vote says', async () => {
    const { approvers } = current.store();
    await approvers.put({ name: 'Anna', password: 'digest', grants: ['billing'], at: NOON });
    const id = await asked({ grant: 'support' });
    for (const grants of [undefined, ['support']])
      expect(await rows.vote(id, saying(true, { grants }))).toMatchObject({ counted: false, why: 'grant' });
    await approvers.put({ name: 'anna', password: 'digest', grants: ['support'], at: NOON });
    expect(await rows.vote(id, saying(true, { grants: ['billing'] }))).toMatchObject({ why: 'grant' });
    expect(await rows.vote(id, saying(true))).toMatchObject({ counted: true });
  });

  test('a denial answers the same call for an hour, whatever the policy is by then', async () => {
    const id = await asked();
    await rows.vote(id, saying(false, { at: later(MINUTE), reason: 'not this one' }));
    for (const revision of ['r1', 'r2']) {
      expect(await ask({ revision }, later(HOUR + MINUTE - 1))).toMatchObject({
        kind: 'denied',
        approval: { id, votes: [{ reason: 'not this one' }] },
      });
    }
    expect((await ask({ caller: 'other' }, later(2 * MINUTE))).kind).toBe('opened');
    expect((await ask({}, later(HOUR + MINUTE))).kind).toBe('opened');
  });

  test('a no outweighs an older yes that is given back after it', async () => {
    const used = await approved();
    await rows.use(used, NOON);
    const second = await asked({}, later(1));
    await rows.vote(second, saying(false, { at: later(2) }));
    await rows.giveBack(used, later(3));
    expect(await ask({}, later(4))).toMatchObject({ kind: 'denied', approval: { id: second } });
  });

  test('a caller has so many waiting and no more; what is decided, lapsed or of others does not count', async () => {
    const call = (index: number, more: Partial<NewApproval> = {}) => ({ digest: `call ${index}`, ...more });
    for (let index = 0; index < 5; index += 1) await asked(call(index, { lifetimeMs: (index + 1) * MINUTE }));
    expect(await ask(call(5))).toEqual({ kind: 'too_many', pending: 5 });
    expect((await ask(call(0))).kind).toBe('joined');
    expect((await ask(call(5, { caller: 'other' }))).kind).toBe('opened');
    expect((await ask(call(5, { installation: 'there' }))).kind).toBe('opened');
    // One that takes the place of an outdated one of the same call is no more than there was.
    expect((await ask(call(4, { revision: 'r2' }))).kind).toBe('opened');
    expect((await ask(call(5), later(MINUTE))).kind).toBe('opened');
    expect((await ask(call(6), later(MINUTE))).kind).toBe('too_many');
    await rows.vote(approvalIn(await ask(call(1), later(MINUTE))).id, saying(true, { at: later(MINUTE) }));
    expect((await ask(call(6), later(MINUTE))).kind).toBe('opened');
  });

  test('looking at what an ask would meet changes nothing', async () => {
    const id = await asked();
    await rows.meeting(cancelOrder({ revision: 'r2' }), RULES, NOON);
    expect(await stateOf(id)).toBe('pending');
    expect(await rows.list({ limit: 10 }, NOON)).toHaveLength(1);
  });

  test.each([
    ['nobody knows it', {}, 'NONE-0000', 'unknown'],
    ['the caller speaks for itself', { who: 'agent' }, undefined, 'own'],
    ['the caller writes itself differently', { who: ' AGENT ' }, undefined, 'own'],
    ['the caller comes by its identity provider', { who: 'Agent@login.example.com' }, undefined, 'own'],
    ['the caller uses wide letters', { who: 'ａgent' }, undefined, 'own'],
    ['it comes through another channel', { channel: 'elicitation' }, undefined, 'channel'],
  ])('a word does not count where %s', async (_why, differing, id, why) => {
    const real = await asked();
    for (const yes of [true, false]) {
      expect(await rows.vote(id ?? real, saying(yes, differing))).toMatchObject({ counted: false, why });
    }
    expect(await rows.get(real, NOON)).toMatchObject({ state: 'pending', votes: [] });
  });

  test('a word on what is settled does not count', async () => {
    const usable = await approved({ digest: 'a' });
    const settled = [
      await asked({ digest: 'b', lifetimeMs: 0 }),
      await asked({ digest: 'c' }),
      await approved({ digest: 'd' }),
    ];
    await rows.vote(settled[1] ?? '', saying(false));
    await rows.use(settled[2] ?? '', NOON);
    const before = await rows.list({ limit: 10 }, NOON);
    expect(before.map(({ state }) => state)).toEqual(['used', 'denied', 'expired', 'approved']);
    for (const id of [usable, ...settled]) {
      for (const yes of id === usable ? [true] : [true, false]) {
        expect(await rows.vote(id, saying(yes, { who: 'Ben' }))).toMatchObject({
          counted: false,
          why: 'settled',
          approval: { id },
        });
      }
    }
    expect(await rows.list({ limit: 10 }, NOON)).toEqual(before);
  });

  test('a yes is taken back by a no until its call has taken it, by whom and when it was', async () => {
    const id = await approved({ approvers: 1 });
    const at = later(MINUTE);
    expect(await rows.vote(id, saying(false, { at, reason: 'too soon' }))).toMatchObject({
      counted: true,
      approval: { state: 'denied', settledAt: at, votes: [{ who: 'Anna', yes: false, reason: 'too soon' }] },
    });
    expect(await rows.use(id, at)).toBe(false);
    expect(await ask()).toMatchObject({ kind: 'denied', approval: { id } });
    const other = await approved({ digest: 'other' });
    expect(await rows.vote(other, saying(false, { who: 'Ben' }))).toMatchObject({
      counted: true,
      approval: { state: 'denied' },
    });
    const both = await approved({ digest: 'both' });
    const [word, isUsed] = await Promise.all([rows.vote(both, saying(false)), rows.use(both, NOON)]);
    expect(word.counted).toBe(!isUsed);
    expect((await rows.get(both, NOON))?.state).toBe(isUsed ? 'used' : 'denied');
  });

  test('as many different people as it takes, however one of them writes the name', async () => {
    const id = await asked({ approvers: 2 });
    expect(await rows.vote(id, saying(true))).toMatchObject({
      counted: true,
      approval: { state: 'pending' },
    });
    for (const who of ['Anna', 'anna ', 'ANNA']) {
      expect(await rows.vote(id, saying(true, { who, channel: 'cli' }))).toMatchObject({ why: 'repeated' });
    }
    expect(await ask()).toMatchObject({ kind: 'joined', approval: { state: 'pending' } });
    const at = later(10 * MINUTE);
    expect(await rows.vote(id, saying(true, { who: 'Ben', at, reason: 'seen' }))).toMatchObject({
      counted: true,
      approval: {
        state: 'approved',
        settledAt: at,
        // From the yes on, as long as it could have waited for it.
        expiresAt: later(25 * MINUTE),
        votes: [
          { who: 'Anna', channel: 'console', at: NOON, yes: true, reason: '' },
          { who: 'Ben', channel: 'console', at, yes: true, reason: 'seen' },
        ],
      },
    });
  });

  test.each([
    ['the account at the provider', 'u7@login.example.com', ['anna@example.org'], 'anna@example.org', []],
    ['the password', 'anna@example.org', [], 'u7@login.example.com', ['anna@example.org']],
  ])(
    'one person with two accounts is one, first by %s',
    async (_way, first, alsoFirst, second, alsoSecond) => {
      const id = await asked({ approvers: 2 });
      await rows.vote(id, saying(true, { who: first, alsoKnownAs: alsoFirst }));
      expect(await rows.vote(id, saying(true, { who: second, alsoKnownAs: alsoSecond }))).toMatchObject({
        counted: false,
        why: 'repeated',
      });
      // Her third name has a vote of its own, and makes nobody else of her.
      const third = saying(true, { who: 'anna' });
      expect(await rows.vote(id, third)).toMatchObject({ approval: { state: 'pending' } });
      expect(await rows.vote(id, saying(true, { who: 'ben' }))).toMatchObject({
        approval: { state: 'approved' },
      });
    },
  );

  test('one no is enough, also from somebody who said yes before', async () => {
    const id = await asked({ approvers: 2 });
    await rows.vote(id, saying(true));
    expect(await rows.vote(id, saying(false, { who: 'anna', reason: 'looked again' }))).toMatchObject({
      counted: true,
      approval: { state: 'denied', settledAt: NOON, votes: [{ who: 'anna', yes: false }] },
    });
    expect(await rows.use(id, NOON)).toBe(false);
  });

  test('an approved request is good for one call', async () => {
    const id = await approved();
    const tries = await Promise.all(Array.from({ length: 20 }, () => rows.use(id, later(MINUTE))));
    expect(tries.filter(Boolean)).toHaveLength(1);
    expect(await rows.get(id, later(MINUTE))).toMatchObject({ state: 'used', settledAt: later(MINUTE) });
  });

  test('only an approved request can be used', async () => {
    const ids = [await asked({ digest: 'a' }), await asked({ digest: 'b' }), await approved({ digest: 'c' })];
    await rows.vote(ids[1] ?? '', saying(false));
    await rows.makeVoid(ids[2] ?? '', 'The order changed.', NOON);
    for (const id of [...ids, 'NONE-0000']) expect(await rows.use(id, NOON)).toBe(false);
  });

  test('a use that is given back is good for one call again, within its time', async () => {
    const id = await approved();
    expect(await rows.giveBack(id, NOON)).toBe(false);
    await rows.use(id, NOON);
    expect(await rows.giveBack(id, later(MINUTE))).toBe(true);
    expect(await rows.get(id, later(MINUTE))).toMatchObject({
      state: 'approved',
      expiresAt: later(15 * MINUTE),
    });
    expect(await rows.use(id, later(2 * MINUTE))).toBe(true);
    expect(await rows.use(id, later(2 * MINUTE))).toBe(false);
    expect(await rows.giveBack(id, later(HOUR))).toBe(true);
    expect(await rows.use(id, later(HOUR))).toBe(false);
  });

  test('nothing but a use can be given back', async () => {
    const pending = await asked({ digest: 'a' });
    const denied = await asked({ digest: 'b' });
    await rows.vote(denied, saying(false));
    const lapsed = await asked({ digest: 'c', lifetimeMs: 0 });
    const voided = await approved({ digest: 'd' });
    await rows.makeVoid(voided, 'The order changed.', NOON);
    const before = await rows.list({ limit: 10 }, NOON);
    for (const id of [pending, denied, lapsed, voided, 'NONE-0000']) {
      expect(await rows.giveBack(id, NOON)).toBe(false);
    }
    expect(await rows.list({ limit: 10 }, NOON)).toEqual(before);
  });

  test('only what is live can be made void, and says why', async () => {
    const pending = await asked({ digest: 'a' });
    const ready = await approved({ digest: 'b' });
    const used = await approved({ digest: 'c' });
    await rows.use(used, NOON);
    const lapsed = await asked({ digest: 'd', lifetimeMs: 0 });
    for (const id of [pending, ready, used, lapsed]) await rows.makeVoid(id, 'The order changed.', NOON);
    for (const id of [pending, ready]) {
      expect(await rows.get(id, NOON)).toMatchObject({ state: 'void', note: 'The order changed.' });
    }
    expect(await stateOf(used)).toBe('used');
    expect(await stateOf(lapsed)).toBe('expired');
    expect((await ask({ digest: 'a' })).kind).toBe('opened');
  });

  test('what nobody decided on, or used, expires on the moment, for everybody', async () => {
    const waiting = await asked({ digest: 'a' });
    const ready = await approved({ digest: 'b' });
    const end = later(15 * MINUTE);
    expect(await stateOf(waiting, later(-1, end))).toBe('pending');
    expect(await stateOf(ready, later(-1, end))).toBe('approved');
    for (const id of [waiting, ready]) {
      expect(await rows.get(id, end)).toMatchObject({ state: 'expired', settledAt: end });
    }
    // Seen so far, written nowhere yet.
    const of = async (...states: ('pending' | 'approved' | 'expired')[]) =>
      (await rows.list({ states, limit: 10 }, end)).map(({ id }) => id);
    expect(await of('pending', 'approved')).toEqual([]);
    expect(await of('expired')).toEqual([ready, waiting]);
    expect(await rows.vote(waiting, saying(true, { at: end }))).toMatchObject({ why: 'settled' });
    expect(await rows.use(ready, end)).toBe(false);
    // Written, it stays so for a process whose clock is behind.
    for (const id of [waiting, ready]) {
      expect(await rows.get(id, NOON)).toMatchObject({ state: 'expired', settledAt: end });
    }
    expect((await ask({ digest: 'a' }, end)).kind).toBe('opened');
  });

  test('what ended without a word is handed out once', async () => {
    const lapsed = await asked({ digest: 'a' });
    const outdated = await asked({ digest: 'b', lifetimeMs: DAY });
    const voided = await approved({ digest: 'c', lifetimeMs: DAY });
    expect(await rows.ended(NOON)).toEqual([]);
    await asked({ digest: 'b', revision: 'r2', lifetimeMs: DAY });
    await rows.makeVoid(voided, 'The order changed.', NOON);
    await rows.makeVoid(voided, 'The order changed again.', NOON);
    const ended = await rows.ended(later(HOUR));
    expect(ended.map(({ id, state, note }) => [id, state, note]).sort()).toEqual([
      [lapsed, 'expired', ''],
      [outdated, 'void', 'The policy changed since it was asked.'],
      [voided, 'void', 'The order changed.'],
    ]);
    expect(await rows.ended(later(HOUR))).toEqual([]);
  });

  test('the newest come first, as many as were asked for, in the states that were asked for', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 4; index += 1)
      ids.unshift(await asked({ digest: `call ${index}` }, later(index % 2)));
    const [third = '', first = '', last = '', second = ''] = [ids[0], ids[2], ids[3], ids[1]];
    const newest = [third, first, second, last];
    expect((await rows.list({ limit: 10 }, later(1))).map(({ id }) => id)).toEqual(newest);
    expect((await rows.list({ limit: 2 }, later(1))).map(({ id }) => id)).toEqual(newest.slice(0, 2));
    await rows.vote(second, saying(false, { at: later(1) }));
    const denied = await rows.list({ states: ['denied', 'used'], limit: 10 }, later(1));
    expect(denied.map(({ id, votes }) => [id, votes.length])).toEqual([[second, 1]]);
    expect(await rows.list({ states: [], limit: 10 }, later(1))).toEqual([]);
  });

  test('settled requests are kept for thirty days, and then go a few at a time, with what was said of them', async () => {
    const old: string[] = [];
    for (let index = 0; index < 6; index += 1) old.push(await approved({ digest: `call ${index}` }));
    const [first = ''] = old;
    await rows.use(first, NOON);
    const left = async (at: Date) => {
      const found = await Promise.all(old.map((id) => rows.get(id, at)));
      return found.filter((one) => one !== undefined).length;
    };
    await asked({ digest: 'later' }, later(30 * DAY));
    expect(await left(later(30 * DAY))).toBe(6);
    const over = later(30 * DAY + HOUR);
    await asked({ digest: 'next' }, over);
    expect(await left(over)).toBe(2);
    await asked({ digest: 'last' }, over);
    expect(await left(over)).toBe(0);
    // Its name can be given again, and nothing that was said comes with it.
    expect(approvalIn(await rows.open(cancelOrder({ id: first, digest: 'new' }), RULES, over)).votes).toEqual(
      [],
    );
  });

  test('what lives, or was settled a short while ago, is not cleared away, however old', async () => {
    const long = { lifetimeMs: 100 * DAY };
    const waiting = await asked({ digest: 'a', ...long });
    const ready = await approved({ digest: 'b', ...long });
    const denied = await asked({ digest: 'c', ...long });
    const at = later(60 * DAY);
    await rows.vote(denied, saying(false, { at }));
    await asked({ digest: 'other' }, at);
    expect(await stateOf(waiting, at)).toBe('pending');
    expect(await stateOf(ready, at)).toBe('approved');
    expect(await stateOf(denied, at)).toBe('denied');
  });

  test('a time that is none is refused', async () => {
    const never = new Date(Number.NaN);
    await expect(rows.get('TEST-0001', never)).rejects.toThrow('valid date');
    await expect(rows.open(cancelOrder(), RULES, never)).rejects.toThrow('valid date');
    expect(await rows.list({ limit: 10 }, NOON)).toEqual([]);
  });

  test.runIf(current.engine.isShared)('requests, votes and uses are what the next process sees', async () => {
    const { id } = approvalIn(await rows.open(cancelOrder(), RULES, NOON));
    await rows.vote(id, saying(true, { reason: 'asked by phone' }));
    const second = (await current.another()).approvals;
    expect(await second.get(id, NOON)).toEqual(await rows.get(id, NOON));
    expect(await second.use(id, NOON)).toBe(true);
    expect(await (await current.another()).approvals.use(id, NOON)).toBe(false);
  });

  test.runIf(current.engine.isShared)(
    'of two that share a state, the one that ends a request tells of it',
    async () => {
      const other = (await current.another()).approvals;
      await rows.open(cancelOrder({ lifetimeMs: MINUTE }), RULES, NOON);
      const at = later(HOUR);
      const ended = await Promise.all([rows.ended(at), other.ended(at)]);
      expect(ended.flat()).toHaveLength(1);
    },
  );

  test.runIf(current.engine.isShared)(
    'of all who reach for an approved request at once, one gets it',
    async () => {
      const other = (await current.another()).approvals;
      const id = await approved();
      const uses = Array.from({ length: 20 }, (_none, n) => (n % 2 === 0 ? rows : other).use(id, NOON));
      expect((await Promise.all(uses)).filter(Boolean)).toHaveLength(1);
    },
  );
}
