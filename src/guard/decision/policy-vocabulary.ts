import type { Catalog, Tool } from '../../catalog/index.js';
import type { PolicyVocabulary, ReadArgs, ToolFacts } from '../../policy/index.js';
import { POLICY_FIELDS, POLICY_WORDS } from '../../records/index.js';
import { EFFECTS, type Effect } from '../../terms.js';
import { recordsOf } from './named-records.js';

/** The names that a policy can use: tools with their facts, records with their fields. */
export function policyVocabulary(catalog: Catalog): PolicyVocabulary {
  const tools = new Map<string, ToolFacts>();
  for (const tool of catalog.values()) {
    tools.set(tool.name, {
      ...(tool.composed === undefined ? { action: tool.action } : {}),
      class: tool.risk,
      level: tool.level,
      toolset: tool.toolset,
      ...(tool.set === undefined ? {} : { set: tool.set }),
      args: tool.args,
      choices: choicesOf(tool),
      words: wordsOf(tool),
      records: recordsOf(tool),
      money: tool.money !== undefined,
      mails: tool.canReach,
      whose: tool.whose.shows,
      naming: namingIn(tool),
      unproven: tool.whose.shows === 'named' ? (tool.whose.unproven ?? []) : [],
    });
  }
  return { tools, records: POLICY_FIELDS, words: POLICY_WORDS };
}

/** Of a list its rows are looked at, and of parts each by itself: only clients that are asked for have to be granted. */
function namingIn({ whose, names }: Tool): string[] {
  if (whose.shows === 'rows' || whose.shows === 'catalogue' || whose.shows === 'parts')
    return [...(names.client ?? [])];
  const also = whose.shows === 'named' ? whose.also : undefined;
  return [...Object.values(names), ...Object.values(also ?? {})].flat();
}

interface Published {
  enum?: readonly string[];
  type?: unknown;
}

const argumentsOf = ({ listing }: Tool) =>
  Object.entries((listing.inputSchema.properties ?? {}) as Record<string, Published>);

/** Arguments that take fixed words, numbers or flags: whatever a client sends, a call holds one spelling of a value. */
function choicesOf(tool: Tool): string[] {
  return argumentsOf(tool)
    .filter(
      ([, schema]) => schema.enum !== undefined || schema.type === 'boolean' || schema.type === 'integer',
    )
    .map(([name]) => name);
}

const wordsOf = (tool: Tool): Record<string, readonly string[]> =>
  Object.fromEntries(
    argumentsOf(tool).flatMap(([name, { enum: words }]) => (words === undefined ? [] : [[name, words]])),
  );

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

/** The effects that calls of a tool can have at all: those of its file, and those that the guard adds for what the session has met. */
export function possibleEffects({ effectRules, canReach, printed }: Tool): Effect[] {
  const own = effectRules.map(({ effect }) => effect);
  return EFFECTS.filter(
    (effect) =>
      own.includes(effect) ||
      (effect === 'disclosure' && canReach) ||
      (effect === 'mail' && printed.length > 0),
  );
}
