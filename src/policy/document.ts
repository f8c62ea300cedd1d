import { z } from 'zod';
import { OPERATORS } from './condition.js';
import { decimalOf } from './decimal.js';
import { WEEKDAYS } from './time.js';

/**
 * The grammar of a policy file. The parser checks against it and `policy.schema.json` is made from it, so an editor
 * and the server can't disagree. What a grammar can't say (does the tool exist?) is checked in `meaning.ts`.
 */
export const CLASSES = ['read', 'write', 'execute', 'financial', 'destructive'] as const;
export const REDACTED = ['contact', 'address', 'tax', 'payment', 'network', 'staff'] as const;
export const CHANNELS = ['console', 'elicitation', 'cli'] as const;

const text = z.string({ error: 'must be text' }).max(2000, 'must be at most 2000 characters');
const description = text.optional().describe('A comment; it decides nothing.');
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of: ${values.join(', ')}` });

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const condition = z.strictObject({
  path: z.string({ error: 'must be a path such as args.amount' }).max(200),
  op: oneOf(OPERATORS),
  value: z.union([scalar, z.array(scalar).max(1000)]).optional(),
  description,
});
const conditions = z.array(condition, { error: 'must be a list of conditions' }).max(100);

const entry = z.strictObject({ conditions, on_deny: text.optional(), description });

const amount = z
  .union([z.number(), z.string()], { error: 'must be a number or decimal text' })
  .refine((value) => (decimalOf(value) ?? -1n) >= 0n, 'must be zero or more, written in plain digits');

const limit = z.strictObject({
  counter: text
    .min(1, 'must not be empty')
    .describe('Rules with the same counter share it; {tool} stands for the name of the tool.'),
  window: oneOf(['minute', 'hour', 'day', 'month']).describe('Calendar window, UTC.'),
  max: amount,
  scope: oneOf(['grant', 'client', 'install'])
    .default('grant')
    .describe('Counted per caller, per WHMCS client, or in all.'),
  increment_from: z.string().max(200).optional().describe('Path of the amount to add; 1 when left out.'),
  on_deny: text.optional(),
  description,
});

const rateLimit = z.strictObject({
  max: z.int({ error: 'must be a whole number' }).min(0, 'must be 0 or more'),
  window: z.int({ error: 'must be a whole number of seconds' }).min(1, 'must be 1 or more').max(31_622_400),
  description,
});

const approval = z.strictObject({
  when: conditions.optional(),
  channels: z.array(oneOf(CHANNELS)).min(1, 'must name at least one channel').optional(),
  approvers: z.int().min(1, 'must be 1 or more').max(10).optional(),
  expires: z.int().min(10, 'must be 10 seconds or more').max(604_800).optional().describe('Seconds.'),
  message: text.optional(),
  description,
});

const rules = {
  require: z.array(entry).max(200).optional().describe('Each must hold, or the call is denied.'),
  deny_if: z
    .array(entry)
    .max(200)
    .optional()
    .describe('Any that holds denies; one without conditions always does.'),
  limits: z.array(limit).max(50).optional(),
  rate_limit: rateLimit.optional(),
  require_approval: z.union([z.boolean(), approval]).optional(),
  action: oneOf(['allow', 'deny']).optional(),
  reason: text.optional(),
  description,
};

const toolRules = z.strictObject(rules);
const classRules = z.strictObject({
  ...rules,
  hide: z.boolean({ error: 'must be true or false' }).optional().describe('Hides all tools of the class.'),
});
const allTools = z.strictObject({
  require: rules.require,
  deny_if: rules.deny_if,
  limits: rules.limits,
  rate_limit: rules.rate_limit,
  require_approval: rules.require_approval,
  description,
});

const names = z.array(z.string({ error: 'must be a name' }).max(200)).max(1000);
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 09:00');

const schedule = z.strictObject({
  days: z
    .array(oneOf(WEEKDAYS))
    .min(1, 'must name at least one day')
    .default([...WEEKDAYS]),
  from: clock,
  to: clock,
  description,
});

const grant = z.strictObject({
  toolsets: names.optional(),
  classes: z.array(oneOf(CLASSES)).optional(),
  tools: names.optional(),
  description,
});

export const documentGrammar = z
  .strictObject({
    $schema: z.string().optional(),
    description,
    version: z.literal('1', { error: 'must be "1"' }),
    default: oneOf(['allow', 'deny']).describe('What becomes of a tool that nothing lists.'),
    mode: oneOf(['enforce', 'shadow'])
      .default('enforce')
      .describe('shadow: decide and record, deny nothing.'),
    timezone: z.string().max(100).optional().describe('IANA zone of time.*; UTC when left out.'),
    hide: z.union([z.literal('*'), names], { error: 'must be a list of tool names, or "*"' }).optional(),
    toolsets: names.optional().describe('Only these toolsets exist.'),
    schedules: z.record(z.string(), schedule).optional(),
    all_tools: allTools.optional(),
    classes: z.partialRecord(oneOf(CLASSES), classRules).optional(),
    tools: z.record(z.string(), toolRules).optional(),
    grants: z
      .record(z.string(), grant)
      .optional()
      .describe('What each caller may use; "*" is everybody else.'),
    redact: z.partialRecord(oneOf(REDACTED), oneOf(['show', 'mask', 'drop'])).optional(),
  })
  .meta({ title: 'whmcs-mcp policy' });

export type PolicyDocument = z.output<typeof documentGrammar>;
export type RuleSet = z.output<typeof classRules>;
export type LimitSource = z.output<typeof limit>;
export type EntrySource = z.output<typeof entry>;
export type ApprovalSource = z.output<typeof approval>;

/** JSON Schema of a policy file, for editors. */
export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(documentGrammar, { io: 'input', unrepresentable: 'any' });
  return { ...schema, $id: 'https://whmcs-mcp.example.com/policy.schema.json' };
}
