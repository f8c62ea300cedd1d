import { describe, expect, test } from 'vitest';
import { type Document, problemsOf } from './desk.js';

/** Problems of a document written one key or value a line, as `line:column pointer message`. */
const problems = (document: Document) =>
  problemsOf(JSON.stringify({ version: '1', default: 'deny', ...document }, null, 1));
const pay = (rules: unknown): Document => ({ tools: { pay: rules } });

describe('what the grammar refuses', () => {
  const table: [Document, ...string[]][] = [
    [{ version: undefined }, '1:1 /version "version" is missing'],
    [{ version: '2' }, '2:13 /version must be "1"'],
    [{ version: 1 }, '2:13 /version must be "1"'],
    [{ default: undefined }, '1:1 /default "default" is missing'],
    [{ default: 'maybe' }, '3:13 /default must be one of "allow", "deny"'],
    [{ default: 'alow' }, '3:13 /default must be one of "allow", "deny"; did you mean "allow"?'],
    [{ default: true }, '3:13 /default must be one of "allow", "deny"'],
    [{ mode: 'shadw' }, '4:10 /mode must be one of "enforce", "shadow"; did you mean "shadow"?'],
    [{ timezone: 'Europe/Berln' }, '4:14 /timezone is not an IANA time zone such as Europe/Berlin'],
    [{ timezone: 5 }, '4:14 /timezone must be text, not 5'],
    [{ description: 5 }, '4:17 /description must be text, not 5'],
    [{ description: 'x'.repeat(2001) }, '4:17 /description must have at most 2000 characters'],
    [{ defualt: 'deny' }, '4:2 /defualt there is no key "defualt" here; did you mean "default"?'],
    [{ hides: [] }, '4:2 /hides there is no key "hides" here; did you mean "hide"?'],
    [{ hide: 'pay' }, '4:10 /hide must be a list of tool names, or "*"'],
    [{ hide: 'all' }, '4:10 /hide must be a list of tool names, or "*"'],
    [{ hide: 5 }, '4:10 /hide must be a list of tool names, or "*"'],
    [{ hide: ['pya'] }, '5:3 /hide/0 there is no tool "pya"; did you mean "pay"?'],
    [{ hide: ['pay', 5] }, '6:3 /hide/1 must be a tool name'],
    [{ hide: [null] }, '5:3 /hide/0 must be a tool name'],
    [{ hide: {} }, '4:10 /hide must be a list of tool names, or "*"'],
    [{ show: ['wip'] }, '5:3 /show/0 there is no tool "wip"; did you mean "wipe"?'],
    [
      { show: ['wipe', 'pay'] },
      '6:3 /show/1 pay is of class financial; only destructive tools can be shown by name',
    ],
    [{ show: ['look'] }, '5:3 /show/0 look is of class read; only destructive tools can be shown by name'],
    [{ show: '*' }, '4:10 /show must be a list, not text'],
    [{ show: ['*'] }, '5:3 /show/0 there is no tool "*"'],
    [{ show: [5] }, '5:3 /show/0 must be text, not 5'],
    [
      { toolsets: ['tickets', 'biling'] },
      '6:3 /toolsets/1 there is no toolset "biling"; did you mean "billing"?',
    ],
    [{ toolsets: 'tickets' }, '4:14 /toolsets must be a list, not text'],
    [{ classes: { wirte: {} } }, '5:3 /classes/wirte there is no key "wirte" here; did you mean "write"?'],
    [{ classes: [] }, '4:13 /classes must be an object, not a list'],
    [{ classes: { write: { hide: false } } }, '6:12 /classes/write/hide must be true, or be left out'],
    [{ classes: { write: { hide: 'yes' } } }, '6:12 /classes/write/hide must be true, or be left out'],
    [
      { classes: { write: { requires: [] } } },
      '6:4 /classes/write/requires there is no key "requires" here; did you mean "require"?',
    ],
    [{ classes: { write: 5 } }, '5:12 /classes/write must be an object, not 5'],
    [{ tools: { pya: {} } }, '5:3 /tools/pya there is no tool "pya"; did you mean "pay"?'],
    [{ tools: { pay: [] } }, '5:10 /tools/pay must be an object, not a list'],
    [{ tools: [] }, '4:11 /tools must be an object, not a list'],
    [{ tools: { pay: { hide: true } } }, '6:4 /tools/pay/hide there is no key "hide" here'],
    [
      { tools: { pay: { denyif: [] } } },
      '6:4 /tools/pay/denyif there is no key "denyif" here; did you mean "deny_if"?',
    ],
    [{ tools: { constructor: {} } }, '5:3 /tools/constructor there is no tool "constructor"'],
    [{ all_tools: { action: 'deny' } }, '5:3 /all_tools/action there is no key "action" here'],
    [
      { schedules: { office: { from: '9:00', to: '17:00' } } },
      '6:12 /schedules/office/from must be a time of day such as 09:00',
    ],
    [
      { schedules: { office: { from: '09:00', to: '09:00' } } },
      '7:10 /schedules/office/to ends when it begins; for whole days write 00:00 to 24:00',
    ],
    [{ schedules: { office: { from: '09:00' } } }, '5:13 /schedules/office/to "to" is missing'],
    [
      { schedules: { office: { from: '09:00', to: '25:00' } } },
      '7:10 /schedules/office/to must be a time of day such as 09:00',
    ],
    [
      { schedules: { office: { days: ['mo'], from: '09:00', to: '10:00' } } },
      '7:5 /schedules/office/days/0 must be one of "mon", "tue", "wed", "thu", "fri", "sat", "sun"; did you mean "mon"?',
    ],
    [
      { schedules: { office: { days: [], from: '09:00', to: '10:00' } } },
      '6:12 /schedules/office/days must not be empty',
    ],
    [
      { schedules: { 'of fice': { from: '09:00', to: '10:00' } } },
      '5:3 /schedules/of fice "of fice" is no name',
    ],
    [
      { schedules: { office: 5 } },
      '5:13 /schedules/office must be a span {days, from, to} or a list of spans',
    ],
    [{ schedules: [] }, '4:15 /schedules must be an object, not a list'],
    [
      {
        schedules: {
          office: [
            { from: '09:00', to: '10:00' },
            { from: '11:00', to: '11:00' },
          ],
        },
      },
      '12:11 /schedules/office/1/to ends when it begins; for whole days write 00:00 to 24:00',
    ],
    [
      { grants: { ann: { toolset: [] } } },
      '6:4 /grants/ann/toolset there is no key "toolset" here; did you mean "toolsets"?',
    ],
    [
      { grants: { ann: { toolsets: ['biling'] } } },
      '7:5 /grants/ann/toolsets/0 there is no toolset "biling"; did you mean "billing"?',
    ],
    [
      { grants: { ann: { classes: ['reed'] } } },
      '7:5 /grants/ann/classes/0 must be one of "read", "write", "execute", "financial", "destructive"; did you mean "read"?',
    ],
    [
      { grants: { ann: { tools: ['pya'] } } },
      '7:5 /grants/ann/tools/0 there is no tool "pya"; did you mean "pay"?',
    ],
    [
      { grants: { ann: { hide: ['pya'] } } },
      '7:5 /grants/ann/hide/0 there is no tool "pya"; did you mean "pay"?',
    ],
    [{ grants: { '': {} } }, '5:3 /grants/ "" is no name'],
    [{ grants: { ann: 5 } }, '5:10 /grants/ann must be an object, not 5'],
    [{ redact: { contact: 'hide' } }, '5:14 /redact/contact must be one of "show", "mask", "drop"'],
    [
      { redact: { contakt: 'mask' } },
      '5:3 /redact/contakt there is no key "contakt" here; did you mean "contact"?',
    ],
    [pay({ require: {} }), '6:15 /tools/pay/require must be a list, not an object'],
    [pay({ require: [5] }), '7:5 /tools/pay/require/0 must be an object, not 5'],
    [pay({ require: [{}] }), '7:5 /tools/pay/require/0/conditions "conditions" is missing'],
    [
      pay({ require: [{ conditions: {} }] }),
      '8:20 /tools/pay/require/0/conditions must be a list, not an object',
    ],
    [
      pay({ deny_if: [{ conditions: [], on_denny: 'x' }] }),
      '9:6 /tools/pay/deny_if/0/on_denny there is no key "on_denny" here; did you mean "on_deny"?',
    ],
    [
      pay({ deny_if: [{ conditions: [], on_deny: 5 }] }),
      '9:17 /tools/pay/deny_if/0/on_deny must be text, not 5',
    ],
    [
      pay({ deny_if: [{ conditions: ['x'] }] }),
      '9:7 /tools/pay/deny_if/0/conditions/0 must be an object, not text',
    ],
    [pay({ action: 'alow' }), '6:14 /tools/pay/action must be one of "allow", "deny"; did you mean "allow"?'],
    [pay({ reason: 5 }), '6:14 /tools/pay/reason must be text, not 5'],
    [pay({ repeat_after: -1 }), '6:20 /tools/pay/repeat_after must be 0 or more'],
    [pay({ repeat_after: 86_401 }), '6:20 /tools/pay/repeat_after must be 86400 or less'],
    [pay({ repeat_after: 1.5 }), '6:20 /tools/pay/repeat_after must be a whole number, not 1.5'],
    [pay({ repeat_after: '10m' }), '6:20 /tools/pay/repeat_after must be a number, not text'],
    [{ all_tools: { repeat_after: 60 } }, '5:3 /all_tools/repeat_after there is no key "repeat_after" here'],
  ];
  test.each(table)('%j', (document, ...expected) => {
    expect(problems(document)).toEqual(expected);
  });
});
