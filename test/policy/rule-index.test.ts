import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, type PolicyRequest, UNAVAILABLE, UNKNOWN } from '../../src/policy/index.js';
import { type Document, policyOf, requestOf } from './desk.js';

// Of many rules those alone are asked that could apply.

const values = fc.constantFrom<unknown>('ann', 'bob', '5', '5.00', 5);
const amounts = fc.constantFrom('5', '5.00', '7');
const words = fc.constantFrom('caller.name', 'args.gateway');
const lists = fc.array(values, { minLength: 1, maxLength: 3 });

/** A condition about any of the paths. */
const condition = fc.oneof(
  fc.record({ path: words, op: fc.constantFrom('eq', 'neq'), value: values }),
  fc.record({ path: words, op: fc.constantFrom('in', 'not_in'), value: lists }),
  fc.record({ path: words, op: fc.constant('exists'), value: fc.boolean() }),
  fc.record({
    path: fc.constantFrom('money.amount', 'args.items[*].amount'),
    op: fc.constantFrom('eq', 'neq'),
    value: amounts,
  }),
  fc.constant({ path: 'effects', op: 'contains', value: 'mail' }),
);
/** Rules of which most are about one path. */
const document = fc
  .constantFrom('caller.name', 'args.gateway', 'money.amount', 'args.items[*].amount')
  .chain((path) => {
    const equal = fc.record({
      path: fc.constant(path),
      op: fc.constant('eq'),
      value: path.endsWith('amount') ? amounts : values,
    });
    const conditions = fc.oneof(
      { weight: 4, arbitrary: fc.tuple(equal) },
      { weight: 1, arbitrary: fc.tuple(condition, equal) },
      { weight: 1, arbitrary: fc.array(condition, { minLength: 1, maxLength: 2 }) },
    );
    const many = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 6, maxLength: 10 });
    return fc.record({
      require: fc.array(fc.record({ conditions }), { maxLength: 2 }),
      deny_if: many(fc.record({ conditions })),
      require_approval: many(fc.record({ when: conditions })),
    });
  });
const held = fc.oneof(
  { weight: 5, arbitrary: values },
  { weight: 1, arbitrary: fc.constantFrom<unknown>('', 'toString', true, null, UNKNOWN, UNAVAILABLE) },
);
const request: fc.Arbitrary<PolicyRequest> = fc
  .record({
    name: held,
    gateway: held,
    items: fc.array(fc.record({ amount: fc.constantFrom('5', '7') }), { maxLength: 2 }),
    money: fc.constantFrom(null, UNKNOWN, UNAVAILABLE, { amount: '5.00' }, { amount: '7' }),
  })
  .map(({ name, gateway, items, money }) =>
    requestOf('pay', { caller: { name }, args: { gateway, items }, money }),
  );

/** What the rules of `pay` answer, without their places in the file. */
const answersOf = (rules: Document, asked: PolicyRequest) =>
  decide(policyOf({ tools: { pay: rules } }), asked)
    .rules.filter(({ id }) => id.startsWith('/tools/pay/'))
    .map(({ id, verdict, message }) => [id.split('/')[3], verdict, message]);

test('many rules answer what each of them answers alone', () => {
  fc.assert(
    fc.property(document, request, (rules, asked) => {
      const alone = Object.entries(rules).flatMap(([kind, list]) =>
        list.flatMap((rule) => answersOf({ [kind]: [rule] }, asked)),
      );
      expect(answersOf(rules, asked)).toEqual(alone);
    }),
    { numRuns: 500 },
  );
});

test('rules about other callers are not asked, however many they are', () => {
  const rules = Array.from({ length: 1_000 }, (_none, nth) => ({
    conditions: [{ path: 'caller.name', op: 'eq', value: `caller ${nth}` }],
  }));
  const policy = policyOf({ default: 'allow', all_tools: { deny_if: rules } });
  let looks = 0;
  const caller = (name: string) =>
    Object.defineProperty({}, 'name', {
      enumerable: true,
      get() {
        looks += 1;
        return name;
      },
    });
  expect(decide(policy, requestOf('pay', { caller: caller('somebody') })).outcome).toBe('allow');
  expect(decide(policy, requestOf('pay', { caller: caller('caller 999') })).deciding.id).toBe(
    '/all_tools/deny_if/999',
  );
  expect(looks).toBeLessThan(20);
});
