import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FACTS, type FactName } from '../../src/policy/facts/request.js';
import { ROOTS, type Root } from '../../src/policy/facts/roots.js';
import {
  anyCall,
  decide,
  type PolicyRequest,
  recordedFacts,
  UNAVAILABLE,
  UNKNOWN,
} from '../../src/policy/index.js';
import { replayCalls } from '../../src/policy/trial/index.js';
import { policyOf, problemsOf, requestOf, textOf } from './desk.js';
import { call, document } from './random.js';

const roots = Object.entries<Root>(ROOTS);
/** A path of each root that a payment can have. */
const pathOf = (name: string, { example }: Root) =>
  example === undefined ? name : example.replace('order', 'invoice');
const asking = (path: string) => ({
  default: 'allow',
  tools: {
    pay: {
      deny_if: [
        {
          conditions: [
            path === 'effects' ? { path, op: 'contains', value: 'mail' } : { path, op: 'eq', value: 'x' },
          ],
        },
      ],
    },
  },
});

/** The same rule with a value that the path's kind bears. */
function ruleOn(name: string, root: Root) {
  const path = pathOf(name, root);
  const values = ['x', 5, true, '2026-01-01', 'read', 'mail', 'high', 'billing', 'mon'];
  for (const value of values) {
    for (const op of ['eq', 'contains', 'in']) {
      const condition = { path, op, value: op === 'in' ? [value] : value };
      const rules = { default: 'allow', tools: { pay: { deny_if: [{ conditions: [condition] }] } } };
      if (problemsOf(textOf(rules)).length === 0) return rules;
    }
  }
  throw new Error(`no rule can ask about ${path}`);
}

describe('each root', () => {
  test.each(roots)('%s: a rule about it waits for its fact and for nothing else', (name, root) => {
    const { outcome, needs } = decide(policyOf(ruleOn(name, root)), anyCall('pay'));
    if (root.fact === undefined) {
      expect(outcome).not.toBe('open');
      return;
    }
    expect(outcome).toBe('open');
    const { records, ...single } = needs;
    const needed = Object.entries(single).flatMap(([fact, isNeeded]) => (isNeeded ? [fact] : []));
    expect(root.fact === 'context' ? records : needed).toEqual(
      root.fact === 'context' ? ['invoice'] : [root.fact],
    );
  });

  test.each(roots.filter(([, { fact }]) => fact !== undefined && fact !== 'caller'))(
    '%s: what could not be had counts against the call',
    (name, root) => {
      const request = { ...requestOf('pay'), [root.fact as FactName]: UNAVAILABLE };
      expect(decide(policyOf(ruleOn(name, root)), request).outcome).toBe('deny');
    },
  );

  test('a path that is not known is refused with all there are', () => {
    const [problem] = problemsOf(textOf(asking('kontext.x')));
    for (const [name] of roots) expect(problem).toContain(name);
  });
});

describe('what the journal keeps', () => {
  /** Whether all of it was looked up, and JSON can write it. */
  const isKnown = (value: unknown): boolean =>
    typeof value !== 'symbol' &&
    (typeof value !== 'number' || Number.isFinite(value)) &&
    (typeof value !== 'object' || value === null || Object.values(value).every(isKnown));
  const recorded = (policy: ReturnType<typeof policyOf>, request: PolicyRequest) => ({
    tool: request.tool,
    caller: String((request.caller as { name?: string }).name),
    grant: (request.caller as { grant?: string }).grant,
    channel: 'stdio',
    at: request.at as Date,
    args: request.args as Record<string, unknown>,
    facts: JSON.parse(JSON.stringify(recordedFacts(request))),
    decision: decide(policy, request),
  });

  test('is enough to say the same again, whatever the policy asks about', () => {
    let compared = 0;
    fc.assert(
      fc.property(document, call, (rules, request) => {
        if (!isKnown(request)) return;
        const policy = policyOf(rules);
        const { calls, changed, unclear } = replayCalls(policy, [recorded(policy, request)]);
        compared += 1;
        expect({ calls, changed, unclear }).toEqual({ calls: 1, changed: [], unclear: [] });
      }),
      { numRuns: 600 },
    );
    expect(compared).toBeGreaterThan(50);
  });

  // Every entry has these beside the facts.
  const elsewhere = ['args', 'caller', 'at'];
  test.each(Object.keys(FACTS).filter((name) => !elsewhere.includes(name)))(
    'holds %s, and a replay that needs it and has it not says so',
    (name) => {
      const root = roots.find(([, { fact }]) => fact === name);
      const rules =
        root === undefined
          ? {
              default: 'allow',
              tools: { pay: { limits: [{ counter: 'c', window: 'day', max: 5, scope: 'client' }] } },
            }
          : ruleOn(...root);
      const policy = policyOf(rules);
      expect(recordedFacts(requestOf('pay'))).toHaveProperty(name);
      const request = { ...requestOf('pay'), [name]: UNKNOWN };
      const { changed, unclear } = replayCalls(policy, [recorded(policy, request)]);
      expect(changed).toEqual([]);
      expect(unclear.map(({ lacks }) => lacks)).toEqual([[name === 'context' ? 'context.invoice' : name]]);
    },
  );

  test('of a call that no policy judged is passed over', () => {
    const policy = policyOf({ default: 'deny' });
    const { facts: _facts, ...unjudged } = recorded(policy, requestOf('pay'));
    expect(replayCalls(policy, [unjudged])).toEqual({ calls: 0, changed: [], unclear: [] });
  });

  test('shows what would come out otherwise, and by which rule', () => {
    const before = policyOf({ default: 'allow' });
    const request = requestOf('pay', { args: { amount: '7.00' } });
    const after = policyOf({
      default: 'allow',
      tools: { pay: { deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 5 }] }] } },
    });
    const { changed } = replayCalls(after, [recorded(before, request)]);
    expect(changed).toMatchObject([
      { before: 'allow', after: { outcome: 'deny', deciding: { id: '/tools/pay/deny_if/0' } } },
    ]);
  });
});
