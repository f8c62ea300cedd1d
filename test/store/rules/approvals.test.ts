import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredApproval, Vote } from '../../../src/store/index.js';
import { asOf, isLive, lapsesAt } from '../../../src/store/rules/approval-state.js';
import { answerAmong, crowdedBy } from '../../../src/store/rules/asking.js';
import { stateAfter, voteRefusal } from '../../../src/store/rules/voting.js';
import { cancelOrder, HOUR, later, MINUTE, NOON, RULES, saying } from '../../approvals/samples.js';

const now = NOON.getTime();

function stored(differing: Partial<StoredApproval> = {}): StoredApproval {
  const asked = cancelOrder();
  return {
    ...asked,
    state: 'pending',
    askedAt: NOON,
    expiresAt: later(asked.lifetimeMs),
    settledAt: undefined,
    note: '',
    votes: [],
    ...differing,
  };
}

describe('whether a vote counts:', () => {
  test.each([
    ['it does', {}, {}, undefined],
    ['the caller votes', {}, { who: ' AGENT ' }, 'own'],
    ['the caller votes in wide letters', {}, { who: 'ａｇｅｎｔ' }, 'own'],
    ['the caller votes by another name', {}, { who: 'u7@login', alsoKnownAs: ['AGENT'] }, 'own'],
    ['another channel', { channels: ['console'] }, { channel: 'cli' }, 'channel'],
    ['approved already', { state: 'approved' }, {}, 'settled'],
    ['expired', { state: 'expired' }, {}, 'settled'],
    ['the same again', { votes: [saying(true)] }, { who: 'ANNA' }, 'repeated'],
    [
      'the same again by another name',
      { votes: [saying(true)] },
      { who: 'u7@login', alsoKnownAs: ['ANNA'] },
      'repeated',
    ],
    ['the opposite', { votes: [saying(true)] }, { who: 'ANNA', yes: false }, undefined],
    ['somebody else said it', { votes: [saying(true)] }, { who: 'Ben' }, undefined],
  ] as const)('%s', (_why, approval, vote, refusal) => {
    expect(voteRefusal(stored(approval as Partial<StoredApproval>), saying(true, vote))).toBe(refusal);
  });

  // The first reason is the one to give: a caller must not learn by voting what channels count.
  test('who may not vote at all is told that, whatever else is wrong', () => {
    const settled = stored({ state: 'used', channels: [] });
    expect(voteRefusal(settled, saying(true, { who: 'agent', channel: 'web' }))).toBe('own');
    expect(voteRefusal(settled, saying(true, { channel: 'web' }))).toBe('channel');
  });
});

const names = fc.constantFrom('anna', 'Anna', ' ANNA ', 'ben', 'BEN', 'Zoë', 'zoe\u0308', 'carl');
const people = (votes: readonly Vote[]) =>
  new Set(votes.filter(({ yes }) => yes).map(({ who }) => who.normalize('NFKC').trim().toLowerCase()));

test('who may be one with somebody counted counts as them, however many names lie between', () => {
  const votes = [
    saying(true, { who: 'one@login', alsoKnownAs: ['anna'] }),
    saying(true, { who: 'two@login', alsoKnownAs: ['anna'] }),
  ];
  const again = saying(true, { who: 'three@login', alsoKnownAs: ['one@login'] });
  expect(stateAfter(stored({ approvers: 2, votes }), again)).toBe('pending');
  expect(stateAfter(stored({ approvers: 2, votes }), saying(true, { who: 'ben' }))).toBe('approved');
});

test('it is approved by exactly as many different people as it takes, and denied by one', () => {
  fc.assert(
    fc.property(
      fc.array(names, { maxLength: 8 }),
      names,
      fc.integer({ min: 1, max: 4 }),
      (before, who, approvers) => {
        const votes = before.map((one) => saying(true, { who: one }));
        const approval = stored({ approvers, votes });
        expect(stateAfter(approval, saying(false, { who }))).toBe('denied');
        const all = people([...votes, saying(true, { who })]);
        expect(stateAfter(approval, saying(true, { who }))).toBe(
          all.size >= approvers ? 'approved' : 'pending',
        );
      },
    ),
  );
});

