import type { Window } from '../../terms.js';
import type { CompiledTool, Policy } from './compile.js';
import type { Limit, Rules, Scope } from './rules.js';

/** A limit as it stands in the policy, whoever calls: one counter, and the tools whose calls it counts. */
export interface LimitRule {
  /** JSON pointer into the file. */
  readonly id: string;
  readonly counter: string;
  readonly window: Window;
  /** Decimal text. */
  readonly max: string;
  readonly scope: Scope;
  /** It is a budget: past its maximum a person decides. */
  readonly part?: 'unasked';
  readonly message?: string;
  /** Path of the amount that it adds up; left out, it counts calls. */
  readonly amount?: string;
  /** The grant it stands in; left out, it holds for all. */
  readonly grant?: string;
  readonly tools: readonly string[];
}

interface RulePlace {
  readonly rules: Rules;
  readonly grant?: string;
}

/** The places whose limits can count a tool's calls, the most particular first. */
function placesOf(
  policy: Policy,
  name: string,
  tool: CompiledTool,
  install: string | undefined,
): RulePlace[] {
  const reaching = [...policy.grants].filter(
    ([, grant]) => grant.withholds(name, tool.facts, install) === undefined,
  );
  return [
    { rules: tool.own },
    ...reaching.map(([grant, { rules }]) => ({ rules, grant })),
    { rules: tool.ofClass },
    { rules: policy.ofAll },
  ];
}

function ruleOf(
  { id, window, max, scope, part, message, amount }: Limit,
  counter: string,
): Omit<LimitRule, 'tools'> {
  return {
    id,
    counter,
    window,
    max,
    scope,
    ...(part === undefined ? {} : { part }),
    ...(message === undefined ? {} : { message }),
    ...(amount === undefined ? {} : { amount: amount.text }),
  };
}

/**
 * Every limit of a policy, for a page that shows what its counters stand at. A limit whose counter has the name of
 * the tool in it comes once for each tool; any other once, with all the tools that it counts.
 * @param install the name of the WHMCS, where a file names them
 */
export function limitsOf(policy: Policy, install?: string): readonly LimitRule[] {
  const byCounter = new Map<string, LimitRule & { readonly tools: string[] }>();
  for (const [name, tool] of policy.tools) {
    for (const { rules, grant } of placesOf(policy, name, tool, install)) {
      for (const limit of rules.limits) {
        const counter = limit.counterOf(name);
        const key = JSON.stringify([limit.id, counter]);
        const known = byCounter.get(key);
        if (known !== undefined) known.tools.push(name);
        else {
          const rule = ruleOf(limit, counter);
          byCounter.set(key, { ...rule, ...(grant === undefined ? {} : { grant }), tools: [name] });
        }
      }
    }
  }
  return [...byCounter.values()];
}
