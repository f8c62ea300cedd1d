import type { StoredApproval } from '../../store/index.js';
import { EXIT } from '../exit-codes.js';
import { CommandError } from '../host.js';
import type { Flags } from '../table/flags.js';

/** Numbers such as `1-3,5`, each from 1 to `most`. Throws a CommandError. */
function numbersIn(text: string, flag: '--lines' | '--not', most: number): ReadonlySet<number> {
  const wrong = () =>
    new CommandError(
      `${flag} takes numbers from 1 to ${most}, such as 1-3,5. Nothing was decided.`,
      EXIT.usage,
    );
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [, first, last = first] = /^\s*(\d{1,4})(?:-(\d{1,4}))?\s*$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === undefined || from < 1 || from > to || to > most) throw wrong();
    for (let number = from; number <= to; number += 1) numbers.add(number);
  }
  return numbers;
}

/** The lines of a plan that a yes leaves out; undefined where it is a yes to the whole. Throws a CommandError. */
export function leftOut(
  { lines, not }: Partial<Flags<'lines' | 'not'>>,
  approval: StoredApproval,
): readonly number[] | undefined {
  if (lines === undefined && not === undefined) return undefined;
  if (lines !== undefined && not !== undefined)
    throw new CommandError('--lines and --not say the same in two ways: give one of them.', EXIT.usage);
  if (approval.lines === undefined)
    throw new CommandError(
      `${approval.id} is a single call and has no lines. Nothing was decided.`,
      EXIT.usage,
    );
  const all = approval.lines.map((_, index) => index + 1);
  const named = numbersIn(lines ?? not ?? '', lines === undefined ? '--not' : '--lines', all.length);
  const denied = all.filter((line) => named.has(line) !== (lines !== undefined));
  if (denied.length < all.length) return denied;
  throw new CommandError(
    `That leaves no line of ${approval.id}. Nothing was decided: whmcs-mcp approvals deny ${approval.id} says no to all.`,
    EXIT.usage,
  );
}