test.each([
  [['anna', 'anna@login.example.com'], 1],
  [['anna@login.example.com', 'ANNA'], 1],
  [['anna@a.example.com', 'anna@b.example.com', 'anna'], 1],
  [['anna@example.com', 'anna@example.com@login.example.com'], 1],
  [['anna@a.example.com', 'anna@b.example.com'], 2],
  [['anna@a.example.com', 'anna', 'anna@b.example.com'], 1],
  [['anna@login.example.com', 'ben'], 2],
])('%j can be as few as %i', (all, fewest) => {
  const votes = all.slice(0, -1).map((who) => saying(true, { who }));
  const vote = saying(true, { who: all.at(-1) ?? '' });
  expect(stateAfter(stored({ approvers: fewest, votes }), vote)).toBe('approved');
  expect(stateAfter(stored({ approvers: fewest + 1, votes }), vote)).toBe('pending');
});

test('a vote that takes back an earlier no counts the person once', () => {
  const approval = stored({ approvers: 2, votes: [saying(false), saying(true, { who: 'Ben' })] });
  expect(stateAfter(approval, saying(true))).toBe('approved');
  expect(stateAfter(approval, saying(true, { who: 'ben' }))).toBe('pending');
});

describe('the end of a request:', () => {
  test('live ones expire at their very moment, settled ones stay what they are', () => {
    for (const state of ['pending', 'approved'] as const) {
      const one = stored({ state });
      const end = one.expiresAt.getTime();
      expect(asOf(one, end - 1)).toBe(one);
      expect(asOf(one, end)).toMatchObject({ state: 'expired', settledAt: one.expiresAt });
      expect(isLive(one)).toBe(true);
    }
    for (const state of ['denied', 'used', 'void', 'expired'] as const) {
      const one = stored({ state, settledAt: NOON });
      expect(asOf(one, one.expiresAt.getTime() + HOUR)).toBe(one);
      expect(isLive(one)).toBe(false);
    }
  });

  test('it lapses a whole lifetime after it became what it is', () => {
    expect(lapsesAt({ lifetimeMs: 15 * MINUTE }, now)).toBe(now + 15 * MINUTE);
  });
});

describe('what an ask meets:', () => {
  const denied = stored({ id: 'DENIED', state: 'denied', settledAt: NOON });
  const approved = stored({ id: 'APPROVED', state: 'approved', askedAt: later(-MINUTE) });
  const pending = stored({ id: 'PENDING' });
  const meet = (same: readonly StoredApproval[], at = now, revision = 'r1') => {
    const met = answerAmong(same, { revision }, RULES, at);
    return met?.kind === 'joined' || met?.kind === 'denied' ? [met.kind, met.approval.id] : met;
  };

  test('a denial first, then an approved request, then a pending one', () => {
    expect(meet([pending, approved, denied])).toEqual(['denied', 'DENIED']);
    expect(meet([pending, approved])).toEqual(['joined', 'APPROVED']);
    expect(meet([pending])).toEqual(['joined', 'PENDING']);
    expect(meet([])).toBeUndefined();
  });

  test('a denial holds for an hour to the millisecond, the newest one answers', () => {
    expect(meet([denied], now + HOUR - 1)).toEqual(['denied', 'DENIED']);
    expect(meet([denied], now + HOUR)).toBeUndefined();
    const newer = { ...denied, id: 'NEWER', settledAt: later(1) };
    expect(meet([denied, newer], now + 2)).toEqual(['denied', 'NEWER']);
  });

  test('of several live ones the newest answers, and none of another revision', () => {
    const newer = stored({ id: 'NEWER', askedAt: later(1) });
    expect(meet([pending, newer], now + 2)).toEqual(['joined', 'NEWER']);
    expect(meet([pending, approved], now, 'r2')).toBeUndefined();
    expect(meet([denied], now, 'r2')).toEqual(['denied', 'DENIED']);
  });

  test('too many wait where as many others do as may; lapsed ones and the same call do not count', () => {
    const waiting = Array.from({ length: RULES.mostPending }, (_none, n) => ({
      digest: `call ${n}`,
      expiresAt: later(MINUTE),
    }));
    const other = { digest: 'another call' };
    expect(crowdedBy(waiting, other, RULES, now)).toEqual({ kind: 'too_many', pending: RULES.mostPending });
    expect(crowdedBy(waiting.slice(1), other, RULES, now)).toBeUndefined();
    expect(crowdedBy(waiting, { digest: 'call 0' }, RULES, now)).toBeUndefined();
    expect(crowdedBy(waiting, other, RULES, now + MINUTE)).toBeUndefined();
  });
});
