import { z } from 'zod';
import { LENGTH } from '../../duration.js';
import { RISK_CLASSES } from '../../terms.js';
import { WEEKDAYS } from '../facts/time.js';
import { allTools, classRules, description, rules, toolRules } from './rule-grammar.js';

/** Names that exist, where the grammar should list them: an editor then completes them. */
export interface Names {
  tools: readonly string[];
  toolsets: readonly string[];
}

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
/** An action without a tool of its own, or of an addon module. */
const action = z.string().regex(/^action:[A-Za-z][A-Za-z0-9]*$/);
const recordId = z.int().min(1).max(2_147_483_647);
const installName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'must be 1 to 40 small letters, digits and dashes');
const treatment = z.enum(['show', 'mask', 'drop']).optional();
const redact = z.strictObject({
  contact: treatment,
  address: treatment,
  tax: treatment,
  payment: treatment,
  network: treatment,
  staff: treatment,
});

/**
 * The grammar of a policy file. The parser checks against it and the JSON Schema is made from it, so an editor and
 * the server can't disagree. What a grammar can't say (does the tool exist?) is checked in `checker.ts`.
 * With names, tools and toolsets are listed in it.
 */
export function grammarOf(names?: Names) {
  const tool = names === undefined ? name : z.union([z.enum(names.tools), action]).meta({ id: 'tool' });
  const toolset = names === undefined ? name : z.enum(names.toolsets);
  const tools = z.array(tool).max(1000);
  const toolsets = z.array(toolset).max(1000);
  const grant = z.strictObject({
    ...rules,
    toolsets: toolsets
      .optional()
      .describe('Of areas, only tools of theirs; an extra set has to be named to be had.'),
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
    installs: z
      .array(installName)
      .min(1)
      .max(100)
      .optional()
      .describe('Names of the only WHMCS it reaches, as the file that GUARD_INSTALLS names spells them.'),
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
      timezone: z
        .string()
        .max(100)
        .default('UTC')
        .describe('IANA zone of time.* and of the days and months of limits, such as Europe/Berlin.'),
      toolsets: toolsets
        .optional()
        .describe(
          'Areas: only their tools exist. Extra sets (desk, actions, answers, plans): they are switched on.',
        ),
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
      tools: (names === undefined ? z.record(name, toolRules) : z.record(tool, toolRules))
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
export type GrantSource = NonNullable<PolicyDocument['grants']>[string];
export type ScheduleSource = z.output<typeof schedule>;

/** JSON Schema (draft 7, which editors know best) of a policy file, for editors. With names, it lists the tools and toolsets there are. */
export function policyJsonSchema(names?: Names): Record<string, unknown> {
  return { ...z.toJSONSchema(grammarOf(names), { io: 'input', target: 'draft-7' }) };
}
