import { describe, expect, test } from 'vitest';
import { type Document, problemsOf } from './desk.js';

/** Problems of a document written one key or value a line, as `line:column pointer message`. */
const problems = (document: Document) =>
  problemsOf(JSON.stringify({ version: '1', default: 'deny', ...document }, null, 1));
const pay = (rules: unknown): Document => ({ tools: { pay: rules } });

const lim = (limit: Document) => pay({ limits: [{ counter: 'c', window: 'day', max: 1, ...limit }] });

describe('limits that are refused', () => {
  const table: [Document, ...string[]][] = [
    [lim({ window: 'week' }), '9:16 …/limits/0/window must be one of "minute", "hour", "day", "month"'],
    [
      lim({ window: 'mintue' }),
      '9:16 …/limits/0/window must be one of "minute", "hour", "day", "month"; did you mean "minute"?',
    ],
    [
      lim({ max: -1 }),
      '10:13 …/limits/0/max must be zero or more, in plain digits: at most 12 before the point and 6 after it',
    ],
    [
      lim({ max: '5e2' }),
      '10:13 …/limits/0/max must be zero or more, in plain digits: at most 12 before the point and 6 after it',
    ],
    [
      lim({ max: '-1' }),
      '10:13 …/limits/0/max must be zero or more, in plain digits: at most 12 before the point and 6 after it',
    ],
    [
      lim({ max: '１０' }),
      '10:13 …/limits/0/max must be zero or more, in plain digits: at most 12 before the point and 6 after it',
    ],
    [lim({ max: true }), '10:13 …/limits/0/max must be a number or decimal text'],
    [
      lim({ max: '0.0000001' }),
      '10:13 …/limits/0/max must be zero or more, in plain digits: at most 12 before the point and 6 after it',
    ],
    [
      lim({ scope: 'garnt' }),
      '11:15 …/limits/0/scope must be one of "grant", "client", "install"; did you mean "grant"?',
    ],
    [lim({ counter: '' }), '8:17 …/limits/0/counter must not be empty'],
    [lim({ counter: 5 }), '8:17 …/limits/0/counter must be text, not 5'],
    [
      lim({ counter: '{tol}' }),
      '8:17 …/limits/0/counter there is no placeholder {tol}; did you mean "{tool}"?',
    ],
    [
      lim({ increment_from: 'args' }),
      '11:24 …/limits/0/increment_from "args" must name a field, such as args.amount',
    ],
    [
      lim({ increment_from: 'tool.name' }),
      '11:24 …/limits/0/increment_from must be an amount: money.amount, args.… or context.…',
    ],
    [
      lim({ increment_from: 'money.currency' }),
      '11:24 …/limits/0/increment_from must be an amount: money.amount, args.… or context.…',
    ],
    [lim({ increment_from: 5 }), '11:24 …/limits/0/increment_from must be text, not 5'],
    [
      lim({ incerment_from: 'args.amount' }),
      '11:6 …/limits/0/incerment_from there is no key "incerment_from" here; did you mean "increment_from"?',
    ],
    [
      pay({ limits: [{}] }),
      '7:5 …/limits/0/counter "counter" is missing',
      '7:5 …/limits/0/window "window" is missing',
      '7:5 …/limits/0/max "max" is missing',
    ],
    [pay({ limits: {} }), '6:14 …/limits must be a list, not an object'],
    [
      pay({
        limits: [
          { counter: 'c', window: 'day', max: 1 },
          { counter: 'c', window: 'day', max: 1, increment_from: 'args.amount' },
        ],
      }),
      '13:17 …/limits/1/counter "c" counts calls at …/limits/0 and amounts here; name it otherwise',
    ],
    [pay({ rate_limit: { max: 1 } }), '6:18 …/rate_limit/window "window" is missing'],
    [pay({ rate_limit: { max: 1.5, window: 60 } }), '7:12 …/rate_limit/max must be a whole number, not 1.5'],
    [pay({ rate_limit: { max: 1, window: 0 } }), '8:15 …/rate_limit/window must be 1 or more'],
    [pay({ rate_limit: { max: -1, window: 60 } }), '7:12 …/rate_limit/max must be 0 or more'],
    [pay({ rate_limit: 5 }), '6:18 …/rate_limit must be an object, not 5'],
    [pay({ rate_limit: { max: 1, window: 99999999 } }), '8:15 …/rate_limit/window must be 31622400 or less'],
  ];
  test.each(table)('%j', (document, ...expected) => {
    expect(problems(document).map((line) => line.replaceAll('/tools/pay', '…'))).toEqual(expected);
  });
});

describe('approvals that are refused', () => {
  const table: [unknown, ...string[]][] = [
    [false, '6:24 … must be true, an object, or a list of objects; leave it out where no approval is wanted'],
    ['yes', '6:24 … must be true, an object, or a list of objects; leave it out where no approval is wanted'],
    [{ whne: [] }, '7:5 …/whne there is no key "whne" here; did you mean "when"?'],
    [{ when: {} }, '7:13 …/when must be a list, not an object'],
    [{ channels: [] }, '7:17 …/channels must not be empty'],
    [
      { channels: ['consol'] },
      '8:6 …/channels/0 must be one of "console", "elicitation", "cli"; did you mean "console"?',
    ],
    [
      { approvers: 2, channels: ['console', 'elicitation'] },
      "10:6 …/channels/1 elicitation can't count where 2 people must say yes: it does not prove who answered",
    ],
    [{ approvers: 0 }, '7:18 …/approvers must be 1 or more'],
    [{ approvers: 1.5 }, '7:18 …/approvers must be a whole number, not 1.5'],
    [{ approvers: 11 }, '7:18 …/approvers must be 10 or less'],
    [{ expires: 5 }, '7:16 …/expires must be 10 or more'],
    [{ expires: '10m' }, '7:16 …/expires must be a number, not text'],
    [{ expires: 604801 }, '7:16 …/expires must be 604800 or less'],
    [
      { preview: 'requird' },
      '7:16 …/preview must be one of "required", "optional"; did you mean "required"?',
    ],
    [{ preview: true }, '7:16 …/preview must be one of "required", "optional"'],
    [[], '6:24 … must not be empty'],
    [[{}, { approvers: 0 }], '9:19 …/1/approvers must be 1 or more'],
  ];
  test.each(table)('%j', (approval, ...expected) => {
    const found = problems(pay({ require_approval: approval }));
    expect(found.map((line) => line.replace('/tools/pay/require_approval', '…'))).toEqual(expected);
  });
});
