import { EFFECTS, type Effect, RISK_CLASSES, type RiskClass } from '../../terms.js';
import type { Policy } from '../rules/compile.js';
import { EFFECT_WORDS } from './conditions.js';
import { standingOf, type ToolStanding, type Whose } from './standing.js';

const CLASS_WORDS: Readonly<Record<RiskClass, string>> = {
  read: 'Look things up',
  write: 'Change records',
  execute: 'Make a server or a registrar act',
  financial: 'Move or spend money',
  destructive: 'Delete, cancel, terminate',
};

/** A kind of act, and what becomes of it tool by tool. */
export interface Act {
  readonly kind: { readonly class: RiskClass } | { readonly effect: Effect };
  /** `Move or spend money`; `A call that sends somebody a message`. */
  readonly words: string;
  readonly tools: readonly ToolStanding[];
}

/** What a policy makes of the acts of the agents of a caller: class by class, and effect by effect. Those without a tool are left out, and tools of sets that are not switched on. Pure. */
export function actsOf(policy: Policy, whose: Whose): Act[] {
  const names = [...policy.tools.keys()];
  const told = (of: readonly string[], who: Whose) =>
    of.flatMap((name) => standingOf(policy, name, who) ?? []).filter(({ rule }) => rule !== '(set)');
  const all = told(names, whose);
  const classes = RISK_CLASSES.map((risk) => ({
    kind: { class: risk },
    words: CLASS_WORDS[risk],
    tools: all.filter((one) => one.class === risk),
  }));
  const effects = EFFECTS.map((effect) => ({
    kind: { effect },
    words: `A call that ${EFFECT_WORDS[effect]}`,
    tools: told(
      names.filter((name) => whose.effectsOf(name).includes(effect)),
      { ...whose, doing: effect },
    ),
  }));
  return [...classes, ...effects].filter(({ tools }) => tools.length > 0);
}
