/** About 25,000 tokens of JSON; more than that pushes an agent's own work out of its context. */
export const MAX_RESULT_CHARACTERS = 100_000;

interface Listed {
  items: unknown[];
  offset: number;
  next_offset: number | null;
}

function isListed(value: unknown): value is Listed & Record<string, unknown> {
  const { items, offset } = (value ?? {}) as Partial<Listed>;
  return Array.isArray(items) && typeof offset === 'number';
}

/**
 * Keeps as many items of a list as fit; what is left out is reached from next_offset, so nothing is lost.
 * At least one item stays, however large.
 */
export function capItems<T>(result: T, max = MAX_RESULT_CHARACTERS): T {
  if (!isListed(result) || JSON.stringify(result).length <= max) return result;
  let size = 0;
  let kept = 0;
  for (const item of result.items) {
    size += JSON.stringify(item).length + 1;
    if (kept > 0 && size > max) break;
    kept += 1;
  }
  if (kept === result.items.length) return result;
  const note = `Cut to ${kept} items to fit; go on at next_offset, or ask for fewer columns with fields.`;
  return { ...result, items: result.items.slice(0, kept), next_offset: result.offset + kept, note };
}
