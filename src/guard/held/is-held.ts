import type { Judged } from '../call.js';
import { isEnforced } from '../decision/shadow.js';

/** Where people make calls themselves: whoever undoes something has looked at it. */
const BY_PEOPLE: ReadonlySet<string> = new Set(['cli', 'console']);

/** Whether a call waits before it leaves. What people approve, or have waited for, is not held. */
export function isHeld({ decision, needsApproval, policy, options, session }: Judged): boolean {
  if (decision.outcome !== 'hold' || needsApproval) return false;
  const isDecided = options.held !== undefined || options.planned !== undefined;
  return !isDecided && !BY_PEOPLE.has(session.caller.channel) && isEnforced(policy, decision);
}
