import type { Marker } from '../marks/mark-outsiders.js';
import { isOrderDownRows } from '../marks/rows.js';
import type { Disguised } from '../text/normalize.js';
import type { QuickLook } from './quick-look.js';

/** What the stages before the marks make of a row. */
export type PrepareRow = (row: unknown, disguised: Disguised) => unknown;

/**
 * Marks what a quick look has told of, and the rows that it left unsettled, in the order of the rows. Undefined where only the
 * stages can tell, since a row says something together with others. Changes what the look has copied.
 */
export function markQuickly(
  { value, unsettled, named, marks }: QuickLook,
  marker: Marker,
  prepareRow: PrepareRow,
): Record<string, unknown> | undefined {
  const items = value.items as unknown[];
  const disguised: Disguised = new Set();
  for (const row of unsettled) items[row] = prepareRow(items[row], disguised);
  if (unsettled.length > 0 && (disguised.size > 0 || isOrderDownRows(items))) return undefined;

  for (const { holder, key, text } of marks) {
    holder[key] = text.reading === 'tagged' ? marker.tag(text.unmarked) : text.shown;
  }
  let next = 0;
  const nameUpTo = (row: number): void => {
    for (; (named[next]?.row ?? row) < row; next += 1) marker.name(named[next]?.field ?? '');
  };
  for (const row of unsettled) {
    nameUpTo(row);
    items[row] = marker.row(items[row]);
  }
  for (const { field } of named.slice(next)) marker.name(field);
  return value;
}
