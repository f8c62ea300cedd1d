import { describe, expect, test } from 'vitest';
import { type Document, warningsOf } from './desk.js';

const pay = (rules: Document): Document => ({ tools: { pay: rules } });
const deny = (...conditions: unknown[]) => ({ deny_if: [{ conditions }] });
const ALWAYS = { conditions: [] };
const OVER = { path: 'args.amount', op: 'gt', value: 5 };

describe('rules that can never speak, or always do, are told of', () => {
  const table: [string, Document, string[]][] = [
    [
      'a limit on a hidden tool',
      { hide: ['pay'], ...pay({ limits: [] }) },
      ['/tools/pay/limits can never speak: the tool is hidden by /hide'],
    ],
    [
      'a hold on a tool that sends nobody a message',
      { tools: { pay: { hold: [{ for: '1h', when: [OVER] }] }, reply: { hold: '10m' } } },
      ['/tools/reply/hold can never speak: the tool sends nobody a message'],
    ],
    [
      'rules of a tool that all are hidden with',
      { hide: '*', ...pay({ require_approval: true }) },
      ['/tools/pay/require_approval can never speak: the tool is hidden by /hide'],
    ],
    [
      'rules of a tool outside the toolsets',
      { toolsets: ['tickets'], ...pay({ rate_limit: { max: 1, window: 60 } }) },
      ['/tools/pay/rate_limit can never speak: the tool is hidden by /toolsets'],
    ],
    [
      'rules of a tool whose class is hidden',
      { classes: { financial: { hide: true } }, ...pay({ deny_if: [ALWAYS] }) },
      ['/tools/pay/deny_if can never speak: the tool is hidden by /classes/financial/hide'],
    ],
    [
      'rules of a hidden class',
      { classes: { write: { hide: true, require_approval: true } } },
      ['/classes/write/require_approval can never speak: the class is hidden'],
    ],
    [
      'a switch may show what its class hides',
      {
        classes: { destructive: { hide: true, require_approval: true } },
        tools: { wipe: { deny_if: [ALWAYS] } },
      },
      [],
    ],
    [
      'a shown tool that is hidden by name',
      { hide: ['wipe'], show: ['wipe'], classes: { destructive: { hide: true } } },
      ['/show/0 can never speak: the tool is hidden by /hide'],
    ],
    [
      'a shown tool outside the toolsets',
      { toolsets: ['tickets'], show: ['wipe'], classes: { destructive: { hide: true } } },
      ['/show/0 can never speak: the tool is hidden by /toolsets'],
    ],
    [
      'a shown tool that nothing hides',
      { show: ['wipe'], classes: { destructive: {} } },
      ['/show/0 lifts nothing: its class is not hidden; every call of it needs approval all the same'],
    ],
    [
      'an approval by a form in the client alone',
      pay({ require_approval: { channels: ['elicitation'] } }),
      [
        '/tools/pay/require_approval/channels over HTTP nobody can approve this: elicitation is answered by the client of the caller itself; add "console" or "cli"',
      ],
    ],
    [
      'an approval by a form or on the command line',
      pay({ require_approval: { channels: ['elicitation', 'cli'] } }),
      [],
    ],
    ['a shown tool whose class is hidden', { show: ['wipe'], classes: { destructive: { hide: true } } }, []],
    [
      'repeats of reads, of what is hidden and of what is denied',
      {
        classes: { read: { repeat_after: 60 }, write: { hide: true, repeat_after: 60 } },
        tools: {
          look: { repeat_after: 0 },
          accept: { repeat_after: 60 },
          pay: { action: 'deny', repeat_after: 60 },
        },
      },
      [
        '/classes/read/repeat_after can never speak: a read may always be made again',
        '/classes/write/repeat_after can never speak: the class is hidden',
        '/tools/look/repeat_after can never speak: a read may always be made again',
        '/tools/pay/repeat_after can never speak: action denies every call',
      ],
    ],
    [
      'an entry without rules has nothing to say',
      { hide: ['pay'], ...pay({ description: 'Why.', action: 'allow' }) },
      [],
    ],
    [
      'limits beside a deny',
      pay({ action: 'deny', limits: [], reason: 'No.' }),
      ['/tools/pay/limits can never speak: action denies every call'],
    ],
    [
      'an approval beside an unconditional deny',
      pay({ deny_if: [{ conditions: [OVER] }, ALWAYS], require_approval: true }),
      ['/tools/pay/require_approval can never speak: deny_if/1 denies every call'],
    ],
    [
      'a reason without a deny',
      pay({ reason: 'Why.' }),
      ['/tools/pay/reason is never told: it goes with "action": "deny"'],
    ],
    [
      'a requirement of nothing',
      pay({ require: [ALWAYS] }),
      ['/tools/pay/require/0 requires nothing: it has no conditions'],
    ],
    [
      'an allow under a hidden class',
      { classes: { financial: { hide: true } }, ...pay({ action: 'allow' }) },
      ['/tools/pay/action does not lift /classes/financial/hide: rules only ever add up'],
    ],
    [
      'an allow under a denied class',
      { classes: { financial: { action: 'deny' } }, ...pay({ action: 'allow' }) },
      ['/tools/pay/action does not lift /classes/financial/action: rules only ever add up'],
    ],
    [
      'a grant that reaches nothing',
      { grants: { ann: { classes: ['read'], tools: ['pay'] } } },
      ['/grants/ann reaches no tool at all'],
    ],
  ];
  test.each(table)('%s', (_name, document, expected) => {
    expect(warningsOf(document)).toEqual(expected);
  });
});

