import type { CallFacts } from '../audit/index.js';
import type { Tool, Values } from '../catalog/index.js';
import type { Withhold } from '../output/index.js';
import type { Request } from '../policy/index.js';
import type { Judged } from './judge.js';
import type { Caller } from './session.js';

/** Longer texts are messages and notes: nothing that a rule is likely to need, and not ours to keep twice. */
const MAX_TEXT = 2_000;

/** What stands in the place of what is not kept; the path exists, and its value is not told. */
export const NOT_KEPT = '[not kept]';

function kept(value: unknown, withhold: Withhold): unknown {
  if (typeof value === 'string') return value.length > MAX_TEXT ? NOT_KEPT : withhold(value);
  if (Array.isArray(value)) return value.map((item) => kept(item, withhold));
  if (typeof value !== 'object' || value === null) return typeof value === 'symbol' ? undefined : value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, kept(inner, withhold)]));
}

/** Arguments as people may see them: what the row calls secret, and what looks like a credential, is withheld. */
export function shownArgs(tool: Tool, values: Values, withhold: Withhold): Record<string, unknown> {
  const open = Object.entries(values).filter(([, value]) => value !== undefined);
  const shown = open.map(([name, value]) => [name, tool.secretArgs.has(name) ? NOT_KEPT : value]);
  return withhold(Object.fromEntries(shown));
}

/** What the journal says of a call before anything was decided. */
export function firstFacts(
  call: string,
  session: { id: string; caller: Caller },
  tool: { name: string; risk: string },
): CallFacts {
  const { name: caller, channel } = session.caller;
  return { call, session: session.id, caller, channel, tool: tool.name, risk: tool.risk, args: {} };
}

/** The same with what was decided and on what; without secrets and what was not looked up. */
export function judgedFacts(
  facts: CallFacts,
  tool: Tool,
  values: Values,
  { decision, request }: Judged,
  withhold: Withhold,
): CallFacts {
  const { context, money, effects, client, session } = request as Request;
  const { outcome, deciding, rules, revision } = decision;
  return {
    ...facts,
    args: kept(shownArgs(tool, values, withhold), withhold) as Record<string, unknown>,
    decision: {
      outcome,
      rule: deciding.id,
      rules: rules.map(({ id, verdict }) => ({ id, verdict })),
      revision,
    },
    facts: kept({ context, money, effects, client, session }, withhold) as Record<string, unknown>,
  };
}
