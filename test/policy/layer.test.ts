import { describe, expect, test } from 'vitest';
import { decide, parsePolicy, UNAVAILABLE } from '../../src/policy/index.js';
import { blank, lineOf, requestOf, SHOP } from './desk.js';

/** A text taken as it stands: no version or default is added. */
function loaded(text: string) {
  const parsed = parsePolicy(text, SHOP);
  if ('problems' in parsed) throw new Error(parsed.problems.map(lineOf).join('\n'));
  return parsed;
}

const answer = (text: string, tool: string, args: Record<string, unknown> = {}) => {
  const { outcome, deciding } = decide(loaded(text).policy, requestOf(tool, { args }));
  return `${outcome} ${deciding.id}${deciding.message === undefined ? '' : ` ${deciding.message}`}`;
};

describe('documents written for a gateway in front run as they stand', () => {
  const WHOLE = `{
    "version": "1",
    "default": "deny",
    "hide": ["wipe"],
    "all_tools": { "limits": [{ "counter": "calls", "window": "minute", "max": 60, "scope": "grant" }] },
    "tools": {
      "look": {},
      "reply": { "require": [], "deny_if": [], "limits": [] },
      "pay": {
        "require": [
          { "conditions": [{ "path": "args.gateway", "op": "in", "value": ["paypal", "banktransfer"] }],
            "on_deny": "Only PayPal and bank transfers." }
        ],
        "deny_if": [
          { "conditions": [{ "path": "args.amount", "op": "gt", "value": 500 },
                           { "path": "args.gateway", "op": "eq", "value": "paypal" }],
            "on_deny": "PayPal up to 500." }
        ],
        "limits": [
          { "counter": "spend", "window": "day", "max": 1000, "scope": "grant", "increment_from": "args.amount" },
          { "counter": "payments", "window": "hour", "max": 5, "scope": "grant" }
        ]
      }
    }
  }`;

  test('and is warned of a text that other letters would pass', () => {
    expect(loaded(WHOLE).warnings.map(({ pointer }) => pointer)).toEqual([
      '/tools/pay/deny_if/0/conditions/1/value',
    ]);
  });

  test.each([
    ['look', {}, 'allow /tools/look'],
    ['reply', {}, 'allow /tools/reply'],
    ['accept', {}, 'deny (default deny)'],
    ['wipe', {}, 'hidden (hidden)'],
    ['pay', { amount: '20.00', gateway: 'paypal' }, 'allow /tools/pay'],
    ['pay', { amount: '600', gateway: 'banktransfer' }, 'allow /tools/pay'],
    ['pay', { amount: '600', gateway: 'paypal' }, 'deny /tools/pay/deny_if/0 PayPal up to 500.'],
    ['pay', { amount: '20', gateway: 'cash' }, 'deny /tools/pay/require/0 Only PayPal and bank transfers.'],
    ['pay', { amount: '20' }, 'deny /tools/pay/require/0 Only PayPal and bank transfers.'],
    ['pay', { gateway: 'paypal' }, 'deny /tools/pay/deny_if/0 PayPal up to 500.'],
    ['pay', { gateway: 'banktransfer' }, 'deny /tools/pay/limits/0'],
  ])('%s %j: %s', (tool, args, expected) => {
    expect(answer(WHOLE, tool, args)).toBe(expected);
  });

  test('its limits count what they say', () => {
    const { limits } = decide(
      loaded(WHOLE).policy,
      requestOf('pay', { args: { amount: '20.50', gateway: 'paypal' } }),
    );
    expect(limits.map(({ counter, max, amount, window }) => ({ counter, max, amount, window }))).toEqual([
      { counter: 'spend', max: '1000', amount: '20.5', window: { calendar: 'day' } },
      { counter: 'payments', max: '5', amount: '1', window: { calendar: 'hour' } },
      { counter: 'calls', max: '60', amount: '1', window: { calendar: 'minute' } },
    ]);
  });

  test('a rule for an argument that a tool does not have loads, and denies', () => {
    const text = `{"version":"1","default":"allow","tools":{"wipe":{"require":[{"conditions":[{"path":"args.reason","op":"exists","value":true}],"on_deny":"Say why."}]}}}`;
    expect(answer(text, 'wipe')).toBe('deny /tools/wipe/require/0 Say why.');
    expect(loaded(text).warnings).toHaveLength(1);
  });

  test.each([
    ['a read', 'look', '"tools":{"look":{}}', 'allow /tools/look'],
    [
      'a write',
      'reply',
      '"tools":{"reply":{"limits":[{"counter":"reply_rate","window":"minute","max":30,"scope":"grant"}]}}',
      'allow /tools/reply',
    ],
    [
      'an execute',
      'accept',
      '"tools":{"accept":{"limits":[{"counter":"accept_rate","window":"minute","max":10,"scope":"grant"}]}}',
      'allow /tools/accept',
    ],
    [
      'a financial',
      'pay',
      '"tools":{"pay":{"deny_if":[{"conditions":[],"on_deny":"Requires human approval."}]}}',
      'deny /tools/pay/deny_if/0 Requires human approval.',
    ],
    ['a destructive', 'wipe', '"hide":["wipe"]', 'hidden (hidden)'],
  ])('the rule that the public index recommends for %s', (_class, tool, rules, expected) => {
    const text = `{"version":"1","default":"deny",${rules}}`;
    expect(answer(text, tool)).toBe(expected);
    expect(loaded(text).warnings).toEqual([]);
    for (const other of ['read_ticket', 'look', 'reply'].filter((name) => name !== tool)) {
      expect(answer(text, other)).toBe('deny (default deny)');
    }
  });

  test('action with a reason, and a rate in seconds', () => {
    const text = `{"version":"1","default":"deny","tools":{
      "pay":{"action":"deny","reason":"Never from here."},
      "look":{"action":"allow","rate_limit":{"max":10,"window":60}}}}`;
    expect(answer(text, 'pay')).toBe('deny /tools/pay/action Never from here.');
    const { outcome, limits } = decide(loaded(text).policy, requestOf('look'));
    expect(outcome).toBe('allow');
    expect(limits).toMatchObject([{ max: '10', window: { slidingSeconds: 60 }, amount: '1' }]);
  });

  test('an unconditional deny is certain before anything is known', () => {
    const text = '{"version":"1","default":"allow","tools":{"pay":{"deny_if":[{"conditions":[]}]}}}';
    expect(decide(loaded(text).policy, blank('pay', { context: UNAVAILABLE })).outcome).toBe('deny');
  });
});