describe('paths that calls do not have', () => {
  const at = '/tools/pay/deny_if/0/conditions/0';
  const table: [string, Document, string[]][] = [
    [
      'a misspelt argument',
      pay(deny({ ...OVER, path: 'args.amuont' })),
      [
        `${at}/path no tool it speaks of has the argument "amuont", so it always counts against the call; did you mean "amount"?`,
      ],
    ],
    [
      'a misspelt argument whose presence is asked for',
      pay(deny({ path: 'args.gatway', op: 'exists' })),
      [
        `${at}/path no tool it speaks of has the argument "gatway", so it is always absent; did you mean "gateway"?`,
      ],
    ],
    [
      'a record that the tool does not name',
      pay(deny({ path: 'context.ticket.status', op: 'eq', value: 'Open' })),
      [`${at}/path no tool it speaks of has the record "ticket", so it always counts against the call`],
    ],
    [
      'money where none is at stake',
      { tools: { look: deny({ path: 'money.amount', op: 'gt', value: 5 }) } },
      [
        '/tools/look/deny_if/0/conditions/0/path no tool it speaks of has money at stake, so it always counts against the call',
      ],
    ],
    [
      'an amount that the tool does not take',
      {
        tools: { look: { limits: [{ counter: 'c', window: 'day', max: 5, increment_from: 'args.amount' }] } },
      },
      [
        '/tools/look/limits/0/increment_from no tool it speaks of has the argument "amount", so it always counts against the call',
      ],
    ],
    [
      'an argument that some tools lack',
      { all_tools: deny(OVER) },
      [
        '/all_tools/deny_if/0/conditions/0/path 5 of the 6 tools it speaks of lack the argument "amount", so it always counts against their calls; ask {"path": "args.amount", "op": "exists"} as well if that is not meant',
      ],
    ],
    [
      'unless its presence is asked for as well',
      { all_tools: deny({ path: 'args.amount', op: 'exists' }, OVER) },
      [],
    ],
    [
      'a grant speaks of the tools that it reaches',
      { grants: { ann: { tools: ['pay'], ...deny(OVER) } } },
      [],
    ],
    ['a class speaks of its tools', { classes: { financial: deny(OVER) } }, []],
    [
      'an amount compared as text',
      pay(deny({ path: 'context.invoice.balance', op: 'eq', value: '0.00' })),
      [`${at}/value "0.00" is compared letter by letter; to compare amounts, write 0.00 without quotes`],
    ],
    [
      'an amount in a list of texts',
      pay(deny({ path: 'args.amount', op: 'in', value: ['7', '5.00'] })),
      [`${at}/value "5.00" is compared letter by letter; to compare amounts, write 5.00 without quotes`],
    ],
    [
      'money.amount is compared by value anyway',
      pay(deny({ path: 'money.amount', op: 'eq', value: '5.00' })),
      [],
    ],
  ];
  test.each(table)('%s', (_name, document, expected) => {
    expect(warningsOf(document)).toEqual(expected);
  });
});
