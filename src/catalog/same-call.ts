import { REPEAT_OF } from '../terms.js';
import type { Arg } from './args.js';
import { keepsAbsent } from './risk.js';
import type { Row } from './row.js';
import type { Values } from './side-read.js';

/** What an argument that is left out stands for, unless the action leaves what is absent as it is. */
const isDefault = (value: unknown) => value === false || value === '';

/**
 * The arguments of a call as they are told from those of another: calls that come to the same have the same, however they
 * are spelled. To repeat one on purpose is none of them.
 */
export function sameArguments(row: Row, args: Readonly<Record<string, Arg>>, values: Values): Values {
  const absentIsDefault = !keepsAbsent(row.action);
  const told: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    if (name === REPEAT_OF || value === undefined) continue;
    const arg = args[name];
    const droppable = absentIsDefault && arg?.required !== true;
    const same = arg?.same === undefined ? value : arg.same(value);
    const isNone = same === undefined || isDefault(same);
    if (!isNone || !droppable) told[name] = isNone ? value : same;
  }
  return row.same?.(told) ?? told;
}
