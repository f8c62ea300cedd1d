import { AREAS, EXTRA_SETS, type ExtraSet } from '../../terms.js';
import type { ToolFacts } from '../facts/request.js';

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

/** The extra sets that a list of toolsets switches on. */
export const extraSetsIn = (toolsets: Names = []): ExtraSet[] =>
  EXTRA_SETS.filter((set) => toolsets.includes(set));
