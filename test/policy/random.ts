import fc from 'fast-check';
import { type PolicyRequest, UNAVAILABLE, type UNKNOWN } from '../../src/policy/index.js';
import { type Document, NOON } from './desk.js';

const plain = ['5.00', '0.30', '100', 7, 0.1];
const strange = ['-1', '5e2', '１０', 1e300, Number.NaN];

const comparison = (path: string, values: readonly unknown[], ops: readonly string[]) =>
  fc.record({ path: fc.constant(path), op: fc.constantFrom(...ops), value: fc.constantFrom(...values) });
const EQUAL = ['eq', 'neq'] as const;
const ORDER = ['lt', 'lte', 'gt', 'gte', ...EQUAL] as const;

/** A condition about a payment, of those that a policy may hold. */
const condition = fc.oneof(
  comparison('args.amount', [5, '0.3', 100], ORDER),
  comparison('args.gateway', ['cash', 'card'], [...EQUAL, 'contains', 'regex']),
  comparison('args.nothing', ['x'], EQUAL),
  comparison('money.amount', [5, '100'], ORDER),
  comparison('money.currency', ['USD'], EQUAL),
  comparison('context.invoice.balance', [5, 100], ORDER),
  comparison('context.invoice.status', ['Paid', 'Unpaid'], EQUAL),
  comparison('context.client.status', ['Active'], EQUAL),
  comparison('context.ticket.status', ['Open'], EQUAL),
  comparison('effects', ['mail', 'money'], ['contains']),
  comparison('session.tainted', [true], EQUAL),
  comparison('caller.name', ['ann', 'bob'], EQUAL),
  comparison('time.hour', [9, 12, 17], ORDER),
  comparison('time.schedule', ['office'], ['contains']),
  fc.record({
    path: fc.constantFrom('args.amount', 'args.gateway', 'context.client.credit', 'money.amount'),
    op: fc.constant('exists'),
    value: fc.boolean(),
  }),
  fc.record({
    path: fc.constantFrom('args.gateway', 'caller.name', 'context.invoice.status'),
    op: fc.constantFrom('in', 'not_in'),
    value: fc.subarray(['cash', 'ann', 'Paid']),
  }),
);
const conditions = fc.array(condition, { maxLength: 3 });

export const entry = fc.record({ conditions });
export const approval = fc.record(
  {
    when: conditions,
    channels: fc.subarray(['console', 'cli'], { minLength: 1 }),
    approvers: fc.integer({ min: 1, max: 3 }),
    preview: fc.constantFrom('required', 'optional'),
  },
  { requiredKeys: [] },
);
export const limit = fc
  .record(
    {
      // What a counter counts is one thing, so its name says which.
      counter: fc.constantFrom('a', 'b'),
      window: fc.constantFrom('minute', 'day'),
      max: fc.constantFrom(0, 1, '5.5', 1000),
      scope: fc.constantFrom('grant', 'client', 'install'),
      increment_from: fc.constantFrom('args.amount', 'money.amount', 'context.invoice.balance'),
    },
    { requiredKeys: ['counter', 'window', 'max'] },
  )
  .map((one) => ({ ...one, counter: `${one.counter}${'increment_from' in one ? ' amounts' : ''}` }));

const seldom = <T>(often: T, arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(often) }, { weight: 1, arbitrary });

// Few rules, so that not every call is denied by one or another of them.
const rules = seldom<Document>(
  {},
  fc.record<Document>(
    {
      require: fc.array(entry, { maxLength: 1 }),
      deny_if: fc.array(entry, { maxLength: 1 }),
      limits: fc.array(limit, { maxLength: 2 }),
      require_approval: fc.oneof(
        fc.constant(true),
        approval,
        fc.array(approval, { minLength: 1, maxLength: 2 }),
      ),
    },
    { requiredKeys: [] },
  ),
);

const hiddenOrNot = fc
  .tuple(rules, fc.boolean())
  .map(([of, hide]): Document => (hide ? { ...of, hide } : of));

