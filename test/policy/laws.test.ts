import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDecimals } from '../../src/decimal.js';
import {
  anyCall,
  couldBeListed,
  type Decision,
  decide,
  isSettled,
  type PolicyRequest,
  UNAVAILABLE,
  UNKNOWN,
} from '../../src/policy/index.js';
import { type Document, policyOf, RANK } from './desk.js';
import { approval, call, document, entry, limit, PARTS, type Part, payment, without } from './random.js';

const RUNS = { numRuns: 200 };

const claimsOf = ({ limits }: Decision) =>
  limits
    .map(({ counter, key, window, max, amount }) => JSON.stringify([counter, key, window, max, amount]))
    .sort();

/** The same document with every list of rules, and every object, the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed).reverse();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, reversed(inner)])
      .reverse(),
  );
}

describe('laws', () => {
  test('the order of rules is irrelevant', () => {
    fc.assert(
      fc.property(document, call, (rules, request) => {
        const [one, other] = [rules, reversed(rules) as Document].map((each) =>
          decide(policyOf(each), request),
        );
        expect(other?.outcome).toBe(one?.outcome);
        expect(other && claimsOf(other)).toEqual(one && claimsOf(one));
        expect(other?.approval?.channels?.toSorted()).toEqual(one?.approval?.channels?.toSorted());
        expect(other?.approval?.approvers).toBe(one?.approval?.approvers);
        expect(other?.approval?.preview).toBe(one?.approval?.preview);
      }),
      RUNS,
    );
  });

  test('a settled decision is the decision on whatever its request could become', () => {
    let settled = 0;
    fc.assert(
      fc.property(document, call, fc.subarray([...PARTS]), (rules, request, parts) => {
        const policy = policyOf(rules);
        const decision = decide(policy, without(request, parts, UNKNOWN));
        if (!isSettled(decision)) return;
        settled += parts.length > 3 ? 1 : 0;
        expect(decide(policy, request)).toEqual(decision);
        expect(decide(policy, without(request, parts, UNAVAILABLE))).toEqual(decision);
      }),
      { numRuns: 2_000 },
    );
    expect(settled).toBeGreaterThan(50);
  });

  const extra = fc.oneof(
    fc.tuple(fc.constantFrom('require', 'deny_if'), entry),
    fc.tuple(fc.constant('limits'), limit),
    fc.tuple(fc.constant('require_approval'), approval),
  );
  const place = fc.constantFrom(
    ['all_tools'],
    ['classes', 'financial'],
    ['classes', 'destructive'],
    ['tools', 'pay'],
    ['tools', 'wipe'],
    ['grants', 'ann'],
    ['grants', 'desk'],
  );

  /** A rule added where rules stand already; undefined where that place lists nothing yet. */
  function withRule(rules: Document, path: readonly string[], [kind, rule]: readonly [string, unknown]) {
    const copy = structuredClone(rules);
    const [top = '', name] = path;
    if (top === 'all_tools') copy.all_tools ??= {};
    let at = copy[top] as Document | undefined;
    if (name !== undefined) at = at?.[name] as Document | undefined;
    if (at === undefined) return undefined;
    const before = at[kind] ?? [];
    at[kind] = [...(before === true ? [{}] : Array.isArray(before) ? before : [before]), rule];
    return copy;
  }

  test('another require, deny_if, limit or approval never widens', () => {
    let changed = 0;
    fc.assert(
      fc.property(document, call, place, extra, (rules, request, path, rule) => {
        const more = withRule(rules, path, rule);
        if (more === undefined) return;
        const before = decide(policyOf(rules), request);
        const after = decide(policyOf(more), request);
        expect(RANK[after.outcome]).toBeGreaterThanOrEqual(RANK[before.outcome]);
        if (after.outcome !== before.outcome) changed += 1;
        for (const claim of before.limits) {
          const tighter = after.limits.find(
            ({ counter, key, window, max, amount }) =>
              counter === claim.counter &&
              key === claim.key &&
              JSON.stringify(window) === JSON.stringify(claim.window) &&
              compareDecimals(max, claim.max) !== 1 &&
              compareDecimals(amount, claim.amount) !== -1,
          );
          expect(tighter).toBeDefined();
        }
      }),
      RUNS,
    );
    expect(changed).toBeGreaterThan(5);
  });

  test('hiding, a narrower grant, fewer toolsets and every switch never widen', () => {
    const narrowing = fc.constantFrom<Document>(
      { hide: ['pay'] },
      { hide: ['wipe'] },
      { hide: '*' },
      { toolsets: ['tickets'] },
      { toolsets: ['billing'] },
      { grants: { bob: { callers: ['bob'], tools: ['look'] } } },
      { grants: { others: { callers: ['*'], hide: ['pay'] } } },
    );
    const switches = fc.constantFrom<NonNullable<PolicyRequest['switches']>>(
      { readOnly: true },
      { toolsets: ['clients'] },
      { destructive: 'off' },
    );
    fc.assert(
      fc.property(document, call, narrowing, switches, (rules, request, more, thrown) => {
        const { grants: _grants, ...open } = rules;
        const before = RANK[decide(policyOf(open), request).outcome];
        expect(RANK[decide(policyOf({ ...open, ...more }), request).outcome]).toBeGreaterThanOrEqual(before);
        const switched = decide(policyOf(open), { ...request, switches: thrown });
        expect(RANK[switched.outcome]).toBeGreaterThanOrEqual(before);
      }),
      RUNS,
    );
  });

  const parts = fc.subarray([...PARTS], { minLength: 1 });

  test('what is unknown never contradicts the full decision', () => {
    let certain = 0;
    fc.assert(
      fc.property(document, call, parts, (rules, request, hidden) => {
        const policy = policyOf(rules);
        const full = decide(policy, request);
        const partial = decide(policy, without(request, hidden, UNKNOWN));
        expect(full.outcome).not.toBe('open');
        if (partial.outcome === 'open') return;
        certain += 1;
        expect(partial.outcome).toBe(full.outcome);
        if (partial.outcome === 'allow' || partial.outcome === 'approval') {
          expect(claimsOf(partial)).toEqual(claimsOf(full));
          expect(partial.approval).toEqual(full.approval);
        }
      }),
      RUNS,
    );
    expect(certain).toBeGreaterThan(50);
  });

  test('who asks unknown never contradicts the answer to anyone', () => {
    let certain = 0;
    fc.assert(
      fc.property(document, call, (rules, request) => {
        const policy = policyOf(rules);
        const anybody = decide(policy, { ...request, caller: UNKNOWN });
        if (anybody.outcome === 'open') return;
        certain += 1;
        for (const caller of [{ name: 'ann' }, { name: 'bob' }, { name: 'bob', grant: 'desk' }, {}]) {
          if ('grant' in caller && !policy.grants.has('desk')) continue;
          const one = decide(policy, { ...request, caller });
          // A grant may hide what is denied to everybody anyway.
          expect(Math.min(RANK[one.outcome], RANK.deny)).toBe(Math.min(RANK[anybody.outcome], RANK.deny));
        }
      }),
      RUNS,
    );
    expect(certain).toBeGreaterThan(30);
  });

  test('a listing never leaves out a tool of which some call is let through', () => {
    fc.assert(
      fc.property(document, call, (rules, request) => {
        const policy = policyOf(rules);
        const { tool, caller } = request;
        const listed = decide(policy, anyCall(tool, { caller }));
        if (couldBeListed(decide(policy, request))) expect(couldBeListed(listed)).toBe(true);
      }),
      RUNS,
    );
  });

  test('whoever looks up what an open decision needs, and only that, comes to the full one', () => {
    let asked = 0;
    fc.assert(
      fc.property(document, call, (rules, request) => {
        const policy = policyOf(rules);
        const left = new Set<Part>(PARTS.filter((part) => part !== 'at' && part !== 'args'));
        for (let round = 0; round <= PARTS.length; round += 1) {
          const decision = decide(policy, without(request, [...left], UNKNOWN));
          if (decision.outcome !== 'open') {
            expect(decision.outcome).toBe(decide(policy, request).outcome);
            expect(decision.needs).toMatchObject({ records: [], money: false, client: false });
            return;
          }
          const { records, money, effects, session, client } = decision.needs;
          const needed: Part[] = [
            ...(records.includes('invoice') ? (['invoice'] as const) : []),
            ...(records.includes('client') ? (['clientRecord'] as const) : []),
            ...(money ? (['money'] as const) : []),
            ...(effects ? (['effects'] as const) : []),
            ...(session ? (['session'] as const) : []),
            ...(client ? (['client'] as const) : []),
          ];
          expect(needed.length).toBeGreaterThan(0);
          expect([...left]).toEqual(expect.arrayContaining(needed));
          for (const part of needed) left.delete(part);
          asked += 1;
        }
        expect.unreachable('it kept asking');
      }),
      RUNS,
    );
    expect(asked).toBeGreaterThan(10);
  });

  test('what could not be had never reads as allowed: it is at least as strict as any answer', () => {
    fc.assert(
      fc.property(document, call, parts, (rules, request, lost) => {
        const policy = policyOf(rules);
        const failed = decide(policy, without(request, lost, UNAVAILABLE));
        expect(RANK[failed.outcome]).toBeGreaterThanOrEqual(RANK[decide(policy, request).outcome]);
      }),
      RUNS,
    );
  });

  test('a rule of which nothing can be evaluated denies or asks a person', () => {
    const lost = (request: PolicyRequest) => without(request, PARTS, UNAVAILABLE);
    const blind = entry.filter(
      ({ conditions }) =>
        conditions.length > 0 &&
        conditions.every(({ path }) => !/^(caller|args\.nothing|context\.ticket)/.test(path)),
    );
    fc.assert(
      fc.property(blind, payment, (rule, request) => {
        const outcome = (own: Document) =>
          decide(policyOf({ ...TIMES, tools: { pay: own } }), lost(request)).outcome;
        expect(outcome({ require: [rule] })).toBe('deny');
        expect(outcome({ deny_if: [rule] })).toBe('deny');
        expect(['approval', 'deny']).toContain(outcome({ require_approval: { when: rule.conditions } }));
      }),
      RUNS,
    );
  });

  test('the same question has the same answer', () => {
    fc.assert(
      fc.property(document, call, (rules, request) => {
        const policy = policyOf(rules);
        expect(decide(policy, request)).toEqual(decide(policy, request));
      }),
      { numRuns: 50 },
    );
  });
});

const TIMES = { schedules: { office: { from: '09:00', to: '17:00' } } };
