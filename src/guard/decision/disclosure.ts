import type { EffectOf } from '../../catalog/index.js';
import type { Seen } from '../seen/seen.js';
import type { GuardEffect } from './effects.js';
import { subjectOf } from './named-records.js';

/** `disclosure`: text or data can reach somebody else than the client it concerns. What the caller has seen and done tells. */
export function disclosureBy(seen: Pick<Seen, 'discloses'>): GuardEffect {
  return ({ tool, values, asker: { caller } }): EffectOf | undefined => {
    if (!tool.canReach) return undefined;
    const couldReach = () => {
      const { certain, open } = tool.effects(values);
      const mails = [...certain, ...open].includes('mail');
      return mails || tool.reaches !== undefined || tool.says.some((name) => values[name] !== undefined);
    };
    return {
      effect: 'disclosure',
      of: () => (couldReach() ? 'record' : false),
      read: ({ ask, now }) =>
        seen.discloses({ tool, values, caller }, { ask, subject: subjectOf(tool, values, ask, now) }),
    };
  };
}
