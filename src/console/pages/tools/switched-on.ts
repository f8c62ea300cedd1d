import type { ToolState } from '../../../guard/index.js';
import type { ConsoleContext } from '../../context.js';

/** A tool of an extra set is there only where the operator has switched that set on. */
export const isSwitchedOn = ({ rule }: ToolState): boolean => rule !== '(set)';

/** Of the tools that a rule names or counts, those that agents can have now; all of them where that is none. */
export function switchedOn(
  names: readonly string[],
  { tools }: Pick<ConsoleContext, 'tools'>,
): readonly string[] {
  const on = new Set(
    tools()
      .filter(isSwitchedOn)
      .map(({ name }) => name),
  );
  const found = names.filter((name) => on.has(name));
  return found.length === 0 ? names : found;
}
