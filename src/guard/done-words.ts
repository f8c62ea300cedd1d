import type { Body } from '../catalog/index.js';
import { redactFor } from '../policy/index.js';
import type { Approved } from './call.js';

/** A name that can stand in a sentence of ours as it is. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} .,'@_-]{0,59}$/u;

/** Who approved a call, for its caller; undefined where nobody had to. A policy that hides staff hides who it was. */
function approvedBy({ approval, policy, session }: Approved): string | undefined {
  if (approval === undefined) return undefined;
  const shown = redactFor(policy, session.caller).staff === 'show';
  const names = approval.votes.flatMap(({ yes, who }) => (yes && shown && NAME.test(who) ? [who] : []));
  return `Approved by ${names.length === 0 ? 'a person' : names.join(' and ')}.`;
}

/** What is so now that WHMCS has confirmed a write, and who approved it. */
export function doneWords(call: Approved, result: Body): string {
  const { tool, values } = call;
  return [tool.done?.(values, result), approvedBy(call)].filter((words) => words !== undefined).join(' ');
}
