import { z } from 'zod';
import { RECORD_KINDS } from '../catalog/index.js';
import { AREAS, EFFECTS, RISK_CLASSES } from '../terms.js';

/** What a parameter can be, in the words of WHMCS's documentation. */
const TYPES = ['string', 'int', 'float', 'bool', 'array'] as const;

const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[ -~\u00a0-\uffff]*$/, 'must be one line of text');

const parameter = z.strictObject({
  type: z.enum(TYPES),
  required: z.boolean().optional().describe('false when left out.'),
  about: text(300).optional().describe('What it is, for the agent.'),
  values: z.array(text(200)).min(1).max(200).optional().describe('The only texts that it takes.'),
  record: z
    .enum([...RECORD_KINDS, 'none'])
    .optional()
    .describe(
      'The record that its number names: previews show that record, and grants of single clients go by whose it is. "clientid", "serviceid" and the like name theirs unless this says none.',
    ),
  secret: z
    .boolean()
    .optional()
    .describe('It holds a credential: nobody is shown it, and no journal holds it.'),
});

const action = z.strictObject({
  about: text(300).describe('What it does, in a sentence for the agent.'),
  class: z.enum(RISK_CLASSES).describe('The class that policies go by.'),
  area: z.enum(AREAS).optional().describe('The area that it belongs to; system when left out.'),
  effects: z
    .array(z.enum(EFFECTS))
    .max(EFFECTS.length)
    .optional()
    .describe('All that a call can set off. Left out, all that a call of its class can.'),
  parameters: z
    .record(z.string(), parameter)
    .optional()
    .describe('All parameters that it takes; none other is sent.'),
  refusals: z
    .array(text(300))
    .max(50)
    .optional()
    .describe('Errors of it, letter by letter, that prove that nothing was begun.'),
  outsiders_write: z
    .array(z.string().regex(/^[\w-]{1,100}(?:\.[\w-]{1,100}){0,9}$/, 'must be a path such as backups.note'))
    .max(100)
    .optional()
    .describe(
      'Fields of its answer whose texts outsiders write, such as backups.note: they are marked however short they are.',
    ),
});

/** The grammar of a file of addon actions: the reader checks against it, and the JSON Schema for editors is made from it. */
export const actionsGrammar = z.strictObject({
  $schema: z.string().optional(),
  actions: z.record(z.string(), action).describe('Each action by its name, as the addon module spells it.'),
});

export type ActionsDocument = z.infer<typeof actionsGrammar>;
export type WrittenAction = z.infer<typeof action>;
export type WrittenParameter = z.infer<typeof parameter>;

export const actionsJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(actionsGrammar, { io: 'input', target: 'draft-7' }),
});
