import { z } from 'zod';
import { countable } from '../../decimal.js';
import { LENGTH, lengthMs } from '../../duration.js';
import { CHANNELS, DAY_MS } from '../../terms.js';
import { pathsInWords } from '../facts/roots.js';
import { OPERATORS } from './condition.js';

// What may stand under a tool, a class, a grant, or all tools.

const PREVIEWS = ['required', 'optional'] as const;

const text = z.string().max(2000);
export const description = text.optional().describe('A comment; it decides nothing.');
const scalar = z.union([z.string().max(2000), z.number(), z.boolean(), z.null()], {
  error: 'must be text, a number, true, false or null',
});

const condition = z
  .strictObject({
    path: z.string().max(200).describe(pathsInWords()),
    op: z.enum(OPERATORS),
    value: z
      .union([scalar, z.array(scalar).max(1000)], {
        error: 'must be text, a number, true, false, null or a list of those',
      })
      .optional()
      .describe('A list for in and not_in; true or false, or left out, for exists.'),
    description,
  })
  .meta({
    id: 'condition',
    description:
      "A comparison. What can't be evaluated counts against the call; only exists bears a missing path.",
  });
const conditions = z.array(condition).max(100).describe('All must hold (AND).');

const entry = z
  .strictObject({
    conditions,
    on_deny: text.optional().describe('What the agent is told.'),
    description,
  })
  .meta({ id: 'entry' });

const amount = z
  .union([z.number(), z.string().max(64)], { error: 'must be a number or decimal text' })
  .refine(
    (value) => countable(value) !== undefined,
    'must be zero or more, in plain digits: at most 12 before the point and 6 after it',
  );

const limit = z
  .strictObject({
    counter: z
      .string()
      .min(1)
      .max(200)
      .describe(
        'Limits with the same counter, window and scope share it, those that ask a person among themselves; {tool} stands for the name of the tool.',
      ),
    window: z
      .enum(['minute', 'hour', 'day', 'month'])
      .describe("Calendar window: days and months of the policy's time zone, hours and minutes of UTC."),
    max: amount.describe('The most that a window may hold.'),
    over: z
      .enum(['deny', 'approval'])
      .optional()
      .describe(
        'What becomes of a call past `max`: approval asks a person, and counts what they approve apart from what went without asking. deny when left out.',
      ),
    scope: z
      .enum(['grant', 'client', 'install'])
      .default('grant')
      .describe('Counted per caller, per WHMCS client concerned, or in all.'),
    when: conditions
      .optional()
      .describe("Only then; left out, always. Where that can't be told, the limit holds."),
    increment_from: z
      .string()
      .max(200)
      .optional()
      .describe('Path of the amount to count, such as money.amount; left out, calls are counted.'),
    on_deny: text.optional().describe('What the agent is told.'),
    description,
  })
  .meta({ id: 'limit' });

const rateLimit = z
  .strictObject({
    max: z.int().min(0).max(1_000_000),
    window: z.int().min(1).max(31_622_400).describe('Seconds, sliding.'),
    on_deny: text.optional().describe('What the agent is told.'),
    description,
  })
  .meta({
    id: 'rate_limit',
    description: 'Calls of a caller within a sliding window; of a class, each of its tools by itself.',
  });

const approval = z
  .strictObject({
    when: conditions.optional().describe('Only then; left out, always.'),
    channels: z.array(z.enum(CHANNELS)).min(1).max(10).optional().describe('Which ways to approve count.'),
    approvers: z.int().min(1).max(10).optional().describe('How many different people; 1 when left out.'),
    expires: z.int().min(10).max(604_800).optional().describe('Seconds until the request lapses.'),
    preview: z
      .enum(PREVIEWS)
      .optional()
      .describe(
        'required: nobody is asked unless they can be shown what would happen; optional when left out.',
      ),
    message: text.optional().describe('What the agent and the approver are told.'),
    description,
  })
  .meta({ id: 'approval' });

const LONGEST_HOLD_MS = 7 * DAY_MS;
const holdLength = z
  .string()
  .regex(LENGTH, 'must be a number and m, h or d, such as "10m"')
  .refine((text) => (lengthMs(text) ?? 0) <= LONGEST_HOLD_MS, 'must be 7 days or less');

const hold = z
  .strictObject({
    for: holdLength.describe('How long, such as 10m, 2h or 1d.'),
    when: conditions.optional().describe('Only then; left out, always.'),
    message: text.optional().describe('What the agent and the people who look at it are told.'),
    description,
  })
  .meta({ id: 'hold' });

export const rules = {
  require: z.array(entry).max(1000).optional().describe('Each must hold, or the call is denied.'),
  deny_if: z
    .array(entry)
    .max(1000)
    .optional()
    .describe('Any that holds denies; one without conditions always does.'),
  limits: z.array(limit).max(100).optional().describe('Counted before the call leaves, all or none.'),
  rate_limit: rateLimit.optional(),
  require_approval: z
    .union([z.literal(true), approval, z.array(approval).min(1).max(100)], {
      error: 'must be true, an object, or a list of objects; leave it out where no approval is wanted',
    })
    .optional()
    .describe("A person's yes is needed."),
  hold: z
    .union([holdLength, hold, z.array(hold).min(1).max(100)], {
      error: 'must be a length of time such as "10m", an object, or a list of objects',
    })
    .optional()
    .describe(
      'Mail waits for so long before it leaves, so that people can edit it, send it at once or drop it. Calls that send nobody a message are not held.',
    ),
  description,
};
const listed = {
  ...rules,
  action: z.enum(['allow', 'deny']).optional(),
  reason: text.optional().describe('What the agent is told when the action is deny.'),
  repeat_after: z
    .int()
    .min(0)
    .max(86_400)
    .optional()
    .describe(
      "Seconds in which the same write made again counts as a duplicate; 0 for none. A tool's own goes before that of its class.",
    ),
};

export const toolRules = z.strictObject(listed).meta({ id: 'tool_rules' });
export const classRules = z
  .strictObject({
    ...listed,
    hide: z
      .literal(true, { error: 'must be true, or be left out' })
      .optional()
      .describe('Hides all of the class.'),
  })
  .meta({ id: 'class_rules' });
export const allTools = z.strictObject(rules);

export type RuleSet = z.output<typeof classRules>;
export type LimitSource = z.output<typeof limit>;
export type EntrySource = z.output<typeof entry>;
export type ApprovalSource = z.output<typeof approval>;
export type HoldSource = z.output<typeof hold>;
