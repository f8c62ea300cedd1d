import type { Tool } from '../catalog/index.js';
import type { Withhold } from '../output/index.js';
import type { Request } from '../policy/index.js';
import type { JudgedCall } from '../store/index.js';
import type { Caller, Judged } from './judge.js';

/** Longer texts are messages and notes: nothing that a rule is likely to need, and not ours to keep twice. */
const MAX_TEXT = 200;

/** What stands in the place of what is not kept; the path exists, and its value is not told. */
export const NOT_KEPT = '[not kept]';

function kept(value: unknown, withhold: Withhold): unknown {
  if (typeof value === 'string')
    return value.length > MAX_TEXT || withhold(value) !== value ? NOT_KEPT : value;
  if (Array.isArray(value)) return value.map((item) => kept(item, withhold));
  if (typeof value !== 'object' || value === null) return typeof value === 'symbol' ? undefined : value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, kept(inner, withhold)]));
}

/** A judged call as the state keeps it: without secrets, long texts, and what was not looked up. */
export function judgedCall(
  tool: Tool,
  { decision, request }: Judged,
  caller: Caller,
  at: Date,
  withhold: Withhold,
): JudgedCall {
  const { args, context, money, effects, client } = request as Request;
  const open = typeof args === 'object' ? args : {};
  const shown = Object.entries(open).map(([name, value]) => [
    name,
    tool.secretArgs.has(name) ? NOT_KEPT : kept(value, withhold),
  ]);
  return {
    at,
    tool: tool.name,
    caller: caller.name,
    said: {
      outcome: decision.outcome,
      rule: decision.deciding.id,
      revision: decision.revision,
      args: Object.fromEntries(shown),
      context: kept(context, withhold),
      money: kept(money, withhold),
      effects: kept(effects, withhold),
      client: kept(client, withhold),
    },
  };
}
