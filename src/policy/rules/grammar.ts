import { z } from 'zod';
import { countable } from '../../decimal.js';
import { LENGTH } from '../../duration.js';
import { CHANNELS, RISK_CLASSES } from '../../terms.js';
import { pathsInWords } from '../facts/roots.js';
import { WEEKDAYS } from '../facts/time.js';
import { OPERATORS } from './condition.js';

/**
 * The grammar of a policy file. The parser checks against it and the JSON Schema is made from it, so an editor and
 * the server can't disagree. What a grammar can't say (does the tool exist?) is checked in `checker.ts`.
 */
export const PREVIEWS = ['required', 'optional'] as const;

/** Names that exist, where the grammar should list them: an editor then completes them. */
export interface Names {
  tools: readonly string[];
  toolsets: readonly string[];
}

const text = z.string().max(2000);
const description = text.optional().describe('A comment; it decides nothing.');
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
        'Limits with the same counter, window and scope share it; {tool} stands for the name of the tool.',
      ),
    window: z.enum(['minute', 'hour', 'day', 'month']).describe('Calendar window, UTC.'),
    max: amount.describe('The most that a window may hold.'),
    scope: z
      .enum(['grant', 'client', 'install'])
      .default('grant')
      .describe('Counted per caller, per WHMCS client concerned, or in all.'),
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

const rules = {
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

const toolRules = z.strictObject(listed).meta({ id: 'tool_rules' });
const classRules = z
  .strictObject({
    ...listed,
    hide: z
      .literal(true, { error: 'must be true, or be left out' })
      .optional()
      .describe('Hides all of the class.'),
  })
  .meta({ id: 'class_rules' });
const allTools = z.strictObject(rules);

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time of day such as 09:00');
const span = z
  .strictObject({
    days: z
      .array(z.enum(WEEKDAYS))
      .min(1)
      .max(7)
      .default([...WEEKDAYS])
      .describe('Every day when left out.'),
    from: clock.describe('Included.'),
    to: clock.describe('Not included; 24:00 is the end of the day, and before `from` means the next day.'),
    description,
  })
  .meta({ id: 'span' });
const schedule = z.union([span, z.array(span).min(1).max(50)], {
  error: 'must be a span {days, from, to} or a list of spans',
});

const ageing = z
  .string()
  .regex(LENGTH, 'must be a length of time such as 30m, 4h or 2d')
  .describe('A whole number of minutes (m), hours (h) or days (d).');

const name = z.string().min(1).max(200);
const recordId = z.int().min(1).max(2_147_483_647);
const treatment = z.enum(['show', 'mask', 'drop']).optional();
const redact = z.strictObject({
  contact: treatment,
  address: treatment,
  tax: treatment,
  payment: treatment,
  network: treatment,
  staff: treatment,
});

/** The grammar; with names, tools and toolsets are listed in it. */
export function grammarOf(names?: Names) {
  const tool = names === undefined ? name : z.enum(names.tools);
  const toolset = names === undefined ? name : z.enum(names.toolsets);
  const tools = z.array(tool).max(1000);
  const toolsets = z.array(toolset).max(1000);
  const grant = z.strictObject({
    ...rules,
    toolsets: toolsets.optional().describe('Only tools of these toolsets.'),
    classes: z.array(z.enum(RISK_CLASSES)).max(5).optional().describe('Only tools of these classes.'),
    tools: tools.optional().describe('Only these tools.'),
    hide: tools.optional().describe('Not these tools.'),
    callers: z
      .array(name)
      .min(1)
      .max(1000)
      .optional()
      .describe(
        'Callers who have it by their name, such as "local", beside those whom it was given to; "*": whoever has no other grant.',
      ),
    redact: redact.optional().describe('Hides more than the policy does, never less.'),
    clients: z.array(recordId).max(1000).optional().describe('Ids of the only WHMCS clients it reaches.'),
    client_groups: z
      .array(recordId)
      .max(100)
      .optional()
      .describe('Ids of client groups whose clients it reaches, beside those in `clients`.'),
  });
  return z
    .strictObject({
      $schema: z.string().max(2000).optional(),
      description,
      version: z.literal('1'),
      default: z.enum(['allow', 'deny']).describe('What becomes of a tool that nothing lists.'),
      mode: z
        .enum(['enforce', 'shadow'])
        .default('enforce')
        .describe('shadow: decide and record, deny nothing.'),
      timezone: z.string().max(100).default('UTC').describe('IANA zone of time.*, such as Europe/Berlin.'),
      toolsets: toolsets.optional().describe('Only these toolsets exist.'),
      hide: z
        .union(
          [
            z.literal('*'),
            z.array(z.union([z.literal('*'), tool], { error: 'must be a tool name' })).max(1000),
          ],
          {
            error: 'must be a list of tool names, or "*"',
          },
        )
        .optional()
        .describe('Tools that nobody sees, whatever a switch or `show` says.'),
      show: tools
        .optional()
        .describe(
          'Destructive tools that are seen although their class is hidden; every call needs approval.',
        ),
      schedules: z
        .record(z.string().regex(/^[\w-]{1,50}$/), schedule)
        .optional()
        .describe('Named parts of the week, for time.schedule.'),
      all_tools: allTools.optional().describe('Rules for every tool. They list none.'),
      classes: z
        .strictObject({
          read: classRules.optional(),
          write: classRules.optional(),
          execute: classRules.optional(),
          financial: classRules.optional(),
          destructive: classRules.optional(),
        })
        .optional()
        .describe('Rules by risk class. A class that stands here is listed, even with {}.'),
      tools: (names === undefined ? z.record(name, toolRules) : z.partialRecord(tool, toolRules))
        .optional()
        .describe(
          'Rules by tool, on top of those of its class. A tool that stands here is listed, even with {}.',
        ),
      grants: z
        .record(name, grant)
        .optional()
        .describe(
          "What narrows the callers who have it, by its name: the policy's own rules hold beside it. Who has none has those alone; who has one that is not here sees no tool.",
        ),
      taint: z
        .strictObject({ ends_after: ageing })
        .optional()
        .describe('How long a caller stays tainted after the last text of outsiders; 4h when left out.'),
      redact: redact
        .optional()
        .describe('What becomes of personal data in results, by class of field; show when left out.'),
    })
    .meta({ title: 'whmcs-mcp policy' });
}

export const documentGrammar = grammarOf();

export type PolicyDocument = z.output<typeof documentGrammar>;
export type RuleSet = z.output<typeof classRules>;
export type GrantSource = NonNullable<PolicyDocument['grants']>[string];
export type LimitSource = z.output<typeof limit>;
export type EntrySource = z.output<typeof entry>;
export type ApprovalSource = z.output<typeof approval>;
export type ScheduleSource = z.output<typeof schedule>;

/** JSON Schema (draft 7, which editors know best) of a policy file, for editors. With names, it lists the tools and toolsets there are. */
export function policyJsonSchema(names?: Names): Record<string, unknown> {
  return { ...z.toJSONSchema(grammarOf(names), { io: 'input', target: 'draft-7' }) };
}