/** A policy that has something to say of `pay` and of `wipe`, which its class may hide and its name show. */
export const document: fc.Arbitrary<Document> = fc
  .record(
    {
      default: fc.constantFrom('allow', 'deny'),
      all_tools: rules,
      show: fc.subarray(['wipe']),
      classes: fc.oneof(fc.constant({}), fc.record({ financial: rules, destructive: hiddenOrNot })),
      tools: fc.oneof(fc.constant({}), fc.record({ pay: rules, wipe: rules })),
      grants: seldom<Document | undefined>(
        undefined,
        fc.record(
          {
            ann: rules.map((of) => ({ ...of, callers: ['ann'] })),
            // Given with the caller.
            desk: rules,
            others: rules.map((of) => ({ ...of, callers: ['*'] })),
          },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: ['default'] },
  )
  .map((one) => ({ ...one, schedules: { office: { from: '09:00', to: '17:00' } } }));

const known = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: fc.constant(UNAVAILABLE) });
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>(...plain) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...strange) },
);

/** A payment of which everything is looked up, though not all of it was to be had. */
export const payment: fc.Arbitrary<PolicyRequest> = fc.record({
  tool: fc.constant('pay'),
  args: fc.record({ amount, gateway: fc.constantFrom('cash', 'card') }, { requiredKeys: [] }),
  context: fc.record({
    invoice: known(
      fc.record({ balance: amount, status: fc.constantFrom('Paid', 'Unpaid') }, { requiredKeys: [] }),
    ),
    client: known(
      fc.oneof(
        fc.constant(null),
        fc.record({ status: fc.constant('Active'), credit: amount }, { requiredKeys: [] }),
      ),
    ),
  }),
  money: known(fc.oneof(fc.constant(null), fc.record({ amount, currency: fc.constant('USD') }))),
  mail: fc.constant(null),
  effects: known(fc.subarray(['mail', 'money'])),
  session: known(fc.record({ tainted: fc.boolean() }, { requiredKeys: [] })),
  client: known(fc.constantFrom(null, 7)),
  caller: fc.record({ name: fc.constantFrom('ann', 'bob') }),
  at: fc.constantFrom(NOON, new Date('2026-03-03T20:00:00Z')),
});

/** The same of a tool that ends something: no money is at stake in it, and it names a client alone. */
export const erasure: fc.Arbitrary<PolicyRequest> = payment.map((request) => ({
  ...request,
  tool: 'wipe',
  args: { clientid: 7 },
}));

const byName = fc.oneof({ weight: 2, arbitrary: payment }, { weight: 1, arbitrary: erasure });

/** Some come with a grant, of which a policy may know nothing. */
export const call: fc.Arbitrary<PolicyRequest> = fc.oneof(
  { weight: 9, arbitrary: byName },
  { weight: 1, arbitrary: byName.map((one) => ({ ...one, caller: { name: 'bob', grant: 'desk' } })) },
);

type Facts = Pick<PolicyRequest, 'args' | 'context' | 'money' | 'effects' | 'session' | 'client' | 'at'>;
export const PARTS = [
  'args',
  'invoice',
  'clientRecord',
  'money',
  'effects',
  'session',
  'client',
  'at',
] as const;
export type Part = (typeof PARTS)[number];

/** The request with some parts replaced: by UNKNOWN, or by UNAVAILABLE. */
export function without(
  request: PolicyRequest,
  parts: readonly Part[],
  mark: typeof UNKNOWN | typeof UNAVAILABLE,
): PolicyRequest {
  const changed: Partial<Record<keyof Facts, typeof mark>> = {};
  const context = typeof request.context === 'object' ? { ...request.context } : {};
  for (const part of parts) {
    if (part === 'invoice') context.invoice = mark;
    else if (part === 'clientRecord') context.client = mark;
    else changed[part] = mark;
  }
  return { ...request, context, ...changed };
}
