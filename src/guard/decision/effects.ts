import {
  type CallEffects,
  type EffectOf,
  effectsRead,
  effectsTold,
  type ReadCall,
} from '../../catalog/index.js';
import type { Attempt } from './attempt.js';

/** An effect that no tool can tell by itself: it depends on the session, too. Undefined where it can't come of that tool. */
export type GuardEffect = (attempt: Attempt) => EffectOf | undefined;

/** The effects of a tool without rules about them: one object for all its calls, so that a look tells two that are the same. */
const NONE: CallEffects = { certain: [], open: [] };

export interface EffectsOfCalls {
  /** What the tool and the session tell without a read. */
  told(attempt: Attempt): CallEffects;
  /** All effects, in the order of `EFFECTS`. Rejects where one can't be told. */
  read(attempt: Attempt, call: ReadCall): Promise<readonly string[]>;
}

/** The effects of calls: those of the tool, and those that the guard adds to them. */
export function effectsOfCalls(added: readonly GuardEffect[] = []): EffectsOfCalls {
  const rulesFor = (attempt: Attempt): readonly EffectOf[] => [
    ...attempt.tool.effectRules,
    ...added.flatMap((effect) => effect(attempt) ?? []),
  ];
  return {
    told(attempt) {
      const rules = rulesFor(attempt);
      return rules.length === 0 ? NONE : effectsTold(rules, attempt.values);
    },
    read: (attempt, call) => effectsRead(rulesFor(attempt), call),
  };
}
