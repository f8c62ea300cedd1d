import type { Catalog, Tool } from '../../catalog/index.js';
import type { PolicyVocabulary, ReadArgs, ToolFacts } from '../../policy/index.js';
import { POLICY_FIELDS } from '../../records/index.js';
import { recordsOf } from './named-records.js';

/** The names that a policy can use: tools with their facts, records with their fields. */
export function policyVocabulary(catalog: Catalog): PolicyVocabulary {
  const tools = new Map<string, ToolFacts>();
  for (const tool of catalog.values()) {
    tools.set(tool.name, {
      class: tool.risk,
      level: tool.level,
      toolset: tool.toolset,
      args: tool.args,
      choices: choicesOf(tool),
      records: recordsOf(tool),
      money: tool.money !== undefined,
      mails: tool.canReach,
    });
  }
  return { tools, records: POLICY_FIELDS };
}

/** Arguments that take fixed words, numbers or flags: no other spelling of a value gets past the parser. */
function choicesOf({ listing }: Tool): string[] {
  const properties = (listing.inputSchema.properties ?? {}) as Record<
    string,
    { enum?: unknown; type?: unknown }
  >;
  return Object.entries(properties)
    .filter(
      ([, schema]) => schema.enum !== undefined || schema.type === 'boolean' || schema.type === 'integer',
    )
    .map(([name]) => name);
}

/** Reads arguments as the guard would, for a policy that is tried out on a call that nobody made. */
export function argumentReader(catalog: Catalog): ReadArgs {
  return (name, args) => {
    const tool = catalog.get(name);
    if (tool === undefined) return undefined;
    const parsed = tool.parse(args);
    if ('problems' in parsed) return parsed;
    const { certain, open } = tool.effects(parsed.values);
    return { args: parsed.values, effects: open.length === 0 ? certain : undefined };
  };
}
