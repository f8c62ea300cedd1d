import { AREAS, EXTRA_SETS, type ExtraSet } from '../../terms.js';
import type { PolicyRequest, ToolFacts } from '../facts/request.js';

type Names = readonly string[];
type Placed = Pick<ToolFacts, 'toolset' | 'set'>;

const isArea = (name: string) => (AREAS as Names).includes(name);

/**
 * Whether a list of toolsets leaves a tool out by its area. Areas narrow to theirs; a list that holds extra sets alone narrows
 * nothing, and an empty one leaves nothing. Tools that make calls of other tools are of no area.
 */
export function leavesOut(toolsets: Names, { toolset, set }: Placed): boolean {
  if (toolsets.length === 0) return true;
  if (toolset === set || toolsets.includes(toolset)) return false;
  return toolsets.some(isArea);
}

/** The same of a grant, where an extra set has to be named to be had. */
export function keepsFrom(toolsets: Names, facts: Placed): boolean {
  return leavesOut(toolsets, facts) || (facts.set !== undefined && !toolsets.includes(facts.set));
}

/**
 * Whether a composed tool makes a call of a tool that reads. Such calls need no switch of their own: which sets the caller is
 * shown says nothing of what an answer is made of. All else that a policy says of the tool holds.
 */
export const isPartOfAnswer = (
  { class: risk }: Pick<ToolFacts, 'class'>,
  { caller }: Pick<PolicyRequest, 'caller'>,
): boolean => risk === 'read' && typeof caller === 'object' && caller.via !== undefined;

/** The extra sets that a list of toolsets switches on. */
export const extraSetsIn = (toolsets: Names = []): ExtraSet[] =>
  EXTRA_SETS.filter((set) => toolsets.includes(set));
